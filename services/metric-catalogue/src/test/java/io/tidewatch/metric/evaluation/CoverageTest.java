package io.tidewatch.metric.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sources must cover so that there is a value. */
class CoverageTest {
    private static final String AS_OF = "2026-03-31";

    /** The first day of the account is 1 January 2026. */
    private static Example of(String window) {
        return Example.of("unit: NUMBER\nperiod: 30d\nmeasures:\n  signed: {first: signedOn, of: contract_period}\n"
                        + "  n: {count: feedback, " + window + "}\ndetails: [signed]\nvalue: n\n")
                .add("contract_period", "p", "startDate", "2026-01-01", "signedOn", "2026-02-10");
    }

    @ParameterizedTest
    @CsvSource({
        "in: 30d,              2026-03-02, 2026-03-31",
        "in: 30d ago 10d,      2026-02-20, 2026-03-21",
        "in: period,           2026-03-02, 2026-03-31",
        "in: previous period,  2026-01-31, 2026-03-01",
        "in: ever,             2026-01-01, 2026-03-31",
        "in: after signed,     2026-02-11, 2026-03-31",
        "in: 10d after signed, 2026-02-11, 2026-02-20",
        "in: 10d since signed, 2026-02-10, 2026-02-19",
        "in: 10d before signed, 2026-01-31, 2026-02-09",
        "in: 90d before signed, 2026-01-01, 2026-02-09",
        "in: ahead,            2026-03-31, 2026-03-31",
    })
    void aWindowNeedsItsFirstAndItsLastDay(String window, String first, String last) {
        assertThat(of(window).covered("feedback", first, last).shown(AS_OF)).isEqualTo("0");
        MetricValue late =
                of(window).covered("feedback", day(first, 1), day(last, 9)).on(AS_OF);
        assertThat(late.state()).isEqualTo(MetricValue.State.UNKNOWN);
        MetricValue early =
                of(window).covered("feedback", day(first, -9), day(last, -1)).on(AS_OF);
        assertThat(early.state()).isEqualTo(MetricValue.State.UNKNOWN);
        assertThat(early.reason()).isEqualTo("The feedback records are complete only until " + day(last, -1) + ".");
    }

    @Test
    void theLastRecordNeedsCoverageOnlyFromItsDayOn() {
        assertThat(lastGiven("2026-03-10")
                        .covered("feedback", "2026-03-10", AS_OF)
                        .shown(AS_OF))
                .isEqualTo("21");
        assertThat(lastGiven("2026-03-10")
                        .covered("feedback", "2026-03-11", AS_OF)
                        .shown(AS_OF))
                .isEqualTo("unknown");
        assertThat(lastGiven("2026-03-10")
                        .covered("feedback", "2026-03-10", "2026-03-30")
                        .shown(AS_OF))
                .isEqualTo("unknown");
    }

    @Test
    void withoutARecordTheLastOneNeedsTheWholeWindow() {
        assertThat(lastGiven("2026-04-01")
                        .covered("feedback", "2026-01-01", AS_OF)
                        .shown(AS_OF))
                .isEqualTo("absent");
        assertThat(lastGiven("2026-04-01")
                        .covered("feedback", "2026-01-02", AS_OF)
                        .shown(AS_OF))
                .isEqualTo("unknown");
    }

    private static Example lastGiven(String day) {
        return Example.of("unit: DAYS\nmeasures:\n  on: {last: givenOn, of: feedback}\nvalue: daysSince(on)\n"
                        + "overAccounts: mean\n")
                .add("contract_period", "p", "startDate", "2026-01-01")
                .add("feedback", "f", "givenOn", day);
    }

