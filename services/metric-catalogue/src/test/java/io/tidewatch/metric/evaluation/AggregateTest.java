package io.tidewatch.metric.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each aggregate makes of records, of nothing, and of missing values. */
class AggregateTest {
    private static final String AS_OF = "2026-03-31";

    private static Example of(String aggregate) {
        return Example.of("unit: NUMBER\noverAccounts: mean\nmeasures:\n  n: " + aggregate + "\nvalue: n\n");
    }

    /** One that can be added up over accounts. */
    private static Example adding(String aggregate) {
        return Example.of("unit: NUMBER\nmeasures:\n  n: " + aggregate + "\nvalue: n\n");
    }

    private static Example scores(Example example, String... scores) {
        for (int number = 0; number < scores.length; number++) {
            example.add(
                    "survey",
                    "s" + number,
                    "answeredOn",
                    "2026-03-%02d".formatted(number + 1),
                    "score",
                    scores[number]);
        }
        return example;
    }

    @ParameterizedTest
    @CsvSource({
        "'{count: survey}',             4",
        "'{sum: score, of: survey}',    20",
        "'{mean: score, of: survey}',   5",
        "'{median: score, of: survey}', 4.5",
    })
    void recordsBecomeOneValue(String aggregate, String value) {
        assertThat(scores(adding(aggregate), "2", "9", "4", "5").shown(AS_OF)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "'{first: score, of: survey}',     2",
        "'{last: score, of: survey}',      5",
        "'{distinct: score, of: survey}',  3",
        "'{first: score, of: survey, number: 2}', 9",
        "'{first: score, of: survey, number: 4}', 5",
        "'{first: score, of: survey, number: 5}', absent",
    })
    void recordsInTheirOrderBecomeOneValue(String aggregate, String value) {
        assertThat(scores(of(aggregate), "2", "9", "9", "5").shown(AS_OF)).isEqualTo(value);
    }

    @Test
    void numbersAreDifferentHoweverLargeTheyAre() {
        String[] scores = {
            "0", "-1", "1.5", "1", "32767", "32768", "1000000000000", "-0.0", "32768", "32767", "1.5", "-1"
        };
        assertThat(scores(of("{distinct: score, of: survey}"), scores).shown("2026-04-30"))
                .isEqualTo("7");
    }

    @ParameterizedTest
    @CsvSource({
        "'plan == ACTIVATION', 50",
        "'plan != ACTIVATION', 50",
        "'plan in (ACTIVATION, VALUE)', 100",
        "'plan not in (ACTIVATION, ONBOARDING)', 50",
        "'baseline < 3', 3",
        "'plan in (ONBOARDING)', 0",
    })
    void aRecordCountsWhereItsFieldMeetsTheConditionAndNotWithoutTheField(String condition, int count) {
        Example example = adding("{count: milestone, where: '" + condition + "'}");
        for (int number = 0; number < 150; number++) {
            String plan = number % 3 == 0 ? null : number % 3 == 1 ? "ACTIVATION" : "VALUE";
            example.add("milestone", "m" + number, "openedOn", "2026-01-01", "plan", plan, "baseline", number);
        }
        assertThat(example.shown(AS_OF)).isEqualTo(String.valueOf(count));
    }

    @Test
    void variationIsTheStandardDeviationOfAllDividedByTheMean() {
        // Mean 5, squares of the differences 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, of 8.
        Example example = scores(of("{variation: score, of: survey}"), "2", "4", "4", "4", "5", "5", "7", "9");
        assertThat(example.shown(AS_OF)).isEqualTo("0.4");
    }

    @Test
    void slopeIsThatOfTheLineThroughTheValues() {
        assertThat(scores(adding("{slope: score, of: survey}"), "1", "3", "2", "6")
                        .shown(AS_OF))
                .isEqualTo("1.4");
        assertThat(scores(adding("{slope: score, of: survey}"), "1").shown(AS_OF))
                .isEqualTo("absent");
    }

