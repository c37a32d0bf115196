package io.tidewatch.metric.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.history.AccountRecord.Amount;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.DraftFiles;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.oracle.Oracle.Outcome;
import io.tidewatch.metric.oracle.Oracle.State;
import io.tidewatch.metric.oracle.PlainAccount.Covered;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Examples that are worked out by hand, so that the second implementation is not only compared with the first. */
class OracleTest {
    private static final LocalDate AS_OF = LocalDate.parse("2026-03-31");
    private static final CheckedLanguage DRAFT = MetricLanguage.check(DraftFiles.all());

    private static final Map<String, String> SUBJECTS = Map.of(
            "folk", "\nsubjects: {folk: {each: user, with: {rows: {count: usage}, uses: {sum: count, of: usage}}}}",
            "weekly", "\nsubjects: {weekly: {each: week, last: 4, with: {rows: {count: usage}}}}");
    private static final Map<String, String> MEASURES = Map.of(
            "zero", "{count: order}", "tickets", "{count: ticket}", "solvedAt", "{first: resolvedAt, of: ticket}");

    private final List<AccountRecord> records = new ArrayList<>();
    private final Map<String, Covered> covered = new TreeMap<>();

    OracleTest() {
        DRAFT.vocabulary()
                .names()
                .forEach(kind ->
                        covered.put(kind, new Covered(LocalDate.parse("2020-01-01"), LocalDate.parse("2027-01-01"))));
    }

    @Test
    void aWindowOfDaysBeginsOnTheDayAfterItsFirstBound() {
        sentiment("2026-03-01", 1);
        sentiment("2026-03-02", 1);
        sentiment("2026-03-31", 1);
        sentiment("2026-04-01", 1);

        assertThat(number("{count: sentiment, in: 30d}")).isEqualTo(2);
        assertThat(number("{count: sentiment, in: 7d ago 30d}")).isEqualTo(1);
        assertThat(number("{count: sentiment}")).isEqualTo(3);
    }

    @Test
    void aSpanHoldsOnItsFirstDayAndNotOnItsLast() {
        period("2026-03-31", null, 100);
        period("2026-01-01", "2026-03-31", 1);
        period("2026-03-01", "2026-04-01", 20);

        assertThat(number("{sum: mrr, of: contract_period, during: paid}")).isEqualTo(120);
    }

    @Test
    void whatHappensLaterIsMissing() {
        add(
                "milestone",
                "openedOn",
                LocalDate.parse("2026-01-01"),
                "reachedOn",
                LocalDate.parse("2026-04-01"),
                "confirmed",
                true);

        assertThat(number("{count: milestone, where: reachedOn is missing}")).isEqualTo(1);
        assertThat(number("{count: milestone, where: confirmed is missing}")).isEqualTo(1);
    }

    @Test
    void aRecordWithoutTheValueMakesASumUnknownAndIsOutOfACondition() {
        sentiment("2026-03-01", 4);
        add("sentiment", "ratedOn", LocalDate.parse("2026-03-02"));

        assertThat(outcome("{sum: rating, of: sentiment}").state()).isEqualTo(State.UNKNOWN);
        assertThat(number("{count: sentiment, where: rating > 3}")).isEqualTo(1);
        assertThat(number("{count: sentiment, where: not (rating > 3)}")).isZero();
        assertThat(number("{sum: rating, of: sentiment, where: rating is not missing}"))
                .isEqualTo(4);
    }