    @Test
    void aWindowBeforeTheAccountsFirstDayNeedsNothing() {
        assertThat(of("in: 30d ago 90d")
                        .covered("feedback", "2026-03-31", "2026-03-31")
                        .shown(AS_OF))
                .as("to 31 December")
                .isEqualTo("0");
        assertThat(of("in: 30d ago 89d")
                        .covered("feedback", "2026-03-31", "2026-03-31")
                        .shown(AS_OF))
                .as("to 1 January")
                .isEqualTo("unknown");
    }

    @Test
    void aSpanAndAKindWithoutADayNeedTheReadingDay() {
        String open = "unit: NUMBER\nmeasures:\n  n: {count: ticket, during: open}\nvalue: n\n";
        Example span = Example.of(open).add("contract_period", "p", "startDate", "2026-01-01");
        assertThat(span.covered("ticket", AS_OF, AS_OF).shown(AS_OF)).isEqualTo("0");
        assertThat(span.covered("ticket", "2026-01-01", "2026-03-30").shown(AS_OF))
                .isEqualTo("unknown");
        String start =
                "unit: NUMBER\nperiod: 30d\nmeasures:\n  n: {count: ticket, during: open, at: start}\nvalue: n\n";
        Example then = Example.of(start).add("contract_period", "p", "startDate", "2026-01-01");
        assertThat(then.covered("ticket", "2026-03-01", "2026-03-01").shown(AS_OF))
                .isEqualTo("0");
        assertThat(then.covered("ticket", "2026-03-02", AS_OF).shown(AS_OF)).isEqualTo("unknown");
    }

    @Test
    void aKindThatIsReadAlongAReferenceNeedsTheReadingDay() {
        String roles = "unit: NUMBER\noverAccounts: mean\nmeasures:\n"
                + "  n: {distinct: user.role, of: usage, in: 30d}\nvalue: n\n";
        Example example = Example.of(roles).add("contract_period", "p", "startDate", "2026-01-01");
        assertThat(example.covered("user", AS_OF, AS_OF).shown(AS_OF)).isEqualTo("0");
        assertThat(example.covered("user", "2026-01-01", "2026-03-30").shown(AS_OF))
                .isEqualTo("unknown");
    }

    @Test
    void aKindThatHoldsNeedsOnlyASource() {
        String lines = "unit: NUMBER\nmeasures:\n  n: {count: cadence}\nvalue: n\n";
        assertThat(Example.of(lines)
                        .covered("cadence", "2020-01-01", "2020-01-01")
                        .shown(AS_OF))
                .isEqualTo("0");
        MetricValue none = Example.of(lines).notCovered("cadence").on(AS_OF);
        assertThat(none.state()).isEqualTo(MetricValue.State.UNKNOWN);
        assertThat(none.reason()).isEqualTo("No source delivers cadence records.");
    }

    @Test
    void aDerivedKindIsCoveredAsTheOneThatItFollowsFrom() {
        String lines = "unit: NUMBER\nmeasures:\n  n: {count: due_slot}\nvalue: n\n";
        assertThat(Example.of(lines).notCovered("cadence").shown(AS_OF)).isEqualTo("unknown");
        assertThat(Example.of(lines).notCovered("due_slot").shown(AS_OF)).isEqualTo("0");
    }

    @Test
    void aValueIsCoveredThroughTheLeastDayOfWhatDoesNotHold() {
        Example example = Example.of(
                        "unit: NUMBER\nmeasures:\n  a: {count: feedback, in: 7d ago 30d}\n  b: {count: ticket, in: 7d ago 30d}\n"
                                + "  c: {count: cadence}\nvalue: a + b + c\n")
                .covered("feedback", "2026-01-01", "2026-03-20")
                .covered("ticket", "2026-01-01", "2026-03-25")
                .covered("cadence", "2026-01-01", "2026-01-02");
        assertThat(example.on(AS_OF).coveredThrough()).isEqualTo(LocalDate.parse("2026-03-20"));
    }