    @ParameterizedTest
    @CsvSource({
        "'{count: survey}',             0",
        "'{sum: score, of: survey}',    0",
        "'{mean: score, of: survey}',   absent",
        "'{median: score, of: survey}', absent",
        "'{slope: score, of: survey}',  absent",
        "'{distinct: user, of: survey}', 0",
    })
    void ofNothingACountIsZeroAndAMeanIsAbsent(String aggregate, String value) {
        assertThat(adding(aggregate).shown(AS_OF)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "'{first: score, of: survey}',     absent",
        "'{last: score, of: survey}',      absent",
        "'{distinct: score, of: survey}',  0",
        "'{variation: score, of: survey}', absent",
        "'{streak: score > 3, of: survey}', absent",
    })
    void ofNothingThereIsNoFirst(String aggregate, String value) {
        assertThat(of(aggregate).shown(AS_OF)).isEqualTo(value);
    }

    @Test
    void aMeanOfZeroHasNoVariation() {
        assertThat(scores(of("{variation: score, of: survey}"), "0", "0").shown(AS_OF))
                .isEqualTo("absent");
    }

    @ParameterizedTest
    @CsvSource({"sum", "mean", "median", "slope"})
    void aMissingValueMakesTheAggregateUnknownAndSaysHowMany(String function) {
        Example example = scores(adding("{" + function + ": score, of: survey}"), "2", null, "4");
        assertThat(example.shown(AS_OF)).isEqualTo("unknown");
        assertThat(example.on(AS_OF).reason()).isEqualTo("1 of 3 records of survey have no score.");
    }

    @ParameterizedTest
    @CsvSource({"distinct", "variation"})
    void aMissingValueMakesAnOrderedAggregateUnknown(String function) {
        assertThat(scores(of("{" + function + ": score, of: survey}"), "2", null, "4")
                        .shown(AS_OF))
                .isEqualTo("unknown");
    }

    @Test
    void firstAndLastNeedTheValueOfTheRecordThatTheyTakeAndOfNoOther() {
        assertThat(scores(of("{first: score, of: survey}"), "2", null, "4").shown(AS_OF))
                .isEqualTo("2");
        assertThat(scores(of("{last: score, of: survey}"), "2", null, "4").shown(AS_OF))
                .isEqualTo("4");
        Example last = scores(of("{last: score, of: survey}"), "2", "4", null);
        assertThat(last.shown(AS_OF)).isEqualTo("unknown");
        assertThat(last.on(AS_OF).reason()).isEqualTo("The record of survey that counts has no score.");
        assertThat(scores(of("{first: score, of: survey}"), null, "4").shown(AS_OF))
                .isEqualTo("unknown");
    }

    @Test
    void aCountNeedsNoValueAndAConditionLeavesMissingOnesOut() {
        assertThat(scores(adding("{count: survey}"), "2", null).shown(AS_OF)).isEqualTo("2");
        assertThat(scores(adding("{count: survey, where: score < 3}"), "2", null)
                        .shown(AS_OF))
                .isEqualTo("1");
        assertThat(scores(adding("{count: survey, where: not score < 3}"), "2", null)
                        .shown(AS_OF))
                .isEqualTo("0");
        assertThat(scores(adding("{count: survey, where: score < 3 or score is missing}"), "2", null)
                        .shown(AS_OF))
                .isEqualTo("2");
    }

    @Test
    void aStreakEndsWithTheFirstOneFromTheEndThatDoesNotMeetTheCondition() {
        String streak = "{streak: score > 3, of: survey}";
        assertThat(scores(of(streak), "9", "1", "4", "5").shown(AS_OF)).isEqualTo("2");
        assertThat(scores(of(streak), "4", "5").shown(AS_OF)).isEqualTo("2");
        assertThat(scores(of(streak), "4", "3").shown(AS_OF)).isEqualTo("0");
    }

