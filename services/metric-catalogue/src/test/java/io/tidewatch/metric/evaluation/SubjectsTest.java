package io.tidewatch.metric.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Things within an account that are looked at one by one. */
class SubjectsTest {
    private static final String AS_OF = "2026-03-31";

    private static Example of(String each, String measure) {
        return Example.of("unit: NUMBER\nsubjects:\n  subs: " + each + "\nmeasures:\n  n: " + measure + "\nvalue: n\n");
    }

    private static Example ordered(String each, String measure) {
        return Example.of("unit: NUMBER\noverAccounts: mean\nsubjects:\n  subs: " + each + "\nmeasures:\n  n: "
                + measure + "\nvalue: n\n");
    }

    private static Example use(Example example, String id, String user, String day) {
        return example.add("usage", id, "user", user, "day", day, "count", 1, "feature", "login");
    }

    @Test
    void recordsBelongToTheRecordTheyReferTo() {
        Example example = of("{each: user, with: {uses: {count: usage}}}", "{count: subs, where: uses >= 2}");
        example.add("user", "u1", "createdOn", "2026-01-01").add("user", "u2", "createdOn", "2026-01-01");
        use(use(use(example, "a", "u1", "2026-03-01"), "b", "u1", "2026-03-02"), "c", "u2", "2026-03-01");
        use(use(example, "d", "u3", "2026-03-01"), "e", "u3", "2026-03-02");
        assertThat(example.shown(AS_OF)).isEqualTo("1");
    }

    @Test
    void eachOfManyUsersHasTheUsageOfItsOwn() {
        Example example = of(
                "{each: user, with: {recent: {count: usage, where: feature in $valueFeatures, in: 30d}, first: {count: usage, in: 5d since createdOn}}}",
                "{sum: recent * 10 + first, of: subs}");
        int expected = 0;
        // Enough that the records of a user are neither in one word of bits nor next to each other.
        for (int user = 0; user < 150; user++) {
            example.add("user", "u" + user, "createdOn", day("2025-10-01", user % 7));
            for (int turn = 0; turn < 3; turn++) {
                int daysAgo = 27 + (user + turn) % 6;
                boolean counts = (user + turn) % 4 != 0;
                example.add(
                        "usage",
                        "u" + user + "-" + turn,
                        "user",
                        "u" + user,
                        "day",
                        day(AS_OF, -daysAgo),
                        "feature",
                        counts ? "reports" : "views",
                        "count",
                        1);
                expected += counts && daysAgo < 30 ? 10 : 0;
            }
            if (user % 5 == 0) {
                use(example, "early" + user, "u" + user, day("2025-10-01", user % 7 + (user % 10 == 0 ? 4 : 5)));
                expected += user % 10 == 0 ? 1 : 0;
            }
        }
        assertThat(example.shown(AS_OF)).isEqualTo(String.valueOf(expected));
    }

    @Test
    void aRecordThatRefersToSeveralBelongsToEach() {
        Example example = of("{each: contact, with: {talks: {count: touchpoint, in: 30d}}}", "{sum: talks, of: subs}");
        example.add("contact", "c1").add("contact", "c2").add("contact", "c3");
        example.add("touchpoint", "t", "occurredAt", "2026-03-30", "contacts", "c1,c2,c2");
        assertThat(example.shown(AS_OF)).isEqualTo("2");
    }

    @Test
    void groupsAreTheDifferentValuesOfAFieldAmongTheRecordsOfTheTime() {
        Example example = of(
                "{each: usage.user, in: 30d, with: {days: {distinct: day, of: usage, in: 30d}}}",
                "{sum: days, of: subs}");
        use(use(use(example, "a", "u1", "2026-03-01"), "b", "u1", "2026-03-02"), "c", "u1", "2026-03-02");
        use(use(example, "d", "u2", "2026-03-31"), "e", "old", "2026-01-01");
        assertThat(example.shown(AS_OF)).isEqualTo("2");
    }

    @Test
    void groupsOfAFeatureCountTheRecordsOfThatFeature() {
        Example example =
                of("{each: usage.feature, with: {uses: {sum: count, of: usage}}}", "{count: subs, where: uses > 1}");
        example.add("usage", "a", "day", "2026-03-01", "feature", "login", "count", 1);
        example.add("usage", "b", "day", "2026-03-02", "feature", "login", "count", 1);
        example.add("usage", "c", "day", "2026-03-02", "feature", "export", "count", 1);
        assertThat(example.shown(AS_OF)).isEqualTo("1");
    }

