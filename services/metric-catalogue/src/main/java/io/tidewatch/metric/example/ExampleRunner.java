package io.tidewatch.metric.example;

import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.Days;
import io.tidewatch.metric.evaluation.Evaluation;
import io.tidewatch.metric.evaluation.ExchangeRates;
import io.tidewatch.metric.evaluation.Figure;
import io.tidewatch.metric.evaluation.FigureSum;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.language.CheckedLanguage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Computes what examples expect, and says what is different. */
final class ExampleRunner {
    private final CheckedLanguage language;
    private final Map<String, CompiledMetrics> compiled = new HashMap<>();

    ExampleRunner(CheckedLanguage language) {
        this.language = language;
    }

    ExampleResult run(MetricExample example) {
        CompiledMetrics metrics =
                compiled.computeIfAbsent(example.metric(), id -> CompiledMetrics.of(language, List.of(id)));
        Evaluation evaluation = metrics.evaluation(ExchangeRates.of(language.reportingCurrency(), example.rates()));
        Days days = new Days(example.asOf(), example.from());
        Found found = example.group()
                ? Found.of(figures(metrics, evaluation, days, example))
                : Found.of(evaluation
                        .evaluate(history(example.accounts().getFirst(), example), days)
                        .value(example.metric()));
        return new ExampleResult(
                example.file(),
                example.line(),
                example.metric() + ": " + example.name(),
                example.metric(),
                example.expected().state() == null,
                Differences.of(example.expected(), found));
    }

    private List<Figure> figures(CompiledMetrics metrics, Evaluation evaluation, Days days, MetricExample example) {
        FigureSum sum = new FigureSum(metrics, example.metric());
        for (MetricExample.Account account : example.accounts()) {
            sum.add(evaluation.evaluate(history(account, example), days));
        }
        MetricExample.Account none = new MetricExample.Account(Map.of(), example.withoutAccount(), Map.of());
        sum.addWithoutAccount(evaluation.evaluate(history(none, example), days));
        return sum.figures();
    }

    private AccountHistory history(MetricExample.Account account, MetricExample example) {
        HistoryBuilder builder = new HistoryBuilder(language.vocabulary(), new Dictionary(), "account");
        builder.attributes(example.asOf(), account.attributes());
        language.vocabulary()
                .names()
                .forEach(kind -> builder.covered(kind, account.covered().getOrDefault(kind, CoveredDays.ALWAYS)));
        account.records().forEach(builder::add);
        return builder.build(example.asOf());
    }
}
