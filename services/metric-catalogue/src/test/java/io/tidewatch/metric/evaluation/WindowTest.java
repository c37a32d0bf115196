package io.tidewatch.metric.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first and last day of every window, and the days beside them. */
class WindowTest {
    private static final String AS_OF = "2026-03-31";

    @ParameterizedTest
    @CsvSource({
        "7d,                2026-03-25, 2026-03-31",
        "30d ago 14d,       2026-02-16, 2026-03-17",
        "period,            2026-01-01, 2026-03-31",
        "previous period,   2025-10-03, 2025-12-31",
        "10d before start,  2025-12-21, 2025-12-30",
        "10d since start,   2025-12-31, 2026-01-09",
        "10d after start,   2026-01-01, 2026-01-10",
        "since start,       2025-12-31, 2026-03-31",
        "after start,       2026-01-01, 2026-03-31",
    })
    void aWindowHasItsFirstAndLastDayAndNoOther(String window, String first, String last) {
        assertThat(counted(window, day(first, -1))).isEqualTo("0");
        assertThat(counted(window, first)).isEqualTo("1");
        assertThat(counted(window, last)).isEqualTo("1");
        assertThat(counted(window, day(last, 1))).isEqualTo("0");
    }

    private static String counted(String window, String day) {
        Example example = Example.of("""
                unit: NUMBER
                period: 90d
                measures:
                  n: {count: feedback, in: %s}
                value: n
                """.formatted(window));
        return example.add("feedback", "f", "givenOn", day).shown(AS_OF);
    }

    @Test
    void everReachesFromAnyDayToTheAsOfDay() {
        assertThat(counted("ever", "1990-01-01")).isEqualTo("1");
        assertThat(counted("ever", "2026-03-31")).isEqualTo("1");
        assertThat(counted("ever", "2026-04-01")).isEqualTo("0");
    }