    @Test
    void aKindThatNoSourceDeliversBoundsOnlyAValueThatNeedsIt() {
        String lines =
                "unit: NUMBER\nmeasures:\n  fine: {count: ticket, in: 30d}\n  coarse: {count: feedback, in: 30d}\n"
                        + "value: fine when fine is not unknown else coarse\n";
        Example withoutCoarse =
                Example.of(lines).covered("ticket", "2026-01-01", "2026-04-25").notCovered("feedback");
        assertThat(withoutCoarse.shown(AS_OF)).isEqualTo("0");
        assertThat(withoutCoarse.on(AS_OF).coveredThrough()).isEqualTo(LocalDate.parse("2026-04-25"));

        Example withoutFine = Example.of(lines).notCovered("ticket").covered("feedback", "2026-01-01", "2026-04-20");
        assertThat(withoutFine.shown(AS_OF)).isEqualTo("0");
        assertThat(withoutFine.on(AS_OF).coveredThrough()).isEqualTo(LocalDate.parse("2026-04-20"));

        Example withoutBoth = Example.of(lines).notCovered("ticket").notCovered("feedback");
        assertThat(withoutBoth.shown(AS_OF)).isEqualTo("unknown");
        assertThat(withoutBoth.on(AS_OF).coveredThrough()).isNull();
    }

    @Test
    void aValueSaysWhichDaysItLookedAtAndWhatItCounted() {
        Example example = of("in: 30d")
                .add("feedback", "f1", "givenOn", "2026-03-01")
                .add("feedback", "f2", "givenOn", "2026-03-02")
                .add("feedback", "f3", "givenOn", "2026-03-31");
        assertThat(example.on(AS_OF).windows())
                .contains(new MetricValue.LookedAt(
                        "n", "feedback", LocalDate.parse("2026-03-02"), LocalDate.parse("2026-03-31")));
        assertThat(traced(example)).containsExactlyInAnyOrder("n: feedback f2 f3", "signed: contract_period p");
    }

    @Test
    void aMeasureOverSubjectsIsTracedToTheSubjectsAndTheirRecords() {
        Example example = Example.of(
                        "unit: NUMBER\nsubjects:\n  members: {each: user, with: {uses: {count: usage, in: 30d}}}\n"
                                + "measures:\n  n: {count: members, where: uses > 0}\nvalue: n\n")
                .add("user", "u1", "createdOn", "2026-01-01")
                .add("user", "u2", "createdOn", "2026-01-01")
                .add("usage", "a", "user", "u1", "day", "2026-03-31", "count", 1)
                .add("usage", "b", "user", "u1", "day", "2026-01-31", "count", 1);
        assertThat(traced(example)).containsExactly("n: user u1", "n: usage a");
        assertThat(example.values(AS_OF).trace("x").getFirst().subjects()).containsExactly("u1");
    }

    @Test
    void theLastRecordOfALabelNeedsItsWindowFromItsOwnDayOn() {
        Example example = Example.of("""
                        unit: NUMBER
                        measures:
                          last: {last: count, of: usage, in: 90d}
                        value: last
                        by: {last: feature}
                        overAccounts: mean
                        """)
                .add("usage", "a", "day", "2026-03-30", "feature", "late", "count", 2)
                .add("usage", "b", "day", "2026-03-20", "feature", "early", "count", 5)
                .covered("usage", "2026-03-25", AS_OF);
        assertThat(example.on(AS_OF).value()).isEqualTo(2);
        assertThat(example.on(AS_OF).byLabel().get("late").state()).isEqualTo(MetricValue.State.KNOWN);
        assertThat(example.on(AS_OF).byLabel().get("early").state()).isEqualTo(MetricValue.State.UNKNOWN);
    }

