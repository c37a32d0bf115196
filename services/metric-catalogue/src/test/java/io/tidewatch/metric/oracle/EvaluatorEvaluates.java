package io.tidewatch.metric.oracle;

import io.tidewatch.metric.evaluation.AccountValues;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.Days;
import io.tidewatch.metric.evaluation.Evaluation;
import io.tidewatch.metric.evaluation.ExchangeRates;
import io.tidewatch.metric.evaluation.Figure;
import io.tidewatch.metric.evaluation.FigureSum;
import io.tidewatch.metric.evaluation.MeasureValue;
import io.tidewatch.metric.evaluation.MetricValue;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.language.CheckedLanguage;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The evaluator; public for the class loader of a changed one. */
public final class EvaluatorEvaluates implements Evaluates {
    private final CheckedLanguage language;
    private final CompiledMetrics metrics;
    private final Evaluation evaluation;
    private final Dictionary dictionary = new Dictionary();

    /** Of all metrics of these files. */
    public EvaluatorEvaluates(CheckedLanguage language) {
        this(language, language.metrics().keySet());
    }

    /** Of some of them. */
    EvaluatorEvaluates(CheckedLanguage language, Set<String> ids) {
        this.language = language;
        this.metrics = CompiledMetrics.of(language, ids);
        this.evaluation = metrics.evaluation(ExchangeRates.of(language.reportingCurrency(), Exchange.RATES));
    }

    @Override
    public Map<String, Seen> account(PlainAccount account, LocalDate asOf, LocalDate from) {
        return seen(evaluation.evaluate(
                HistoryOf.account(language.vocabulary(), dictionary, account), new Days(asOf, from)));
    }

    /** The values of several days, of one history. */
    Map<LocalDate, Map<String, Seen>> account(PlainAccount account, List<LocalDate> days) {
        AccountHistory history = HistoryOf.account(language.vocabulary(), dictionary, account);
        Map<LocalDate, Map<String, Seen>> seen = new LinkedHashMap<>();
        days.forEach(day -> seen.put(day, seen(evaluation.evaluate(history, Days.of(day)))));
        return seen;
    }

    /** The values over a history that holds no more than the metrics say they read. */
    Map<String, Seen> overWhatIsHeld(PlainAccount account, LocalDate asOf) {
        PlainAccount held = Changed.only(account, metrics.held().names());
        return seen(evaluation.evaluate(
                HistoryOf.account(metrics.held(), dictionary, held, account.firstDay(language.vocabulary())),
                Days.of(asOf)));
    }

    private Map<String, Seen> seen(AccountValues values) {
        Map<String, Seen> seen = new TreeMap<>();
        for (String id : metrics.metrics()) {
            MetricValue value = values.value(id);
            Map<String, Part> measures = new TreeMap<>();
            value.measures().forEach((name, measure) -> measures.put(name, part(measure)));
            value.details().forEach((name, measure) -> measures.put(name, part(measure)));
            Map<String, Seen> labels = new TreeMap<>();
            value.byLabel().forEach((label, measure) -> labels.put(label, seen(measure)));
            Part shown = value.state() == MetricValue.State.KNOWN ? Part.number(value.value(), value.currency()) : null;
            seen.put(id, new Seen(value.state().name(), shown, measures, labels));
        }
        return seen;
    }

    /** The next day on which a value can change; null for none. */
    LocalDate nextChange(PlainAccount account, LocalDate asOf) {
        return evaluation
                .evaluate(HistoryOf.account(language.vocabulary(), dictionary, account), Days.of(asOf))
                .nextChange();
    }

    private static Seen seen(MeasureValue value) {
        Part part = part(value);
        return new Seen(value.state().name(), part.none() == null ? part : null, Map.of(), Map.of());
    }

    private static Part part(MeasureValue value) {
        return value.known().isPresent()
                ? Part.number(value.value(), value.currency())
                : Part.none(value.state().name());
    }

    @Override
    public Map<String, List<SeenFigure>> group(
            Set<String> ids, List<PlainAccount> members, LocalDate asOf, LocalDate from) {
        Map<String, FigureSum> sums = new TreeMap<>();
        ids.forEach(id -> sums.put(id, new FigureSum(metrics, id)));
        for (PlainAccount member : members) {
            var values = evaluation.evaluate(
                    HistoryOf.account(language.vocabulary(), dictionary, member), new Days(asOf, from));
            sums.values().forEach(sum -> sum.add(values));
        }
        Map<String, List<SeenFigure>> seen = new TreeMap<>();
        sums.forEach((id, sum) -> seen.put(id, figures(sum.figures())));
        return seen;
    }

    /** One figure for each currency; those of labels follow that of all records. */
    private static List<SeenFigure> figures(List<Figure> figures) {
        List<SeenFigure> seen = new ArrayList<>();
        for (Figure figure : figures) {
            Part value = figure.state() == MetricValue.State.KNOWN
                    ? Part.number(figure.value(), figure.currency())
                    : Part.none(figure.state().name());
            Map<String, Part> measures = new TreeMap<>();
            figure.measures().forEach((name, measure) -> measures.put(name, part(measure)));
            int leftOut = figure.leftOut().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            SeenFigure one = new SeenFigure(value, measures, figure.members(), leftOut, new TreeMap<>());
            if (figure.label() == null) {
                seen.add(one);
            } else {
                seen.getLast().labels().put(figure.label(), one);
            }
        }
        return seen;
    }
}
