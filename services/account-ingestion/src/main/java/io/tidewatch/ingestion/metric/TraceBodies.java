package io.tidewatch.ingestion.metric;

import io.tidewatch.ingestion.api.model.MeasureTrace;
import io.tidewatch.ingestion.api.model.MetricTrace;
import io.tidewatch.ingestion.api.model.RecordTrace;
import io.tidewatch.ingestion.api.model.RecordsTrace;
import io.tidewatch.ingestion.api.model.ScoreInput;
import io.tidewatch.ingestion.api.model.ScoreTrace;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.MeasureValue;
import io.tidewatch.metric.evaluation.MetricValue;
import io.tidewatch.metric.evaluation.TracedMeasure;
import io.tidewatch.metric.evaluation.TracedRecords;
import io.tidewatch.metric.history.AccountHistory;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the value of an account was made of, as answers show it. */
public final class TraceBodies {

    /** Records of a kind, and subjects, that an answer shows of a measure. */
    private static final int MOST_SHOWN = 100;

    private TraceBodies() {}

    /** A trace. */
    public static MetricTrace of(AccountTrace.Traced traced) {
        MetricDefinition definition = traced.definition();
        AccountHistory history = traced.history();
        LocalDate asOf = traced.asOf();
        MetricValue value = traced.values().value(definition.id());
        LocalDate start = definition.windowStart(asOf);
        boolean about = value.state() != MetricValue.State.OUTSIDE;
        Map<String, MetricValue.LookedAt> windows = new TreeMap<>();
        value.windows().forEach(window -> windows.put(window.measure(), window));
        return new MetricTrace()
                .accountId(history.accountId())
                .metric(definition.id())
                .definitionHash(definition.definitionHash())
                .catalogueHash(traced.catalogueHash())
                .asOf(asOf)
                .from(definition.windowDays(asOf) == null ? null : start)
                .state(value.state().name())
                .reason(ValueReading.reason(definition, value, history, asOf, start))
                .value(number(value.state(), value.value()))
                .currency(ValueReading.currency(value))
                .numerator(about ? DetailTexts.number(ValueReading.number(value.numerator())) : null)
                .denominator(about ? DetailTexts.number(ValueReading.number(value.denominator())) : null)
                .coveredThrough(value.coveredThrough())
                .band(value.band())
                .score(about ? score(value.score()) : null)
                .measures(traced.values().trace(definition.id()).stream()
                        .map(measure -> measure(measure, windows.get(measure.name()), traced))
                        .toList());
    }

    private static ScoreTrace score(MetricValue.ScoreParts parts) {
        return parts == null
                ? null
                : new ScoreTrace()
                        .coverage(DetailTexts.number(parts.coverage()))
                        .inputs(parts.contributions().stream()
                                .map(TraceBodies::input)
                                .toList());
    }

    private static ScoreInput input(MetricValue.Contribution contribution) {
        MeasureValue value = contribution.value();
        return new ScoreInput()
                .input(contribution.input())
                .state(value.state().name())
                .value(DetailTexts.number(ValueReading.number(value)))
                .currency(value.currency())
                .points(number(value.state(), contribution.points()))
                .weight(DetailTexts.number(contribution.weight()));
    }

    private static MeasureTrace measure(
            TracedMeasure measure, MetricValue.LookedAt window, AccountTrace.Traced traced) {
        int subjects = measure.subjects().size();
        return new MeasureTrace()
                .name(measure.name())
                .state(measure.value().state().name())
                .reason(measure.reason())
                .value(
                        measure.value().state() == MetricValue.State.KNOWN
                                ? traced.texts().ofMeasure(measure.name(), measure.value())
                                : null)
                .currency(measure.value().currency())
                .from(window == null ? null : window.from())
                .through(window == null ? null : window.through())
                .subjects(measure.subjects().stream().limit(MOST_SHOWN).toList())
                .subjectsLeftOut(Math.max(0, subjects - MOST_SHOWN))
                .records(measure.records().stream()
                        .map(records -> records(records, traced.metrics().fields(records.kind()), traced.history()))
                        .toList());
    }

    private static RecordsTrace records(TracedRecords records, Set<String> fields, AccountHistory history) {
        int counted = records.rows().size();
        return new RecordsTrace()
                .kind(records.kind())
                .items(records.rows().stream()
                        .limit(MOST_SHOWN)
                        .map(row -> record(history, records.kind(), row, fields))
                        .toList())
                .leftOut(Math.max(0, counted - MOST_SHOWN));
    }

    private static RecordTrace record(AccountHistory history, String kind, int row, Set<String> read) {
        Map<String, String> fields = new TreeMap<>();
        String id = history.rows(kind).id(row);
        // Without an id, all that is known of a record says which one it is.
        Set<String> shown =
                id != null ? read : history.rows(kind).kind().fields().keySet();
        shown.forEach(field -> {
            String text = history.text(kind, row, field);
            if (text != null) {
                fields.put(field, text);
            }
        });
        String time = history.rows(kind).kind().time();
        return new RecordTrace()
                .id(id)
                .time(time == null ? null : history.text(kind, row, time))
                .fields(fields);
    }

    private static String number(MetricValue.State state, double value) {
        return state == MetricValue.State.KNOWN ? DetailTexts.number(value) : null;
    }
}
