package io.tidewatch.metric.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.history.AccountRecord.Amount;
import io.tidewatch.metric.language.DraftFiles;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.Vocabulary;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {
    private static final Vocabulary VOCABULARY =
            MetricLanguage.check(DraftFiles.all()).vocabulary();
    private static final LocalDate HORIZON = LocalDate.parse("2026-06-30");

    private final HistoryBuilder builder = new HistoryBuilder(VOCABULARY, new Dictionary(), "a-1");

    @Test
    void periodsThatTouchAreOneSpanAndAGapBeginsAnother() {
        paid("p1", "2025-01-01", "2025-07-01", 100);
        paid("p2", "2025-07-01", "2025-10-01", 100);
        paid("p3", "2025-10-02", null, 100);

        assertThat(days("paid_span", "startDate", "endDate")).containsExactly("2025-01-01..2025-10-01", "2025-10-02..");
    }

    @Test
    void trialsAndPeriodsWithoutRevenueAreNotPaid() {
        builder.add(period("t", "2025-01-01", null, 100, Map.of("trial", true)));
        builder.add(period("free", "2025-01-01", null, 0, Map.of()));
        builder.add(period("empty", "2025-01-01", "2025-01-01", 100, Map.of()));

        assertThat(days("paid_span", "startDate", "endDate")).isEmpty();
        assertThat(days("renewal", "dueOn", "renewedOn")).isEmpty();
    }

    @Test
    void everyChangeOfRevenueIsNamed() {
        paid("p1", "2025-01-01", "2025-04-01", 100);
        paid("more", "2025-02-01", "2025-03-01", 50);
        paid("same", "2025-04-01", "2025-05-01", 100);
        paid("back", "2025-06-01", "2025-07-01", 70);

        AccountHistory history = builder.build(HORIZON);
        Rows changes = history.rows("mrr_change");
        List<String> words =
                VOCABULARY.kind("mrr_change").fields().get("change").words();
        List<String> found = new ArrayList<>();
        for (int row = 0; row < changes.size(); row++) {
            found.add(LocalDate.ofEpochDay(changes.column("day").longs()[row]) + " "
                    + words.get((int) changes.column("change").longs()[row]) + " "
                    + changes.column("amount").longs()[row]);
        }
        assertThat(found)
                .containsExactly(
                        "2025-01-01 NEW 100",
                        "2025-02-01 EXPANSION 50",
                        "2025-03-01 CONTRACTION 50",
                        "2025-05-01 CHURN 100",
                        "2025-06-01 REACTIVATION 70",
                        "2025-07-01 CHURN 70");
    }

    @Test
    void aPeriodIsRenewedByOneThatContinuesIt() {
        builder.add(period("first", "2025-01-01", "2026-01-01", 100, Map.of("plan", "Pro")));
        builder.add(period(
                "next",
                "2026-01-01",
                "2027-01-01",
                100,
                Map.of("plan", "Team", "signedOn", LocalDate.parse("2025-11-20"))));

        assertThat(days("renewal", "dueOn", "renewedOn")).containsExactly("2026-01-01..2025-11-20", "2027-01-01..");
    }

    @Test
    void anotherPlanThatStartsADayLaterRenewsNothing() {
        builder.add(period("first", "2025-01-01", "2026-01-01", 100, Map.of("plan", "Pro")));
        builder.add(period("other", "2026-01-02", null, 100, Map.of("plan", "Team")));

        assertThat(days("renewal", "dueOn", "renewedOn")).containsExactly("2026-01-01..");
    }

    @Test
    void anOverlappingPeriodRenewsOnlyOneOfItsPlan() {
        builder.add(period("pro", "2025-01-01", "2026-01-01", 100, Map.of("plan", "Pro")));
        builder.add(period("pro2", "2025-12-01", null, 100, Map.of("plan", "Pro")));
        builder.add(period("team", "2025-01-01", "2025-12-15", 100, Map.of("plan", "Team")));

        assertThat(days("renewal", "dueOn", "renewedOn")).containsExactly("2025-12-15..", "2026-01-01..2025-12-01");
    }

    @Test
    void slotsOfACadenceDoNotDriftAndEndWithIt() {
        builder.add(new AccountRecord(
                "cadence",
                "c",
                Map.of(
                        "activity",
                        "operational-review",
                        "everyMonths",
                        1L,
                        "validFrom",
                        LocalDate.parse("2026-01-31"),
                        "validUntil",
                        LocalDate.parse("2026-04-30"))));

        assertThat(days("due_slot", "firstDay", "until"))
                .containsExactly("2026-01-31..2026-02-28", "2026-02-28..2026-03-31", "2026-03-31..2026-04-30");
    }

    @Test
    void slotsOfAnOpenCadenceReachTheFirstOneAfterTheHorizon() {
        builder.add(new AccountRecord(
                "cadence", "c", Map.of("everyMonths", 3L, "validFrom", LocalDate.parse("2026-01-01"))));

        assertThat(days("due_slot", "firstDay", "until"))
                .containsExactly("2026-01-01..2026-04-01", "2026-04-01..2026-07-01", "2026-07-01..2026-10-01");
    }

    @ParameterizedTest
    @CsvSource({"1200, 1", "1201, 0", "1000000000000000, 0", "0, 0", "-1, 0"})
    void aCadenceOfMoreThanAHundredYearsHasNoSlots(long everyMonths, int slots) {
        builder.add(new AccountRecord(
                "cadence", "c", Map.of("everyMonths", everyMonths, "validFrom", LocalDate.parse("2026-07-01"))));

        assertThat(days("due_slot", "firstDay", "until")).hasSize(slots);
    }

    @Test
    void theAnswerToAMailIsTwoWayAndAMailAloneIsOutreach() {
        builder.add(new AccountRecord("contact", "boss", Map.of("role", "EXECUTIVE_SPONSOR")));
        builder.add(mail("m1", "OUTBOUND", Map.of("contacts", List.of("boss"))));
        builder.add(mail("m2", "OUTBOUND", Map.of("answeredAt", Instant.parse("2026-01-03T00:00:00Z"))));
        builder.add(mail("m3", "INBOUND", Map.of()));

        Rows mails = builder.build(HORIZON).rows("touchpoint");
        assertThat(mails.column("twoWayAt").longs())
                .startsWith(Column.MISSING, micros("2026-01-03T00:00:00Z"), micros("2026-01-02T00:00:00Z"));
        assertThat(mails.column("outreach").longs()).startsWith(1, 1, 0);
        assertThat(mails.column("withSponsor").longs()).startsWith(1, 0, 0);
    }

    @Test
    void aMissedMeetingIsOutreachAndAHeldOneIsTwoWay() {
        Instant at = Instant.parse("2026-01-02T00:00:00Z");
        assertThat(Touchpoints.twoWayAt("MEETING", "HELD", null, at, null, null))
                .isEqualTo(at);
        assertThat(Touchpoints.twoWayAt("MEETING", "MISSED", null, at, null, null))
                .isNull();
        assertThat(Touchpoints.isOutreach("MEETING", "MISSED", null)).isTrue();
        assertThat(Touchpoints.isOutreach("CALL", "DECLINED", "INBOUND")).isFalse();
        assertThat(Touchpoints.isOutreach("MEETING", "SCHEDULED", null)).isFalse();
    }

    @Test
    void referencesNumberTheRecordsFirstAndThenTheIdsThatHaveNone() {
        builder.add(new AccountRecord("user", "u2", Map.of("createdOn", LocalDate.parse("2026-01-02"))));
        builder.add(new AccountRecord("user", "u1", Map.of("createdOn", LocalDate.parse("2026-01-03"))));
        builder.add(new AccountRecord("usage", "x", Map.of("user", "gone", "day", LocalDate.parse("2026-02-01"))));
        builder.add(new AccountRecord("usage", "y", Map.of("user", "u1", "day", LocalDate.parse("2026-02-02"))));

        AccountHistory history = builder.build(HORIZON);
        assertThat(history.rows("usage").column("user").longs()).startsWith(2, 1);
        assertThat(history.references("user")).isEqualTo(3);
        assertThat(history.referenceId("user", 2)).isEqualTo("gone");
    }

    @Test
    void recordsThatComeAsArraysReferToOthersAndLackTheFieldsThatNoArrayHas() {
        builder.add(new AccountRecord("user", "u1", Map.of("createdOn", LocalDate.parse("2026-01-03"))));
        RowsBuilder usage = builder.rows("usage");
        int known = usage.code("u1");
        int gone = usage.code("gone");
        usage.all(
                3,
                Map.of(
                        "day",
                        new long[] {20_000, 20_000, 20_001},
                        "user",
                        new long[] {gone, known, Column.MISSING},
                        "count",
                        new long[] {4, 3, 2}));

        AccountHistory history = builder.build(HORIZON);
        Rows rows = history.rows("usage");
        assertThat(rows.size()).isEqualTo(3);
        assertThat(rows.column("count").longs()).containsExactly(4, 3, 2);
        assertThat(rows.column("user").longs()).containsExactly(1, 0, Column.MISSING);
        assertThat(history.referenceId("user", 1)).isEqualTo("gone");
        assertThat(rows.column("feature").isMissing(0)).isTrue();
        assertThat(rows.id(0)).isNull();
    }

    @Test
    void recordsAreInOrderOfTheirDayThenOfTheirIdsAndThoseWithoutADayComeLast() {
        builder.add(new AccountRecord("sentiment", "none", Map.of("rating", 1L)));
        builder.add(new AccountRecord("sentiment", "b", Map.of("ratedOn", LocalDate.parse("1969-12-31"))));
        builder.add(new AccountRecord("sentiment", "d", Map.of("ratedOn", LocalDate.parse("2026-01-01"))));
        builder.add(new AccountRecord("sentiment", "c", Map.of("ratedOn", LocalDate.parse("2026-01-01"))));

        Rows rows = builder.build(HORIZON).rows("sentiment");
        assertThat(List.of(rows.id(0), rows.id(1), rows.id(2), rows.id(3))).containsExactly("b", "c", "d", "none");
        assertThat(rows.column("rating").isMissing(0)).isTrue();
        assertThat(rows.column("rating").longs()[3]).isEqualTo(1);
    }

    @Test
    void manyRecordsAreInOrderAndReferToThoseOfTheirIds() {
        List<String> users = new ArrayList<>();
        for (int user = 0; user < 100; user++) {
            // 37 and 100 have no divisor in common, so each number comes once.
            String id = "u%03d".formatted(user * 37 % 100);
            LocalDate created = LocalDate.parse("2026-01-01").minusDays(user % 3);
            builder.add(new AccountRecord("user", id, Map.of("createdOn", created)));
            users.add(created + id);
            builder.add(new AccountRecord("survey", "s" + id, Map.of("answeredOn", created, "user", id)));
        }
        users.sort(null);

        AccountHistory history = builder.build(HORIZON);
        List<String> found = new ArrayList<>();
        List<String> answered = new ArrayList<>();
        Rows rows = history.rows("user");
        for (int row = 0; row < rows.size(); row++) {
            found.add(shown(rows.column("createdOn"), row) + rows.id(row));
            int user = (int) history.rows("survey").column("user").longs()[row];
            answered.add(shown(rows.column("createdOn"), user) + rows.id(user));
        }
        assertThat(found).isEqualTo(users);
        assertThat(answered).isEqualTo(users);
    }

    @Test
    void theFirstAttributesReachBackAndALaterVersionHoldsFromItsDay() {
        builder.attributes(LocalDate.parse("2026-01-01"), Map.of("segment", "Small"));
        builder.attributes(LocalDate.parse("2026-03-01"), Map.of("segment", "Enterprise"));

        AccountHistory history = builder.build(HORIZON);
        assertThat(history.attributesOn(day("2020-01-01"))).isZero();
        assertThat(history.attributesOn(day("2026-02-28"))).isZero();
        assertThat(history.attributesOn(day("2026-03-01"))).isEqualTo(1);
    }

    @Test
    void aCorrectedVersionReplacesFromItsDayOnWhatWasKnownBefore() {
        builder.attributes(LocalDate.parse("2026-03-01"), Map.of("segment", "Small"));
        builder.attributes(LocalDate.parse("2026-05-01"), Map.of("segment", "Medium"));
        builder.attributes(LocalDate.parse("2026-04-01"), Map.of("segment", "Large"));

        assertThat(segments("2020-01-01", "2026-03-31", "2026-04-01", "2026-05-01"))
                .containsExactly("Small", "Small", "Large", "Large");
    }

    @Test
    void theFirstKnownAttributesReachBackToTheDayBeforeACorrectionThatBeginsEarlier() {
        builder.attributes(LocalDate.parse("2026-03-01"), Map.of("segment", "Typo"));
        builder.attributes(LocalDate.parse("2026-03-01"), Map.of("segment", "Small"));
        builder.attributes(LocalDate.parse("2026-02-01"), Map.of("segment", "Large"));
        builder.attributes(LocalDate.parse("2026-03-01"), Map.of("segment", "Huge"));

        assertThat(segments("2020-01-01", "2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"))
                .containsExactly("Small", "Small", "Large", "Large", "Huge");
    }

    private List<String> segments(String... days) {
        AccountHistory history = builder.build(HORIZON);
        return Arrays.stream(days)
                .map(day -> history.rows("account").column("segment").longs()[history.attributesOn(day(day))])
                .map(text -> history.dictionary().text(text.intValue()))
                .toList();
    }

    @Test
    void theFirstDayIsThatOfSignUpOrContractAndElseOfAnyRecord() {
        builder.add(new AccountRecord("ticket", "t", Map.of("openedAt", Instant.parse("2025-06-01T23:59:59Z"))));
        assertThat(builder.build(HORIZON).firstDay()).isEqualTo(day("2025-06-01"));

        HistoryBuilder customer = new HistoryBuilder(VOCABULARY, new Dictionary(), "a-2");
        customer.attributes(HORIZON, Map.of("signupDate", LocalDate.parse("2025-09-01")));
        customer.add(period("p", "2025-10-01", null, 1, Map.of()));
        customer.add(new AccountRecord("ticket", "t", Map.of("openedAt", Instant.parse("2025-06-01T00:00:00Z"))));
        assertThat(customer.build(HORIZON).firstDay()).isEqualTo(day("2025-09-01"));
    }

    @Test
    void aDerivedKindIsCoveredAsTheOneItFollowsFrom() {
        builder.covered("contract_period", new CoveredDays(10, 20, null));
        AccountHistory history = builder.build(HORIZON);
        assertThat(history.covered(VOCABULARY.kind("renewal")).covers(10, 20)).isTrue();
        assertThat(history.covered(VOCABULARY.kind("renewal")).covers(10, 21)).isFalse();
        assertThat(history.covered(VOCABULARY.kind("renewal")).covers(9, 20)).isFalse();
        assertThat(history.covered(VOCABULARY.kind("ticket")).problem()).contains("ticket");
    }

    @Test
    void aWordThatTheListDoesNotHaveIsNoneOfThemAndNotMissing() {
        builder.add(new AccountRecord("contact", "c", Map.of("role", "LATER_WORD")));
        Column role = builder.build(HORIZON).rows("contact").column("role");
        assertThat(role.type()).isEqualTo(FieldType.WORD);
        assertThat(role.isMissing(0)).isFalse();
        assertThat(role.longs()[0])
                .isEqualTo(
                        VOCABULARY.kind("contact").fields().get("role").words().size());
    }

    private void paid(String id, String from, String until, long minor) {
        builder.add(period(id, from, until, minor, Map.of()));
    }

    private static AccountRecord period(String id, String from, String until, long minor, Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(more);
        fields.putIfAbsent("trial", false);
        fields.put("startDate", LocalDate.parse(from));
        if (until != null) {
            fields.put("endDate", LocalDate.parse(until));
        }
        fields.put("mrr", new Amount(minor, "USD"));
        return new AccountRecord("contract_period", id, fields);
    }

    private static AccountRecord mail(String id, String direction, Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(more);
        fields.put("kind", "EMAIL");
        fields.put("status", "SENT");
        fields.put("direction", direction);
        fields.put("occurredAt", Instant.parse("2026-01-02T00:00:00Z"));
        return new AccountRecord("touchpoint", id, fields);
    }

    private List<String> days(String kind, String from, String until) {
        Rows rows = builder.build(HORIZON).rows(kind);
        List<String> days = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            days.add(shown(rows.column(from), row) + ".." + shown(rows.column(until), row));
        }
        return days;
    }

    private static String shown(Column column, int row) {
        return column.isMissing(row)
                ? ""
                : LocalDate.ofEpochDay(column.longs()[row]).toString();
    }

    private static int day(String text) {
        return Math.toIntExact(LocalDate.parse(text).toEpochDay());
    }

    private static long micros(String text) {
        return Instant.parse(text).getEpochSecond() * 1_000_000;
    }
}
