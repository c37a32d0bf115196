package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.Days;
import io.tidewatch.metric.evaluation.Evaluation;
import io.tidewatch.metric.evaluation.ExchangeRates;
import io.tidewatch.metric.evaluation.MetricValue;
import io.tidewatch.metric.evaluation.ReadingDays;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.language.RecordKind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Finds what a metric was before the contract of each account ended: the mean of every seventh day, from the day before the end back. Keeps
 * one number of an account. For one thread at a time.
 */
final class SeparationSums {

    /** A week, so that each day of it that the metric might follow counts the same. */
    private static final int STEP = 7;

    /** As many digits as values have, so that a bound that is sent back means what it was shown as. */
    private static final MathContext DIGITS = new MathContext(12);

    private final SeparationQuestion question;
    private final MetricDefinition definition;
    private final CompiledMetrics metrics;
    private final Evaluation evaluation;
    private final RecordKind contracts;
    private final Map<LocalDate, ReadingDays> days = new HashMap<>();
    private final OutcomeValues churned = new OutcomeValues();
    private final OutcomeValues renewed = new OutcomeValues();
    private final OutcomeValues undecided = new OutcomeValues();

    /**
     * Of no accounts yet.
     *
     * @param contracts the kind of record that says whether a customer left
     */
    SeparationSums(
            SeparationQuestion question,
            MetricDefinition definition,
            CompiledMetrics metrics,
            ExchangeRates rates,
            RecordKind contracts) {
        this.question = question;
        this.definition = definition;
        this.metrics = metrics;
        this.evaluation = metrics.evaluation(rates);
        this.contracts = contracts;
    }

    /** Adds an account, if its contract ended. */
    void add(AccountHistory history) {
        CoveredDays known = history.covered(contracts);
        if (known.problem() != null) {
            undecided.leaveOut(known.problem(), 1);
            return;
        }
        ContractEnd end = ContractEnd.of(history, question.after(), question.asOf());
        if (end != null) {
            add(history, end.day(), end.churned() ? churned : renewed);
        }
    }

    /** As for a mean in the metric language: a day that is not known makes it unknown, a day without a value is left out. */
    private void add(AccountHistory history, LocalDate end, OutcomeValues to) {
        double sum = 0;
        int number = 0;
        String currency = null;
        String missing = null;
        for (int back = 1; back <= question.windowDays(); back += STEP) {
            LocalDate day = end.minusDays(back);
            MetricValue value = evaluation.evaluate(history, on(day)).value(definition.id());
            if (value.state() == MetricValue.State.KNOWN) {
                String its = value.currency();
                if (currency != null && its != null && !its.equals(currency)) {
                    to.leaveOut("The amounts before the end of the contract are in several currencies.", 1);
                    return;
                }
                currency = its == null ? currency : its;
                sum += value.value();
                number++;
                continue;
            }
            String reason = ValueReading.reason(definition, value, history, day, definition.windowStart(day));
            if (value.state() == MetricValue.State.UNKNOWN) {
                to.leaveOut(reason, 1);
                return;
            }
            missing = Objects.requireNonNullElse(missing, reason);
        }
        if (number == 0) {
            to.leaveOut(missing, 1);
        } else {
            to.add(rounded(sum / number), currency);
        }
    }

    static double rounded(double value) {
        return BigDecimal.valueOf(value).round(DIGITS).doubleValue();
    }

    private ReadingDays on(LocalDate day) {
        return days.computeIfAbsent(day, any -> metrics.on(Days.of(day)));
    }

    /** Adds what another one found, which must not be used any more. */
    void addAll(SeparationSums other) {
        churned.addAll(other.churned);
        renewed.addAll(other.renewed);
        undecided.addAll(other.undecided);
    }

    /** Of the accounts that left. */
    OutcomeValues churned() {
        return churned;
    }

    /** Of the accounts that renewed. */
    OutcomeValues renewed() {
        return renewed;
    }

    /** By reason, the accounts of which it is not known whether they left. */
    Map<String, Long> undecided() {
        return undecided.missing();
    }
}
