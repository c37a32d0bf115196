package io.tidewatch.metric.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formulas over measures that are known, absent or unknown. */
class FormulaTest {
    private static final String AS_OF = "2026-03-31";
    private static final String OPINIONS =
            "kind: opinion\nnature: FACT\ntime: given\nfields:\n  given: {type: DATE}\n  points: {type: INTEGER}\n";

    /** Three tickets, no order, no survey, and opinions that no source covers. */
    private static Example of(String value) {
        return Example.of("""
                        unit: NUMBER
                        overAccounts: mean
                        measures:
                          three: {count: ticket}
                          zero: {count: order}
                          none: {last: score, of: survey}
                          hidden: {last: points, of: opinion}
                          one: {last: rating, of: sentiment}
                          result: %s
                        details: [three, zero, none, hidden]
                        value: result * one
                        """.formatted(value), "records/opinion.yaml", OPINIONS)
                .attributes("2025-01-01", "segment", "Enterprise")
                .add("ticket", "t1", "openedAt", "2026-03-01")
                .add("ticket", "t2", "openedAt", "2026-03-02")
                .add("ticket", "t3", "openedAt", "2026-03-03")
                .add("sentiment", "s", "ratedOn", "2026-03-01", "rating", 1)
                .add("opinion", "o", "given", "2026-03-01", "points", 5)
                .covered("opinion", "2026-03-30", "2026-12-31");
    }