    @Test
    void aConditionOnFieldsChoosesTheRecordsThatMakeTheGroups() {
        Example example = of(
                "{each: usage.user, in: 30d, where: 'feature == \"prompt\"', with: {said: {count: usage, where: 'feature == \"yes\"', in: 30d}}}",
                "{count: subs, where: said > 0}");
        // The first record of u1 is of another feature.
        use(example, "a", "u1", "2026-03-02");
        example.add("usage", "b", "user", "u1", "day", "2026-03-03", "feature", "prompt", "count", 1);
        example.add("usage", "c", "user", "u1", "day", "2026-03-04", "feature", "yes", "count", 1);
        example.add("usage", "d", "user", "u2", "day", "2026-03-04", "feature", "yes", "count", 1);
        example.add("usage", "e", "day", "2026-03-04", "feature", "yes", "count", 1);
        assertThat(example.shown(AS_OF)).isEqualTo("1");
    }

    @Test
    void aRecordWithoutTheFieldMakesAggregatesOverGroupsUnknown() {
        Example example = of("{each: usage.user, in: 30d}", "{count: subs}");
        use(use(example, "a", "u1", "2026-03-31"), "b", null, "2026-03-31");
        assertThat(example.shown(AS_OF)).isEqualTo("unknown");
        assertThat(example.on(AS_OF).reason()).isEqualTo("1 of 2 records of usage have no user.");
    }

    @ParameterizedTest
    @CsvSource({"slope, 1.5", "mean, 1.333333333", "last, 3", "first, 0"})
    void weeksEndWithTheAsOfDayAndAreThereWithoutRecordsOldestFirst(String function, String value) {
        String each = "{each: week, last: 3, with: {uses: {sum: count, of: usage}}}";
        String measure = "{" + function + ": uses, of: subs}";
        Example example =
                function.equals("slope") || function.equals("mean") ? of(each, measure) : ordered(each, measure);
        // The weeks are 11–17, 18–24 and 25–31 March.
        example.add("usage", "before", "day", "2026-03-10", "count", 50)
                .add("usage", "b", "day", "2026-03-24", "count", 1)
                .add("usage", "c", "day", "2026-03-25", "count", 1)
                .add("usage", "d", "day", "2026-03-31", "count", 2);
        assertThat(example.shown(AS_OF)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "7d since createdOn,  2026-03-01, 2026-03-07",
        "7d after createdOn,  2026-03-02, 2026-03-08",
        "7d before createdOn, 2026-02-22, 2026-02-28",
    })
    void aWindowMayNameADayOfTheSubject(String window, String first, String last) {
        assertThat(tried(window, day(first, -1))).isEqualTo("0");
        assertThat(tried(window, first)).isEqualTo("1");
        assertThat(tried(window, last)).isEqualTo("1");
        assertThat(tried(window, day(last, 1))).isEqualTo("0");
    }

    private static String tried(String window, String day) {
        Example example =
                of("{each: user, with: {tried: {count: usage, in: " + window + "}}}", "{sum: tried, of: subs}");
        example.add("user", "u1", "createdOn", "2026-03-01");
        return use(example, "a", "u1", day).shown(AS_OF);
    }