    @Test
    void whatIsAheadBeginsOnTheNextDayAndOnlyPlannedDaysLieThere() {
        String lines = "unit: NUMBER\nmeasures:\n  n: {count: contract_period, dated: endDate, in: ahead}\nvalue: n\n";
        assertThat(Example.of(lines)
                        .add("contract_period", "p", "endDate", "2026-03-31")
                        .shown(AS_OF))
                .isEqualTo("0");
        assertThat(Example.of(lines)
                        .add("contract_period", "p", "endDate", "2026-04-01")
                        .shown(AS_OF))
                .isEqualTo("1");
        assertThat(counted("ahead", "2026-04-01")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({
        "10d after signed,  2026-03-02, 2026-03-11",
        "10d since signed,  2026-03-01, 2026-03-10",
        "10d before signed, 2026-02-19, 2026-02-28",
        "after signed,      2026-03-02, 2026-03-31",
        "since signed,      2026-03-01, 2026-03-31",
        "90d after signed,  2026-03-02, 2026-03-31",
        "90d since signed,  2026-03-01, 2026-03-31",
    })
    void aWindowBesideADayEndsWithTheAsOfDayAtTheLatest(String window, String first, String last) {
        assertThat(beside(window, "2026-03-01", day(first, -1))).isEqualTo("0");
        assertThat(beside(window, "2026-03-01", first)).isEqualTo("1");
        assertThat(beside(window, "2026-03-01", last)).isEqualTo("1");
        assertThat(beside(window, "2026-03-01", day(last, 1))).isEqualTo("0");
    }

    @Test
    void aWindowBesideADayThatIsAbsentIsAbsent() {
        assertThat(beside("10d after signed", null, "2026-03-02")).isEqualTo("absent");
    }

    private static String beside(String window, String signed, String day) {
        Example example = Example.of("""
                unit: NUMBER
                measures:
                  signed: {first: signedOn, of: contract_period}
                  n: {count: feedback, in: %s}
                value: n
                """.formatted(window));
        return example.add("contract_period", "p", "signedOn", signed)
                .add("feedback", "f", "givenOn", day)
                .shown(AS_OF);
    }

    @ParameterizedTest
    @CsvSource({
        "2d after openedOn,  2026-03-01T12:00:00.000001Z, 2026-03-03T12:00:00Z",
        "2d since openedOn,  2026-03-01T12:00:00Z,        2026-03-03T11:59:59.999999Z",
        "2d before openedOn, 2026-02-27T12:00:00Z,        2026-03-01T11:59:59.999999Z",
    })
    void betweenMomentsADayIs24Hours(String window, String first, String last) {
        java.time.Instant from = java.time.Instant.parse(first);
        java.time.Instant through = java.time.Instant.parse(last);
        assertThat(moments(window, from.minusNanos(1000))).isEqualTo("0");
        assertThat(moments(window, from)).isEqualTo("1");
        assertThat(moments(window, through)).isEqualTo("1");
        assertThat(moments(window, through.plusNanos(1000))).isEqualTo("0");
    }

    private static String moments(String window, java.time.Instant moment) {
        Example example = Example.of("""
                unit: NUMBER
                measures:
                  openedOn: {first: openedAt, of: ticket}
                  n: {count: touchpoint, dated: twoWayAt, in: %s}
                value: n
                """.formatted(window));
        return example.add("ticket", "t", "openedAt", "2026-03-01T12:00:00Z")
                .add("touchpoint", "p", "twoWayAt", moment)
                .shown(AS_OF);
    }

    @Test
    void aMomentCountsOnItsUtcDay() {
        String lines = "unit: NUMBER\nmeasures:\n  n: {count: ticket, in: 1d}\nvalue: n\n";
        assertThat(Example.of(lines)
                        .add("ticket", "t", "openedAt", "2026-03-30T23:59:59.999999Z")
                        .shown(AS_OF))
                .isEqualTo("0");
        assertThat(Example.of(lines)
                        .add("ticket", "t", "openedAt", "2026-03-31T23:59:59.999999Z")
                        .shown(AS_OF))
                .isEqualTo("1");
        assertThat(Example.of(lines)
                        .add("ticket", "t", "openedAt", "2026-04-01T00:00:00Z")
                        .shown(AS_OF))
                .isEqualTo("0");
    }

    @Test
    void aRecordWithoutItsDayIsInNoWindow() {
        String lines = "unit: NUMBER\nmeasures:\n  n: {count: feedback}\nvalue: n\n";
        assertThat(Example.of(lines).add("feedback", "f").shown(AS_OF)).isEqualTo("0");
        String contacts = "unit: NUMBER\nmeasures:\n  n: {count: contact}\nvalue: n\n";
        assertThat(Example.of(contacts).add("contact", "c").shown(AS_OF)).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({
        "2025-02-28, 2024-02-28",
        "2024-02-29, 2023-02-28",
        "2025-03-01, 2024-03-01",
        "2024-03-31, 2023-03-31",
    })
    void aPeriodOfMonthsBeginsOnTheSameDayOfTheMonth(String asOf, String start) {
        assertThat(months("period", asOf, start)).isEqualTo("0");
        assertThat(months("period", asOf, day(start, 1))).isEqualTo("1");
        assertThat(months("previous period", asOf, start)).isEqualTo("1");
        assertThat(months("previous period", asOf, day(start, 1))).isEqualTo("0");
    }

    @Test
    void thePeriodBeforeOneOfMonthsIsAsManyMonths() {
        assertThat(months("previous period", "2024-03-31", "2022-04-01")).isEqualTo("1");
        assertThat(months("previous period", "2024-03-31", "2022-03-31")).isEqualTo("0");
    }

    private static String months(String window, String asOf, String day) {
        Example example = Example.of("""
                unit: NUMBER
                period: 12mo
                measures:
                  n: {count: feedback, in: %s}
                value: n
                """.formatted(window));
        return example.add("feedback", "f", "givenOn", day).shown(asOf);
    }

    @Test
    void aQuestionMayAskForAnotherPeriod() {
        String lines = "unit: NUMBER\nperiod: 90d\nmeasures:\n  n: {count: feedback, in: %s}\nvalue: n\n";
        Example in = Example.of(lines.formatted("period")).add("feedback", "f", "givenOn", "2026-03-01");
        assertThat(Example.shown(in.on(AS_OF, "2026-02-28"))).isEqualTo("1");
        assertThat(Example.shown(in.on(AS_OF, "2026-03-01"))).isEqualTo("0");
        Example before = Example.of(lines.formatted("previous period")).add("feedback", "f", "givenOn", "2026-03-01");
        // 10 days that end with the 11th.
        assertThat(Example.shown(before.on("2026-03-21", "2026-03-11"))).isEqualTo("0");
        assertThat(Example.shown(before.on("2026-03-20", "2026-03-10"))).isEqualTo("1");
    }

    private static String day(String day, int days) {
        return java.time.LocalDate.parse(day).plusDays(days).toString();
    }
}
