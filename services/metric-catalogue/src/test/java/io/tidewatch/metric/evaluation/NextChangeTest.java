package io.tidewatch.metric.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.history.AccountHistory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When values change without new records. */
class NextChangeTest {
    private static final String AS_OF = "2026-03-31";

    private static String next(Example example) {
        return String.valueOf(example.values(AS_OF).nextChange());
    }

    @ParameterizedTest
    @CsvSource({
        "30d,             2026-03-15, 2026-04-14",
        "30d,             2026-02-01, null",
        "30d ago 10d,     2026-03-31, 2026-04-10",
        "30d ago 10d,     2026-03-15, 2026-04-24",
        "ever,            2026-03-15, null",
        "period,          2026-03-15, 2026-04-14",
        "previous period, 2026-02-20, 2026-04-21",
        "previous period, 2026-03-15, 2026-04-14",
    })
    void aRecordEntersOrLeavesAWindow(String window, String day, String next) {
        Example example = Example.of(
                "unit: NUMBER\nperiod: 30d\nmeasures:\n  n: {count: feedback, in: " + window + "}\nvalue: n\n");
        assertThat(next(example.add("feedback", "f", "givenOn", day))).isEqualTo(next);
    }

    @Test
    void aCountOfDaysDoesNotChangeForThoseWhoCountOn() {
        Example age = Example.of("unit: DAYS\noverAccounts: mean\nvalue: daysSince(signedOn)\n")
                .add("contract_period", "p", "signedOn", "2026-01-01", "startDate", "2026-01-01");
        assertThat(age.values(AS_OF).nextChange(Set.of("x"))).isNull();
        Example countdown = Example.of("unit: DAYS\noverAccounts: mean\nmeasures:\n"
                        + "  ends: {first: endDate, of: contract_period, in: ahead}\nvalue: days(asOf, ends)\n")
                .add("contract_period", "p", "endDate", "2026-09-01", "startDate", "2026-01-01");
        assertThat(countdown.values(AS_OF).nextChange(Set.of("x"))).isEqualTo("2026-09-01");
        Example aged = Example.of(
                        "unit: DAYS\noverAccounts: mean\nvalue: daysSince(signedOn when daysSince(signedOn) >= 100)\n")
                .add("contract_period", "p", "signedOn", "2026-01-01", "startDate", "2026-01-01");
        assertThat(aged.values(AS_OF).nextChange(Set.of("x"))).isEqualTo("2026-04-11");
    }

    @Test
    void whatLiesAheadChangesOnItsDay() {
        Example planned = Example.of("unit: CURRENCY\nvalue: mrrAtEnd\n")
                .add("contract_period", "p", "startDate", "2026-01-01", "endDate", "2026-09-01", "mrr", "1 USD");
        assertThat(next(planned)).isEqualTo("2026-09-01");
        Example later = Example.of("unit: NUMBER\nmeasures:\n  n: {count: feedback}\nvalue: n\n")
                .add("feedback", "f", "givenOn", "2026-05-01");
        assertThat(next(later)).isEqualTo("2026-05-01");
    }

    @Test
    void anAgeChangesEveryDayAndAnAgeBesideABoundOnceUnlessItIsAbsent() {
        String lines = "unit: DAYS\noverAccounts: mean\nvalue: daysSince(signedOn)\n";
        assertThat(next(Example.of(lines)
                        .add("contract_period", "p", "signedOn", "2026-01-01", "startDate", "2026-01-01")))
                .isEqualTo("2026-04-01");
        assertThat(next(Example.of(lines))).isEqualTo("null");
        String bound = "unit: NUMBER\nmeasures:\n  old: daysSince(signedOn) >= 100\nvalue: old\n";
        assertThat(next(Example.of(bound)
                        .add("contract_period", "p", "signedOn", "2026-01-01", "startDate", "2026-01-01")))
                .isEqualTo("2026-04-11");
    }