    @Test
    void aWindowThatIsNotCoveredIsUnknownAndOneBeforeTheAccountNeedsNothing() {
        sentiment("2026-03-01", 4);
        covered.put("sentiment", new Covered(LocalDate.parse("2026-03-02"), AS_OF));

        assertThat(outcome("{count: sentiment, in: 30d}").state()).isEqualTo(State.KNOWN);
        assertThat(outcome("{count: sentiment, in: 31d}").state()).isEqualTo(State.UNKNOWN);
        assertThat(outcome("{count: sentiment, in: 30d ago 31d}").state()).isEqualTo(State.KNOWN);
        covered.remove("sentiment");
        assertThat(outcome("{count: sentiment, in: 1d}").state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void anUnknownOperandIsStrongerThanAnAbsentOneAndElseReplacesAbsentOnly() {
        sentiment("2026-01-01", 1);
        covered.remove("ticket");

        assertThat(outcome("1 / zero + tickets").state()).isEqualTo(State.UNKNOWN);
        assertThat(outcome("1 / zero").state()).isEqualTo(State.ABSENT);
        assertThat(number("1 / zero else 7")).isEqualTo(7);
        assertThat(outcome("tickets else 7").state()).isEqualTo(State.UNKNOWN);
        assertThat(number("zero > 0 and tickets > 0")).isZero();
    }

    @Test
    void momentsAreComparedAsMomentsAndDaysAreTwentyFourHours() {
        ticket("2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z");
        ticket("2026-03-02T12:00:00Z", null);
        ticket("2026-03-02T12:00:00.000001Z", null);

        assertThat(number("{count: ticket, in: 1d after solvedAt}")).isEqualTo(1);
        assertThat(number("{count: ticket, in: 1d since solvedAt}")).isEqualTo(1);
        assertThat(number("{count: ticket, in: after solvedAt}")).isEqualTo(2);
    }

    @Test
    void subjectsOwnTheRecordsThatReferToThem() {
        add("user", "u1", "createdOn", LocalDate.parse("2026-01-01"));
        add("user", "u2", "createdOn", LocalDate.parse("2026-01-02"));
        add("usage", "x", "user", "u1", "day", AS_OF, "count", 3L);
        add("usage", "y", "user", "u1", "day", AS_OF, "count", 4L);
        add("usage", "z", "user", "u1", "day", AS_OF, "count", 0L);

        assertThat(number("{count: folk, where: rows == 2}")).isEqualTo(1);
        assertThat(number("{sum: uses, of: folk}")).isEqualTo(7);
        assertThat(number("{streak: rows == 0, of: folk}")).isEqualTo(1);
    }

    @Test
    void aSlopeRisesByOnePerWeek() {
        for (int week = 0; week < 4; week++) {
            for (int row = 0; row < 4 - week; row++) {
                add("usage", "r" + week + row, "day", AS_OF.minusDays(7L * week + 6), "count", 1L);
            }
        }

        assertThat(number("{slope: rows, of: weekly}")).isEqualTo(1);
        assertThat(number("{mean: rows, of: weekly}")).isEqualTo(2.5);
    }

    @Test
    void derivedRecordsFollowFromPeriods() {
        period("2025-01-01", "2026-01-01", 100);
        period("2026-01-01", "2027-01-01", 150);
        period("2027-01-02", null, 150);

        assertThat(number("{count: mrr_change, where: change == EXPANSION}")).isEqualTo(1);
        assertThat(number("{sum: amount, of: mrr_change}")).isEqualTo(150);
        assertThat(number("{count: renewal, where: renewedOn is not missing}")).isEqualTo(1);
        assertThat(number("{count: paid_span, during: whole}")).isEqualTo(1);
    }

    /** The generator is worth little for a metric that is never known. */
    @Test
    void everyMetricOfTheDraftHasAValueForSomeRandomAccount() {
        Oracle oracle = new Oracle(DRAFT);
        TreeSet<String> never = new TreeSet<>(DRAFT.metrics().keySet());
        never.removeIf(id -> DRAFT.metrics().get(id).syntax().group());
        for (long seed = 0; seed < 300; seed++) {
            PlainAccount account = RandomAccounts.of(DRAFT.vocabulary(), seed);
            never.removeIf(id -> oracle.evaluate(id, account, RandomAccounts.asOf(account), null)
                            .state()
                    == State.KNOWN);
        }
        assertThat(never).isEmpty();
    }

    private void sentiment(String day, long rating) {
        add("sentiment", "s" + records.size(), "ratedOn", LocalDate.parse(day), "rating", rating);
    }

    private void ticket(String openedAt, String resolvedAt) {
        add("ticket", "openedAt", Instant.parse(openedAt));
        if (resolvedAt != null) {
            add("ticket", "resolvedAt", Instant.parse(resolvedAt));
        }
    }

    private void period(String from, String until, long minor) {
        Map<String, Object> fields = new HashMap<>(
                Map.of("startDate", LocalDate.parse(from), "mrr", new Amount(minor, "USD"), "trial", false));
        if (until != null) {
            fields.put("endDate", LocalDate.parse(until));
        }
        records.add(new AccountRecord("contract_period", "p" + records.size(), fields));
    }

    /** Fields in pairs, after an id where their number is odd. */
    private void add(String kind, Object... given) {
        int first = given.length % 2;
        Map<String, Object> fields = new HashMap<>();
        for (int at = first; at < given.length; at += 2) {
            fields.put((String) given[at], given[at + 1]);
        }
        records.add(new AccountRecord(kind, first == 1 ? (String) given[0] : kind + records.size(), fields));
    }

    private double number(String measure) {
        Outcome outcome = outcome(measure);
        assertThat(outcome.state()).isEqualTo(State.KNOWN);
        return outcome.value().number().doubleValue();
    }

    /** The value of one measure; the file has only the words that it uses, as the language asks for. */
    private Outcome outcome(String measure) {
        StringBuilder text = new StringBuilder("id: probe\npopulation: everyone\nvalue: m\nunit: ");
        text.append(measure.contains("sum: mrr") || measure.contains("sum: amount") ? "CURRENCY" : "NUMBER");
        SUBJECTS.forEach((name, line) -> {
            text.append(measure.contains(name) ? line : "");
        });
        text.append(measure.contains("streak") || measure.contains(" / ") ? "\noverAccounts: mean" : "");
        text.append("\nmeasures:\n  m: ").append(measure).append('\n');
        MEASURES.forEach((name, line) -> text.append(measure.contains(name) ? "  " + name + ": " + line + "\n" : ""));
        Map<String, String> files = DraftFiles.all();
        files.keySet().removeIf(file -> file.startsWith("metrics/"));
        files.put("metrics/probe.yaml", text.toString());
        CheckedLanguage language = MetricLanguage.check(files);
        assertThat(language.mistakes()).as(text.toString()).isEmpty();
        PlainAccount account = new PlainAccount("a", records, new TreeMap<>(), covered, AS_OF.plusYears(1));
        return new Oracle(language).evaluate("probe", account, AS_OF, null);
    }
}