    @Test
    void aWindowMayNameAnEarlierAggregateAndIsAbsentWithoutIt() {
        Example example = of(
                "{each: user, with: {began: {first: reachedOn, of: milestone}, back: {count: usage, in: after began}}}",
                "{count: subs, where: back > 0}");
        example.add("user", "u1", "createdOn", "2026-01-01").add("user", "u2", "createdOn", "2026-01-01");
        example.add("milestone", "m", "user", "u1", "openedOn", "2026-01-01", "reachedOn", "2026-02-01");
        use(use(example, "a", "u1", "2026-02-02"), "b", "u2", "2026-02-02");
        assertThat(example.shown(AS_OF)).isEqualTo("1");
        assertThat(use(
                                of(
                                                "{each: user, with: {began: {first: reachedOn, of: milestone}, back: {count: usage, in: after began}}}",
                                                "{sum: back, of: subs}")
                                        .add("user", "u2", "createdOn", "2026-01-01"),
                                "b",
                                "u2",
                                "2026-02-02")
                        .shown(AS_OF))
                .as("a sum needs a value of each")
                .isEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource({"2026-01-31, 0", "2026-02-01, 1", "2026-02-28, 1", "2026-03-01, 0"})
    void theWindowSpanIsTheDaysOfTheSubject(String day, String value) {
        Example example = of(
                "{each: due_slot, in: 60d, with: {held: {count: touchpoint, in: span}}}",
                "{count: subs, where: held > 0}");
        example.add(
                "cadence",
                "c",
                "activity",
                "review",
                "everyMonths",
                1,
                "validFrom",
                "2026-02-01",
                "validUntil",
                "2026-03-01");
        example.add("touchpoint", "t", "occurredAt", day + "T12:00:00Z");
        assertThat(example.shown(AS_OF)).isEqualTo(value);
    }

    @Test
    void aSpanThatIsNotOverCountsUpToTheAsOfDay() {
        Example example = of(
                "{each: commitment, during: running, with: {burnt: {sum: count, of: usage, in: span}}}",
                "{sum: burnt, of: subs}");
        example.add("commitment", "c", "validFrom", "2026-03-01", "validUntil", "2027-01-01", "units", 100);
        example.add("usage", "a", "day", "2026-02-28", "count", 1);
        example.add("usage", "b", "day", "2026-03-01", "count", 2);
        example.add("usage", "c", "day", "2026-03-31", "count", 4);
        example.add("usage", "d", "day", "2026-04-01", "count", 8);
        assertThat(example.shown(AS_OF)).isEqualTo("6");
    }

    @Test
    void aSubjectWhoseValueIsAbsentIsLeftOutOfAMean() {
        Example example = of("{each: user, with: {score: {last: score, of: survey}}}", "{mean: score, of: subs}");
        example.add("user", "u1", "createdOn", "2026-01-01").add("user", "u2", "createdOn", "2026-01-01");
        example.add("survey", "s", "user", "u1", "answeredOn", "2026-01-01", "score", 9);
        assertThat(example.shown(AS_OF)).isEqualTo("9");
    }

    @Test
    void subjectsComeInTheOrderOfTheDayTheyCountBy() {
        Example streak = ordered("{each: milestone, dated: reachedOn}", "{streak: required, of: subs}");
        streak.add("milestone", "a", "openedOn", "2026-01-03", "reachedOn", "2026-02-01", "required", false);
        streak.add("milestone", "b", "openedOn", "2026-01-02", "reachedOn", "2026-02-02", "required", true);
        streak.add("milestone", "c", "openedOn", "2026-01-01", "reachedOn", "2026-02-03", "required", true);
        assertThat(streak.shown(AS_OF)).isEqualTo("2");
    }

    @Test
    void whatIsNotCoveredOfOneSubjectMakesAggregatesUnknown() {
        Example example = of("{each: user, with: {uses: {count: usage, in: 30d}}, where: uses > 0}", "{count: subs}");
        use(example.add("user", "u1", "createdOn", "2026-01-01"), "a", "u1", "2026-03-31");
        assertThat(example.covered("usage", "2026-03-03", "2026-03-31").shown(AS_OF))
                .isEqualTo("unknown");
        assertThat(example.on(AS_OF).reason()).isEqualTo("The usage records are complete only from 2026-03-03 on.");
        assertThat(example.covered("usage", "2026-03-02", "2026-03-31").shown(AS_OF))
                .isEqualTo("1");
    }

    @Test
    void aWindowBesideADayThatIsNotKnownMakesAggregatesUnknownToo() {
        Example example = of(
                "{each: user, with: {began: {first: reachedOn, of: milestone}, back: {count: usage, in: after began}}, where: back > 0}",
                "{count: subs}");
        example.add("user", "u1", "createdOn", "2026-01-01");
        assertThat(example.notCovered("milestone").shown(AS_OF)).isEqualTo("unknown");
    }

    private static String day(String day, int days) {
        return java.time.LocalDate.parse(day).plusDays(days).toString();
    }

    @Test
    void aConditionOfSubjectsNeedsTheKindThatItReadsAlongAReference() {
        Example example = Example.of("""
                unit: NUMBER
                subjects:
                  answers:
                    each: survey
                    with: {talks: {count: touchpoint, in: 7d after answeredOn}}
                    where: talks > 0 or contact.role == CHAMPION
                measures:
                  n: {count: answers}
                value: n
                """);
        example.add("survey", "s", "answeredOn", "2026-03-01", "contact", "c");
        assertThat(example.shown("2026-03-31")).isEqualTo("0");
        Example without = example.another("b").notCovered("contact");
        assertThat(without.add("survey", "s", "answeredOn", "2026-03-01", "contact", "c")
                        .shown("2026-03-31"))
                .isEqualTo("unknown");
    }
}