    @Test
    void whatLiesAheadIsNotCoveredByTheDayOfItsLastRecord() {
        Example example = Example.of(
                        "unit: NUMBER\nmeasures:\n  n: {last: duration, of: visit, in: ahead}\nvalue: n\noverAccounts: mean\n",
                        "records/visit.yaml",
                        "kind: visit\nnature: ENTITY\ntime: heldOn\nfields:\n  heldOn: {type: DATE, planned: true}\n  duration: {type: INTEGER}\n")
                .add("contract_period", "p", "startDate", "2026-01-01")
                .add("visit", "v", "heldOn", "2026-06-01", "duration", 3)
                .covered("visit", "2020-01-01", "2026-03-30");
        assertThat(example.shown(AS_OF)).isEqualTo("unknown");
    }

    @Test
    void whatIsAbsentSaysWhatThereIsNot() {
        Example mean = Example.of("unit: NUMBER\nmeasures:\n  n: {mean: score, of: survey, in: 30d}\nvalue: n\n")
                .add("contract_period", "p", "startDate", "2026-01-01");
        assertThat(mean.on(AS_OF).reason()).isEqualTo("No record of survey from 2026-03-02 to 2026-03-31 counts.");
        Example today = Example.of("unit: NUMBER\nmeasures:\n  n: {mean: score, of: survey, in: 1d}\nvalue: n\n")
                .add("contract_period", "p", "startDate", "2026-01-01");
        assertThat(today.on(AS_OF).reason()).isEqualTo("No record of survey on 2026-03-31 counts.");
        Example ahead = Example.of(
                        "unit: DAYS\noverAccounts: mean\nmeasures:\n  next: {first: dueOn, of: renewal, in: ahead}\nvalue: days(asOf, next)\n")
                .add("contract_period", "p", "startDate", "2026-01-01");
        assertThat(ahead.on(AS_OF).reason()).isEqualTo("No record of renewal after 2026-03-31 counts.");
        Example zero = Example.of(
                "unit: RATIO\npopulation: everyone\nmeasures:\n  a: {count: ticket}\n  b: {count: order}\nvalue: a / b\n");
        assertThat(zero.on(AS_OF).reason()).isEqualTo("There is nothing to divide by: 'b' is 0.");
    }

    @Test
    void aTraceNamesTheSubjectsThatCountAndWhyAMeasureHasNoValue() {
        Example example = Example.of(
                        "unit: NUMBER\nsubjects:\n  blocks: {each: week, last: 3, with: {uses: {count: usage}}}\n"
                                + "  parts: {each: usage.feature, in: 30d}\n"
                                + "measures:\n  a: {count: blocks, where: uses > 0}\n  b: {count: parts}\n"
                                + "  c: {mean: score, of: survey, in: 30d}\nvalue: a + b + c\n")
                .add("usage", "x", "user", "u1", "day", "2026-03-25", "feature", "reports", "count", 1)
                .add("usage", "y", "user", "u1", "day", "2026-03-24", "feature", "exports", "count", 1);
        Map<String, TracedMeasure> measures = example.values(AS_OF).trace("x").stream()
                .collect(Collectors.toMap(TracedMeasure::name, Function.identity()));
        assertThat(measures.get("a").subjects()).containsExactly("2026-03-18/2026-03-24", "2026-03-25/2026-03-31");
        assertThat(measures.get("b").subjects()).containsExactly("exports", "reports");
        assertThat(measures.get("a").value().value()).isEqualTo(2);
        assertThat(measures.get("c").reason()).isEqualTo("No record of survey counts.");
        assertThat(measures.get("a").reason()).isNull();
    }

    /** The records that each measure counted. */
    private static List<String> traced(Example example) {
        AccountValues values = example.values(AS_OF);
        return values.trace("x").stream()
                .flatMap(measure -> measure.records().stream()
                        .map(records -> measure.name() + ": " + records.kind() + " "
                                + records.rows().stream()
                                        .map(row -> values.frame()
                                                .history
                                                .rows(records.kind())
                                                .id(row))
                                        .collect(Collectors.joining(" "))))
                .toList();
    }

    private static String day(String day, int days) {
        return LocalDate.parse(day).plusDays(days).toString();
    }
}