    @ParameterizedTest
    @CsvSource({
        "three + 1,                  4",
        "three - 2 * three,          -3",
        "-three,                     -3",
        "three / 2,                  1.5",
        "three / zero,               absent",
        "zero / zero,                absent",
        "three + none,               absent",
        "three + hidden,             unknown",
        "none + hidden,              unknown",
        "hidden / zero,              unknown",
        "none else 7,                7",
        "three else 7,               3",
        "hidden else 7,              unknown",
        "none else hidden,           unknown",
        "'min(three, 2, 5)',         2",
        "'min(three, none)',         3",
        "'min(none, none)',          absent",
        "'min(three, hidden)',       unknown",
        "three when zero == 0,       3",
        "three when zero > 0,        absent",
        "hidden when zero > 0,       absent",
        "three when none > 0,        absent",
        "three when hidden > 0,      unknown",
        "three when zero > 0 else 8, 8",
        "three when hidden is unknown else hidden, 3",
        "three when none is unknown else zero, 0",
    })
    void numbers(String value, String result) {
        assertThat(of(value).shown(AS_OF)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({
        "three > 2,                             1",
        "three > 3,                             0",
        "three >= 3,                            1",
        "three < 3,                             0",
        "three <= 3,                            1",
        "three == 3,                            1",
        "three != 3,                            0",
        "none > 2,                              absent",
        "hidden > 2,                            unknown",
        "none is missing,                       1",
        "none is not missing,                   0",
        "three is missing,                      0",
        "hidden is missing,                     unknown",
        "hidden is not missing,                 unknown",
        "hidden is unknown,                     1",
        "hidden is not unknown,                 0",
        "none is unknown,                       0",
        "three is unknown,                      0",
        "three is not unknown,                  1",
        "not three > 2,                         0",
        "not none > 2,                          absent",
        "not hidden > 2,                        unknown",
        "three > 5 and hidden > 2,              0",
        "hidden > 2 and three > 5,              0",
        "three > 2 and hidden > 2,              unknown",
        "three > 2 and none > 2,                absent",
        "none > 2 and hidden > 2,               unknown",
        "three > 5 and none > 2,                0",
        "three > 2 or hidden > 2,               1",
        "hidden > 2 or three > 2,               1",
        "three > 5 or hidden > 2,               unknown",
        "three > 5 or none > 2,                 absent",
        "none > 2 or hidden > 2,                unknown",
        "'three in (1, 3)',                     1",
        "'three not in (1, 3)',                 0",
        "'none in (1, 3)',                      absent",
        "'none not in (1, 3)',                  absent",
        "'account.segment == \"Enterprise\"',   1",
        "'account.segment in $strategicSegments', 1",
        "'account.segment == \"Other\"',        0",
        "'account.segment != \"Other\"',        1",
        "'account.tier == \"Gold\"',            absent",
    })
    void conditionsCountAsOneOrZero(String value, String result) {
        assertThat(of(value).shown(AS_OF)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({
        "'days(opened, asOf)',                  30",
        "daysSince(opened),                     30",
        "'hours(opened, asOf)',                 726",
        "'days(opened, answered)',              1",
        "'hours(opened, answered)',             8",
        "'hours(opened, signed)',               6",
        "'days(signed, opened)',                -1",
    })
    void timeIsCountedInDaysOfUtcAndInHoursWithFractions(String value, String result) {
        Example example = Example.of("""
                        unit: HOURS
                        overAccounts: mean
                        measures:
                          opened: {first: openedAt, of: ticket}
                          answered: {first: twoWayAt, of: touchpoint}
                          signed: {first: signedOn, of: contract_period}
                        details: [opened, answered, signed]
                        value: %s
                        """.formatted(value)
                        .replace("unit: HOURS", value.startsWith("hours") ? "unit: HOURS" : "unit: DAYS"))
                .add("ticket", "t", "openedAt", "2026-03-01T18:00:00Z")
                .add("touchpoint", "p", "twoWayAt", "2026-03-02T02:00:00Z")
                .add("contract_period", "c", "signedOn", "2026-03-02");
        assertThat(example.shown(AS_OF)).isEqualTo(result);
    }

    @Test
    void momentsAreComparedAsMomentsAndAMomentWithADayByItsDay() {
        String step = "unit: NUMBER\nmeasures:\n  n: {count: ticket, where: %s}\nvalue: n\n";
        Example moments = Example.of(step.formatted("reopenedAt > resolvedAt"))
                .add(
                        "ticket",
                        "t",
                        "openedAt",
                        "2026-03-01",
                        "resolvedAt",
                        "2026-03-02T10:00:00Z",
                        "reopenedAt",
                        "2026-03-02T10:00:01Z");
        assertThat(moments.shown(AS_OF)).isEqualTo("1");
        Example day =
                Example.of(step.formatted("openedAt == asOf")).add("ticket", "t", "openedAt", "2026-03-31T23:00:00Z");
        assertThat(day.shown(AS_OF)).isEqualTo("1");
        assertThat(day.shown("2026-04-01")).isEqualTo("0");
    }

    @Test
    void aParameterIsThatOfTheBusinessModelOfTheDay() {
        Example example = Example.of("""
                        unit: NUMBER
                        parameters:
                          least: {default: 10, PRODUCT_LED: 2}
                        measures:
                          n: {count: ticket}
                          many: n >= $least
                        value: many
                        """)
                .attributes("2026-01-01", "businessModel", "ENTERPRISE")
                .attributes("2026-03-01", "businessModel", "PRODUCT_LED")
                .add("ticket", "t1", "openedAt", "2026-01-01")
                .add("ticket", "t2", "openedAt", "2026-01-02");
        assertThat(example.shown("2026-02-28")).isEqualTo("0");
        assertThat(example.shown("2026-03-01")).isEqualTo("1");
    }

    @Test
    void aParameterOfTheMetricReplacesTheSharedOneInSharedMeasures() {
        String lines = "unit: NUMBER\nperiod: 30d\n%svalue: used\n";
        Example shared = usage(Example.of(lines.formatted("")));
        assertThat(shared.shown(AS_OF)).isEqualTo("3");
        Example own = usage(Example.of(lines.formatted("parameters:\n  meteredFeatures: [exports]\n")));
        assertThat(own.shown(AS_OF)).isEqualTo("5");
    }

    private static Example usage(Example example) {
        return example.add("usage", "a", "day", "2026-03-30", "feature", "api-calls", "count", 3)
                .add("usage", "b", "day", "2026-03-30", "feature", "exports", "count", 5);
    }

    @Test
    void anotherMetricIsReadAsPeopleSeeIt() {
        String seats = "id: full\nunit: PERCENT\npopulation: seats > 0\nvalue: assigned / seats\n";
        String lines = "unit: NUMBER\nmeasures:\n  full: {metric: full}\n  high: full > 60\nvalue: high\n";
        Example example = Example.of(lines, "metrics/full.yaml", seats)
                .add(
                        "contract_period",
                        "p",
                        "startDate",
                        "2026-01-01",
                        "trial",
                        false,
                        "mrr",
                        "1 USD",
                        "purchasedSeats",
                        3)
                .add("user", "u1", "seatAssignedFrom", "2026-01-01")
                .add("user", "u2", "seatAssignedFrom", "2026-01-01");
        assertThat(example.shown(AS_OF)).isEqualTo("1");
        assertThat(example.values(AS_OF).value("full").value()).isEqualTo(66.6666666667);
        assertThat(example.values(AS_OF).value("full").numerator().value()).isEqualTo(2);
        assertThat(example.values(AS_OF).value("full").denominator().value()).isEqualTo(3);
        // Outside the population of the other metric there is nothing to read.
        assertThat(Example.shown(example.values("2025-12-31").value("full"))).isEqualTo("outside");
        assertThat(example.shown("2025-12-31")).isEqualTo("absent");
    }

    @ParameterizedTest
    @CsvSource({"three > 2, 3", "three > 3, outside", "none > 3, outside", "hidden > 3, unknown", "everyone, 3"})
    void onlyAccountsOfThePopulationHaveAValue(String population, String result) {
        Example example = Example.of("""
                        unit: NUMBER
                        measures:
                          three: {count: ticket}
                          none: {last: score, of: survey}
                          hidden: {last: points, of: opinion}
                        details: [none, hidden]
                        population: %s
                        value: three
                        """.formatted(population), "records/opinion.yaml", OPINIONS)
                .add("ticket", "t1", "openedAt", "2026-03-01")
                .add("ticket", "t2", "openedAt", "2026-03-02")
                .add("ticket", "t3", "openedAt", "2026-03-03")
                .notCovered("opinion");
        assertThat(example.shown(AS_OF)).isEqualTo(result);
    }

    @Test
    void aMetricOfGroupsHasNoValueOfAnAccount() {
        Example example = Example.of("unit: NUMBER\nlevel: GROUP\nmeasures:\n  n: {count: ticket}\nvalue: n\n")
                .add("ticket", "t", "openedAt", "2026-03-01");
        assertThat(example.shown(AS_OF)).isEqualTo("absent");
        assertThat(example.on(AS_OF).reason()).contains("groups");
    }

    @ParameterizedTest
    @CsvSource({"1, LOW", "2, MIDDLE", "3, HIGH"})
    void theFirstBandThatFitsCounts(int tickets, String band) {
        Example example = Example.of(
                "unit: NUMBER\nmeasures:\n  n: {count: ticket}\nvalue: n\nbands: {LOW: below 2, MIDDLE: to 2, HIGH: above}\n");
        for (int number = 0; number < tickets; number++) {
            example.add("ticket", "t" + number, "openedAt", "2026-03-01");
        }
        assertThat(example.on(AS_OF).band()).isEqualTo(band);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1234567890123456, 0.123456789012",
        "123456789012345, 123456789012000",
        "-66.66666666666667, -66.6666666667",
        "1e-20, 1e-20",
        "1.23456789012345e-30, 1.23456789012e-30",
        "0.30000000000000004, 0.3",
    })
    void valuesAreRoundedToTwelveDigits(double value, double rounded) {
        assertThat(Value.rounded(value)).isEqualTo(rounded);
    }
}
