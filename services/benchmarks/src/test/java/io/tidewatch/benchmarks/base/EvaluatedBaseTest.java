package io.tidewatch.benchmarks.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.Days;
import io.tidewatch.metric.evaluation.Evaluation;
import io.tidewatch.metric.evaluation.MetricValue;
import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.language.CheckedLanguage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EvaluatedBaseTest {

    private static final LocalDate DAY = LocalDate.parse("2026-01-01");
    private static final int ACCOUNTS = 1_000;
    private static final CheckedLanguage LANGUAGE = RepositoryRules.language();

    /**
     * What a base does not have: the segments of the first one are named otherwise, a customer always gives the same answer about
     * effort, no kick-offs or training sessions are held, no ticket is open, and each account has one version of its attributes.
     */
    private static final Set<String> NOT_IN_A_BASE = Set.of(
            "strategic-account-health",
            "customer-effort-change",
            "kickoffs-held",
            "open-ticket-age",
            "days-since-unaided-use",
            "days-since-stage-change");

    @Test
    void evaluatorFindsTheValuesThatWerePlanned() {
        AccountSource source = new AccountSource(new BaseSettings(ACCOUNTS, 3, DAY, 8, true));
        GeneratedAccounts generated = new GeneratedAccounts(source.base());
        List<String> metrics = List.of(
                "nps",
                "csat",
                "goal-attainment",
                "time-to-first-value",
                "activation-rate",
                "purchase-frequency",
                "reference-willingness",
                "first-contact-resolution",
                "business-reviews-held",
                "expansion-revenue");
        Evaluation evaluation = CompiledMetrics.of(LANGUAGE, metrics).evaluation();
        ExpectedValues truth = new ExpectedValues();
        int compared = 0;
        for (int number = 1; number <= ACCOUNTS; number++) {
            if (source.account(number).latest() == null) {
                continue;
            }
            Map<String, String> planned = new TreeMap<>();
            truth.write(source.account(number), cells -> planned.put((String) cells[1], line(cells[2], cells[3])));
            var values = evaluation.evaluate(
                    generated
                            .history(number, LANGUAGE.vocabulary(), new Dictionary())
                            .build(DAY),
                    Days.of(DAY));
            Map<String, String> found = metrics.stream()
                    .map(values::value)
                    .filter(value -> value.state() == MetricValue.State.KNOWN)
                    .collect(Collectors.toMap(MetricValue::metric, value -> line(units(value), value.currency())));
            assertThat(new TreeMap<>(found)).as(generated.id(number)).isEqualTo(planned);
            compared += planned.size();
        }
        assertThat(compared).isGreaterThan(4_000);
    }

    @Test
    void metricsOfAccountsHaveAValueOtherThanZeroForSome() {
        GeneratedAccounts generated = new GeneratedAccounts(new BaseSettings(ACCOUNTS, 3, DAY, 8, true));
        List<String> metrics = LANGUAGE.metrics().values().stream()
                .filter(metric -> !metric.syntax().group() && !metric.fromReporting())
                .map(metric -> metric.syntax().id())
                .filter(id -> !NOT_IN_A_BASE.contains(id))
                .toList();
        assertThat(metrics).hasSizeGreaterThan(120);
        TreeSet<String> without = new TreeSet<>(metrics);
        Evaluation evaluation = CompiledMetrics.of(LANGUAGE, metrics).evaluation();
        for (int number = 1; number <= ACCOUNTS && !without.isEmpty(); number++) {
            var values = evaluation.evaluate(
                    generated
                            .history(number, LANGUAGE.vocabulary(), new Dictionary())
                            .build(DAY),
                    Days.of(DAY));
            without.removeIf(metric -> values.value(metric).state() == MetricValue.State.KNOWN
                    && values.value(metric).value() != 0);
        }
        assertThat(without).isEmpty();
    }

    /** Amounts in units of their currency, as the truth has them. */
    private static BigDecimal units(MetricValue value) {
        BigDecimal number = BigDecimal.valueOf(value.value());
        return value.currency() == null
                ? number
                : number.movePointLeft(Market.Money.valueOf(value.currency()).decimals);
    }

    private static String line(Object value, Object currency) {
        String number = new BigDecimal(value.toString()).stripTrailingZeros().toPlainString();
        return currency == null ? number : number + " " + currency;
    }
}
