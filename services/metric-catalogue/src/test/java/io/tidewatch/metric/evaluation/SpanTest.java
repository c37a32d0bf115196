package io.tidewatch.metric.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** States: spans that hold on a day, and fields that are not there yet. */
class SpanTest {
    private static final String PAID =
            "unit: NUMBER\nmeasures:\n  n: {count: contract_period, during: paid}\nvalue: n\n";

    @ParameterizedTest
    @CsvSource({"2025-12-31, 0", "2026-01-01, 1", "2026-03-30, 1", "2026-03-31, 0"})
    void aSpanHoldsFromItsFirstDayToTheDayBeforeItsLast(String asOf, String value) {
        Example example = Example.of(PAID)
                .add(
                        "contract_period",
                        "p",
                        "startDate",
                        "2026-01-01",
                        "endDate",
                        "2026-03-31",
                        "trial",
                        false,
                        "mrr",
                        "100 USD");
        assertThat(example.shown(asOf)).isEqualTo(value);
    }

    @Test
    void aSpanWithoutAnEndHoldsOnAndOneWithoutABeginningNever() {
        Example open = Example.of(PAID)
                .add("contract_period", "p", "startDate", "2026-01-01", "trial", false, "mrr", "100 USD");
        assertThat(open.shown("2029-01-01")).isEqualTo("1");
        Example never = Example.of(PAID).add("contract_period", "p", "trial", false, "mrr", "100 USD");
        assertThat(never.shown("2026-01-01")).isEqualTo("0");
    }

    @Test
    void theConditionOfASpanMustBeTrue() {
        Example example = Example.of(PAID)
                .add("contract_period", "trial", "startDate", "2026-01-01", "trial", true, "mrr", "100 USD")
                .add("contract_period", "free", "startDate", "2026-01-01", "trial", false, "mrr", "0 USD")
                .add("contract_period", "odd", "startDate", "2026-01-01", "mrr", "100 USD");
        assertThat(example.shown("2026-02-01")).isEqualTo("0");
    }

    @Test
    void atStartASpanIsLookedAtOnTheDayThePeriodBeginsAfter() {
        Example example = Example.of("""
                        unit: NUMBER
                        period: 90d
                        measures:
                          n: {count: membership, during: joined, at: start}
                        value: n
                        """).add("membership", "m", "joinedOn", "2026-01-01", "leftOn", "2026-01-11");
        assertThat(example.shown("2026-03-31")).as("on 31 December").isEqualTo("0");
        assertThat(example.shown("2026-04-01")).as("on 1 January").isEqualTo("1");
        assertThat(example.shown("2026-04-10")).as("on 10 January").isEqualTo("1");
        assertThat(example.shown("2026-04-11")).as("on 11 January").isEqualTo("0");
    }

    @Test
    void momentsHoldByTheirUtcDay() {
        Example example = Example.of("unit: NUMBER\nmeasures:\n  n: {count: ticket, during: open}\nvalue: n\n")
                .add("ticket", "t", "openedAt", "2026-03-01T23:00:00Z", "resolvedAt", "2026-03-03T01:00:00Z");
        assertThat(example.shown("2026-02-28")).isEqualTo("0");
        assertThat(example.shown("2026-03-01")).isEqualTo("1");
        assertThat(example.shown("2026-03-02")).isEqualTo("1");
        assertThat(example.shown("2026-03-03")).isEqualTo("0");
    }

    @Test
    void whatHappenedLaterIsNotThereYet() {
        Example example = Example.of(
                        "unit: NUMBER\nmeasures:\n  n: {count: milestone, where: reachedOn is missing}\nvalue: n\n")
                .add("milestone", "m", "openedOn", "2026-01-01", "reachedOn", "2026-03-01");
        assertThat(example.shown("2026-02-28")).isEqualTo("1");
        assertThat(example.shown("2026-03-01")).isEqualTo("0");
    }

    @Test
    void aPlanIsThereBeforeItsDay() {
        Example example = Example.of(
                        "unit: NUMBER\nmeasures:\n  n: {count: milestone, where: dueOn is not missing}\nvalue: n\n")
                .add("milestone", "m", "openedOn", "2026-01-01", "dueOn", "2026-03-01");
        assertThat(example.shown("2026-02-28")).isEqualTo("1");
    }

    @Test
    void aFieldThatHoldsSinceADayIsMissingBeforeIt() {
        Example won = Example.of(
                        "unit: NUMBER\nmeasures:\n  n: {count: opportunity, where: outcome == WON}\nvalue: n\n")
                .add("opportunity", "o", "createdOn", "2026-01-01", "closedOn", "2026-03-01", "outcome", "WON");
        assertThat(won.shown("2026-02-28")).isEqualTo("0");
        assertThat(won.shown("2026-03-01")).isEqualTo("1");
    }

    @Test
    void whetherAMeetingWasHeldIsNotKnownBeforeIt() {
        Example held = Example.of(
                        "unit: NUMBER\nmeasures:\n  n: {count: touchpoint, dated: bookedAt, where: status == HELD}\nvalue: n\n")
                .add("touchpoint", "t", "bookedAt", "2026-01-01", "occurredAt", "2026-03-01", "status", "HELD");
        assertThat(held.shown("2026-02-28")).isEqualTo("0");
        assertThat(held.shown("2026-03-01")).isEqualTo("1");
    }

    @Test
    void aDayThatReadsAsMissingDoesNotCountAndComesLast() {
        String second =
                "unit: NUMBER\nmeasures:\n  n: {%s: purchasedSeats, of: contract_period, dated: signedOn, during: paid%s}\n"
                        + "value: n\noverAccounts: mean\n";
        assertThat(signed(Example.of(second.formatted("first", ", number: 2"))).shown("2026-03-31"))
                .isEqualTo("absent");
        assertThat(signed(Example.of(second.formatted("first", ", number: 2"))).shown("2026-04-01"))
                .isEqualTo("2");
        // Before its day, the contract that is signed in April counts after the one signed in January.
        assertThat(signed(Example.of(second.formatted("last", ""))).shown("2026-03-31"))
                .isEqualTo("2");
    }

    @Test
    void aLabelIsReadOnTheReadingDay() {
        Example example = Example.of("""
                        unit: NUMBER
                        period: 30d
                        measures:
                          before: {count: opportunity, during: open, at: start}
                        population: everyone
                        value: before
                        by: {before: outcome}
                        """)
                .add("opportunity", "o", "createdOn", "2026-01-01", "closedOn", "2026-03-20", "outcome", "WON");
        assertThat(example.on("2026-03-31").byLabel()).containsOnlyKeys("unknown");
    }

    private static Example signed(Example example) {
        return example.add(
                        "contract_period",
                        "a",
                        "startDate",
                        "2026-01-01",
                        "signedOn",
                        "2026-04-01",
                        "mrr",
                        "1 USD",
                        "trial",
                        false,
                        "purchasedSeats",
                        2)
                .add(
                        "contract_period",
                        "b",
                        "startDate",
                        "2026-01-01",
                        "signedOn",
                        "2026-01-01",
                        "mrr",
                        "1 USD",
                        "trial",
                        false,
                        "purchasedSeats",
                        1);
    }
}
