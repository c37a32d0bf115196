package io.tidewatch.ingestion.history;

import static io.tidewatch.ingestion.Ingestion.correct;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.moveClockTo;
import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.Column;
import io.tidewatch.metric.history.Rows;
import io.tidewatch.metric.language.MetricLanguage;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Usage is the same whether it is read packed or row by row. No catalogue is handed over, so nothing else packs. */
@QuarkusTest
@IngestionTest
class UsagePackingTest {

    private static final String HEADER = "usage_id,account_id,user_id,day,feature,count,duration_seconds\n";
    private static final String PACKED =
            "select account_id from usage_packed join usage_account on number = account" + " order by account_id";

    @Inject
    Pool pool;

    @BeforeEach
    void twoAccounts() {
        Ingestion.forgetEverything();
        moveClockTo("2026-06-10T12:00:00Z");
        Ingestion.accounts("acme", "beta");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void anAccountIsPackedFromThirtyTwoRowsOn() {
        usage("a", "acme", 0, 32);
        usage("b", "beta", 0, 31);
        pack();

        assertThat(texts(PACKED)).containsExactly("acme");
        sameAsRows("acme", 32);
        sameAsRows("beta", 31);

        usage("b2", "beta", 31, 1);
        pack();
        assertThat(texts(PACKED)).containsExactly("acme", "beta");
        sameAsRows("beta", 32);
    }

    @Test
    void laterRowsArePackedWhenTheyAreAnEighthOfWhatIsPacked() {
        usage("a", "acme", 0, 400);
        pack();
        long before = number("select through from usage_packed");

        usage("a2", "acme", 400, 49);
        pack();
        assertThat(number("select through from usage_packed")).isEqualTo(before);
        sameAsRows("acme", 449);

        usage("a3", "acme", 449, 1);
        pack();
        assertThat(number("select through from usage_packed")).isGreaterThan(before);
        sameAsRows("acme", 450);
    }

    @Test
    void whatIsPackedIsWhatIsRead() {
        usage("a", "acme", 0, 40);
        usage("b", "beta", 0, 50);
        pack();

        Ingestion.sql(
                "update usage_packed a set content = b.content from usage_packed b where length(a.content) < length(b.content)");

        assertThat(rows("acme", UsageReading.PACKED)).isEqualTo(rows("beta", UsageReading.PACKED));
        assertThat(rows("acme", UsageReading.ROWS)).hasSize(40);
    }

    @Test
    void aCorrectedRowCountsAsItIsNow() {
        usage("a", "acme", 0, 40);
        usage("b", "beta", 0, 40);
        pack();

        correct("tidewatch-usage", HEADER + "a0,acme,zoe,2026-05-01,reports,77,\na1,beta,zoe,2026-05-02,reports,88,\n");

        sameAsRows("acme", 39);
        sameAsRows("beta", 41);
        assertThat(rows("acme", UsageReading.PACKED)).contains("2026-05-01 tidewatch:zoe reports 77 null");
        pack();
        sameAsRows("acme", 39);
        sameAsRows("beta", 41);
    }

    @Test
    void aDeletedRowCountsNoMore() {
        usage("a", "acme", 0, 40);
        pack();
        Ingestion.sql("delete from usage where count = 7");
        sameAsRows("acme", 39);
    }

    @Test
    void aBatchThatEndsAfterALaterOneIsNotLeftOut() throws SQLException {
        usage("a", "acme", 0, 1);
        try (Connection slow = Ingestion.connect()) {
            slow.setAutoCommit(false);
            slow.createStatement().execute("select begin_usage_batch(0)");
            slow.createStatement()
                    .execute("insert into usage (account, feature, day, count, batch, id)"
                            + " select account, feature, day, 5000, (select max(number) from usage_batch), uuidv7()"
                            + " from usage");
            usage("a", "acme", 1, 40);
            pack();
            sameAsRows("acme", 41);
            slow.commit();
        }
        sameAsRows("acme", 42);
        pack();
        assertThat(texts(PACKED)).containsExactly("acme");
        sameAsRows("acme", 42);
    }

    @Test
    void whatWasKnownBeforeIsReadFromTheRows() {
        usage("a", "acme", 0, 40);
        moveClockTo("2026-06-11T12:00:00Z");
        usage("a", "acme", 40, 40);
        pack();

        assertThat(rows("acme", "2026-06-11T00:00:00Z", UsageReading.PACKED)).hasSize(40);
        assertThat(rows("acme", "2026-06-12T00:00:00Z", UsageReading.PACKED)).hasSize(80);
    }

    /** Rows of an account, each with another count; every third one without user, every fifth one with a duration. */
    private static void usage(String file, String account, int first, int rows) {
        StringBuilder csv = new StringBuilder(HEADER);
        for (int i = first; i < first + rows; i++) {
            csv.append("%s%d,%s,%s,2026-05-%02d,%s,%d,%s\n"
                    .formatted(
                            file,
                            i,
                            account,
                            i % 3 == 0 ? "" : "user-" + i % 7,
                            1 + i * 11 % 28,
                            i % 2 == 0 ? "reports" : "views",
                            i + 1,
                            i % 5 == 0 ? i : ""));
        }
        load("tidewatch-usage", null, csv.toString());
    }

    private void pack() {
        String ended =
                texts("select coalesce(last_ended_usage_batch()::text, '')").getFirst();
        rows("acme", UsageReading.packing(ended.isEmpty() ? null : Integer.valueOf(ended)));
    }

    private void sameAsRows(String account, int count) {
        assertThat(rows(account, UsageReading.PACKED))
                .isEqualTo(rows(account, UsageReading.ROWS))
                .hasSize(count);
    }

    private List<String> rows(String account, UsageReading reading) {
        return rows(account, null, reading);
    }

    private List<String> rows(String account, String knownAt, UsageReading reading) {
        HistoryScope scope = new HistoryScope(
                List.of("acme", "beta"),
                MetricLanguage.shipped(),
                knownAt == null ? null : OffsetDateTime.parse(knownAt),
                LocalDate.of(2026, 12, 31));
        return pool
                .withTransaction(tx -> Histories.load(tx, scope, reading))
                .await()
                .atMost(Duration.ofSeconds(60))
                .stream()
                .filter(history -> history.accountId().equals(account))
                .flatMap(history -> shown(history).stream())
                .toList();
    }

    private static List<String> shown(AccountHistory history) {
        Rows rows = history.rows("usage");
        List<String> shown = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            Column user = rows.column("user");
            Column seconds = rows.column("durationSeconds");
            shown.add("%s %s %s %d %s"
                    .formatted(
                            LocalDate.ofEpochDay(rows.column("day").longs()[row]),
                            user.isMissing(row) ? null : history.referenceId("user", (int) user.longs()[row]),
                            history.dictionary()
                                    .text((int) rows.column("feature").longs()[row]),
                            rows.column("count").longs()[row],
                            seconds.isMissing(row) ? null : seconds.longs()[row]));
        }
        return shown;
    }
}
