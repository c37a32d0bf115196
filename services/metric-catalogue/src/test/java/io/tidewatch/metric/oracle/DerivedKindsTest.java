package io.tidewatch.metric.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.history.Column;
import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.history.Rows;
import io.tidewatch.metric.language.DraftFiles;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.Vocabulary;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Both implementations derive the same records from random periods and cadences, and the same fields of touchpoints. */
class DerivedKindsTest {
    private static final Vocabulary VOCABULARY =
            MetricLanguage.check(DraftFiles.all()).vocabulary();
    private static final int ACCOUNTS = 400;

    @Test
    void paidSpansAreTheSame() {
        assertSame("paid_span", "startDate", "endDate");
    }

    @Test
    void changesOfRevenueAreTheSame() {
        assertSame("mrr_change", "day", "change", "amount");
    }

    @Test
    void renewalsAreTheSame() {
        assertSame("renewal", "dueOn", "renewedOn", "plan", "followed");
    }

    @Test
    void dueSlotsAreTheSame() {
        assertSame("due_slot", "activity", "firstDay", "lastDay", "until");
    }

    @Test
    void changesOfTheStageAreTheSame() {
        assertSame("stage_change", "day", "oldStage", "newStage");
    }

    @Test
    void computedFieldsOfTouchpointsAreTheSame() {
        assertSame("touchpoint", "twoWayAt", "outreach", "withSponsor");
    }

    @Test
    void theFirstDayIsTheSame() {
        for (long seed = 0; seed < ACCOUNTS; seed++) {
            PlainAccount account = RandomAccounts.of(VOCABULARY, seed);
            LocalDate first = account.firstDay(VOCABULARY);
            assertThat(HistoryOf.account(VOCABULARY, new Dictionary(), account).firstDay())
                    .as("seed " + seed)
                    .isEqualTo(first == null ? Integer.MIN_VALUE : Math.toIntExact(first.toEpochDay()));
        }
    }

    private static void assertSame(String kind, String... fields) {
        int compared = 0;
        for (long seed = 0; seed < ACCOUNTS; seed++) {
            PlainAccount account = RandomAccounts.of(VOCABULARY, seed);
            List<String> plain = new ArrayList<>();
            for (AccountRecord record : DerivedKinds.all(account)) {
                if (record.kind().equals(kind)) {
                    TreeMap<String, Object> values = new TreeMap<>(record.fields());
                    values.keySet().retainAll(List.of(fields));
                    plain.add(values.toString());
                }
            }
            AccountHistory history = HistoryOf.account(VOCABULARY, new Dictionary(), account);
            assertThat(rows(history, kind, fields)).as("seed " + seed).containsExactlyInAnyOrderElementsOf(plain);
            compared += plain.size();
        }
        assertThat(compared).isGreaterThan(ACCOUNTS / 4);
    }

    private static List<String> rows(AccountHistory history, String kind, String... fields) {
        Rows rows = history.rows(kind);
        List<String> all = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            TreeMap<String, Object> values = new TreeMap<>();
            for (String field : fields) {
                Column column = rows.column(field);
                if (!column.isMissing(row)) {
                    values.put(field, value(history, rows, field, row));
                }
            }
            all.add(values.toString());
        }
        return all;
    }

    private static Object value(AccountHistory history, Rows rows, String field, int row) {
        Column column = rows.column(field);
        long number = column.longs()[row];
        return switch (column.type()) {
            case DATE -> LocalDate.ofEpochDay(number);
            case INSTANT -> Instant.EPOCH.plus(number, ChronoUnit.MICROS);
            case BOOLEAN -> number == 1;
            case WORD -> rows.kind().fields().get(field).words().get((int) number);
            case NAME -> history.dictionary().text((int) number);
            case MONEY -> new AccountRecord.Amount(number, history.dictionary().text(column.currencies()[row]));
            default -> throw new IllegalStateException(field);
        };
    }
}