    @Test
    void firstAndLastOfADayCountByThatDayAndLeaveOutRecordsWithoutIt() {
        Example first = of("{first: 'days(reachedOn, asOf) / days(openedOn, asOf)', of: milestone, dated: reachedOn}")
                .add("milestone", "late", "openedOn", "2026-01-01", "reachedOn", "2026-03-30")
                .add("milestone", "early", "openedOn", "2026-02-01", "reachedOn", "2026-03-01");
        // 30 of the 58 days since it was opened.
        assertThat(first.shown(AS_OF)).isEqualTo(Example.number(30 / 58d));

        Example own = Example.of("""
                        unit: DAYS
                        overAccounts: mean
                        measures:
                          reached: {first: reachedOn, of: milestone}
                        value: daysSince(reached)
                        """)
                .add("milestone", "open", "openedOn", "2026-01-01")
                .add("milestone", "late", "openedOn", "2026-01-01", "reachedOn", "2026-03-30")
                .add("milestone", "early", "openedOn", "2026-02-01", "reachedOn", "2026-03-01");
        assertThat(own.shown(AS_OF)).isEqualTo("30");
    }

    @Test
    void theLastOfSeveralRecordsOfADayIsThatWithTheGreatestId() {
        Example example = of("{last: rating, of: sentiment}")
                .add("sentiment", "b", "ratedOn", "2026-03-01", "rating", 4)
                .add("sentiment", "a", "ratedOn", "2026-03-01", "rating", 2);
        assertThat(example.shown(AS_OF)).isEqualTo("4");
    }

    @Test
    void usageThatDidNotHappenIsNoRecord() {
        Example example = adding("{count: usage}")
                .add("usage", "u0", "day", "2026-03-01", "count", 0)
                .add("usage", "u1", "day", "2026-03-01", "count", 1)
                .add("usage", "u2", "day", "2026-03-01");
        assertThat(example.shown(AS_OF)).isEqualTo("2");
    }

    @Test
    void weeksAreBlocksOfSevenDaysBackFromTheAsOfDay() {
        Example example = of("{distinct: day.week, of: usage}")
                .add("usage", "u1", "day", "2026-03-31", "count", 1)
                .add("usage", "u2", "day", "2026-03-25", "count", 1)
                .add("usage", "u3", "day", "2026-03-24", "count", 1);
        assertThat(example.shown(AS_OF)).isEqualTo("2");
        assertThat(example.shown("2026-04-01")).isEqualTo("2");
        assertThat(example.shown("2026-04-07")).isEqualTo("2");
        assertThat(Example.shown(example.on("2026-03-24"))).isEqualTo("1");
    }

    @Test
    void oneStepAlongAReferenceReadsTheOtherRecordAndAnIdAloneHasNoFields() {
        Example example = of("{distinct: user.role, of: usage, where: user.role is not missing}")
                .add("user", "u1", "role", "Admin")
                .add("user", "u2", "role", "Buyer")
                .add("usage", "a", "day", "2026-03-01", "user", "u1", "count", 1)
                .add("usage", "b", "day", "2026-03-01", "user", "u2", "count", 1)
                .add("usage", "c", "day", "2026-03-01", "user", "gone", "count", 1);
        assertThat(example.shown(AS_OF)).isEqualTo("2");
    }

    @Test
    void aWordIsOneOfSeveral() {
        Example example = adding("{count: touchpoint, where: topics has VALUE}")
                .add("touchpoint", "a", "occurredAt", "2026-03-01", "topics", "ROADMAP,VALUE")
                .add("touchpoint", "b", "occurredAt", "2026-03-01", "topics", "ROADMAP")
                .add("touchpoint", "c", "occurredAt", "2026-03-01");
        assertThat(example.shown(AS_OF)).isEqualTo("1");
    }

    @Test
    void severalReferencesOfARecordCountEach() {
        Example example = of("{distinct: contacts, of: touchpoint}")
                .add("touchpoint", "a", "occurredAt", "2026-03-01", "contacts", "c1,c2")
                .add("touchpoint", "b", "occurredAt", "2026-03-01", "contacts", "c2,c3");
        assertThat(example.shown(AS_OF)).isEqualTo("3");
    }
}