    @Test
    void outsideThePopulationOnlyThePopulationCanChange() {
        String lines = "unit: DAYS\noverAccounts: mean\npopulation: paying\nvalue: daysSince(signedOn)\n";
        Example churned = Example.of(lines)
                .add(
                        "contract_period",
                        "p",
                        "signedOn",
                        "2025-01-01",
                        "startDate",
                        "2025-01-01",
                        "endDate",
                        "2026-01-01",
                        "trial",
                        false,
                        "mrr",
                        "1 USD");
        assertThat(next(churned)).isEqualTo("null");
    }

    @Test
    void coverageEndsOnADay() {
        Example example = Example.of("unit: NUMBER\nmeasures:\n  n: {count: feedback, in: 30d}\nvalue: n\n")
                .add("feedback", "f", "givenOn", "2026-01-01")
                .covered("feedback", "2026-01-01", "2026-04-05");
        assertThat(next(example)).isEqualTo("2026-04-06");
    }

    /** The values of a day are computed from slots that are derived up to that day. */
    @ParameterizedTest
    @CsvSource({
        "2029-12-02, 2030-02-01",
        "2030-01-02, 2030-02-01",
        "2031-03-01, 2031-03-31",
    })
    void aSlotThatBeginsLaterEndsOnADay(String validFrom, String lastDay) {
        Example example = Example.of("unit: NUMBER\nmeasures:\n  n: {count: due_slot}\nvalue: n\n")
                .attributes("2026-01-01", "signupDate", "2026-01-01")
                .add("cadence", "c", "activity", "review", "everyMonths", "1", "validFrom", validFrom);
        assertThat(example.values(Example.HORIZON).nextChange()).isEqualTo(lastDay);
    }

    @Test
    void attributesChangeOnADay() {
        Example example = Example.of(
                        "unit: NUMBER\nmeasures:\n  n: {count: feedback}\npopulation: account.segment == \"A\"\nvalue: n\n")
                .attributes("2026-01-01", "segment", "A")
                .attributes("2026-06-01", "segment", "B");
        assertThat(next(example)).isEqualTo("2026-06-01");
    }

    @Test
    void noValueOfADraftChangesBeforeTheDay() {
        Random random = new Random(11);
        List<Example> accounts = new ArrayList<>();
        Example first = Example.ofDrafts();
        List<AccountHistory> histories = new ArrayList<>();
        for (int seed = 0; seed < 4; seed++) {
            Example account = first.another("a" + seed);
            DraftEvaluationTest.withFewRecords(account, seed);
            accounts.add(account);
            histories.add(account.history());
        }
        int quiet = 0;
        for (String metric : first.metrics.metrics()) {
            CompiledMetrics one = CompiledMetrics.of(first.language, List.of(metric));
            Evaluation evaluation = one.evaluation();
            for (AccountHistory history : histories) {
                LocalDate asOf = LocalDate.parse(AS_OF).plusDays(random.nextInt(300) - 200);
                AccountValues values = evaluation.evaluate(history, Days.of(asOf));
                LocalDate next = values.nextChange();
                String now = state(values, metric);
                LocalDate end = next == null ? asOf.plusDays(30) : next;
                for (LocalDate day = asOf.plusDays(1); day.isBefore(end); day = day.plusDays(1)) {
                    quiet++;
                    AccountValues then = evaluation.evaluate(history, Days.of(day));
                    assertThat(state(then, metric))
                            .as("%s on %s, of %s, next %s, %s", metric, day, asOf, next, history.accountId())
                            .isEqualTo(now);
                }
            }
        }
        assertThat(quiet).as("days without a change").isGreaterThan(2000);
    }

    private static String state(AccountValues values, String metric) {
        MetricValue value = values.value(metric);
        // Of an account that the metric is not about, measures may change.
        return value.state() == MetricValue.State.OUTSIDE || value.within() != 1
                ? value.state() + " " + value.within()
                : value.state() + " " + value.value() + " " + value.measures() + value.byLabel();
    }
}
