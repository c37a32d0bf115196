package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.finished;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.sql;
import static io.tidewatch.ingestion.Ingestion.texts;
import static io.tidewatch.ingestion.Ingestion.upload;
import static io.tidewatch.ingestion.imports.ImportOutcomeTest.counts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.testsuite.TestDatabase;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A batch that is judged and sent while the batches before it are not committed yet. */
@QuarkusTest
@IngestionTest
class BatchOverlapTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Inject
    ImportBatch batch;

    @Inject
    ClaimedFiles files;

    @Inject
    DataSource pool;

    @BeforeEach
    void oneAccount() {
        Ingestion.forgetEverything();
        Ingestion.accounts("acme");
    }

    @Test
    void usageIsComparedWithTheRowsOfBatchesThatAreNotCommitted() {
        UUID job = storeInThreeBatches(
                "tidewatch-usage",
                "usage_id,account_id,user_id,day,feature,count,duration_seconds\n"
                        + "x1,acme,zoe,2026-05-01,reports,3,60\n"
                        + "x2,acme,zoe,2026-05-02,reports,4,60\n"
                        + "x1,acme,zoe,2026-05-01,reports,3,60\n"
                        + "x2,acme,zoe,2026-05-02,reports,5,60\n"
                        + "x3,acme,zoe,2026-05-03,reports,6,60\n"
                        + "x1,acme,zoe,2026-05-01,reports,7,60\n"
                        + "x3,acme,zoe,2026-05-03,reports,6,60\n");

        assertThat(outcomes(job)).isEqualTo("7 rows: 3 new, 2 present, 2 conflicts");
        assertThat(texts("select user_id || ' ' || day || ' ' || count from usage_known('infinity') order by day"))
                .containsExactly(
                        "tidewatch:zoe 2026-05-01 3", "tidewatch:zoe 2026-05-02 4", "tidewatch:zoe 2026-05-03 6");
    }

    @Test
    void otherRecordsAreComparedWithTheRowsOfBatchesThatAreNotCommitted() {
        UUID job = storeInThreeBatches(
                "tidewatch-users",
                "user_id,account_id,email,seat_assigned_from,seat_assigned_until\n"
                        + "u1,acme,u1@acme.example,2026-01-01,\n"
                        + "u2,acme,u2@acme.example,2026-01-02,\n"
                        + "u1,acme,u1@acme.example,2026-01-01,\n"
                        + "u2,acme,u2@acme.example,2026-01-03,\n"
                        + "u3,acme,u3@acme.example,2026-01-04,\n"
                        + "u1,acme,u1@acme.example,2026-01-05,\n"
                        + "u3,acme,u3@acme.example,2026-01-04,\n");

        assertThat(outcomes(job)).isEqualTo("7 rows: 3 new, 2 present, 2 conflicts");
        assertThat(texts("select id || ' ' || seat_assigned_from from account_user order by id"))
                .containsExactly("tidewatch:u1 2026-01-01", "tidewatch:u2 2026-01-02", "tidewatch:u3 2026-01-04");
    }

    @Test
    void aBatchIsNotStoredWhenTheOneBeforeItFails() throws Exception {
        String csv = contacts(2_000);
        String file;
        try (Connection other = TestDatabase.named("ingestion_test").connect("ingestion");
                Statement held = other.createStatement()) {
            other.setAutoCommit(false);
            held.execute("select 1 from account where id = 'acme' for no key update");
            file = upload("tidewatch-contacts", null, csv.getBytes(StandardCharsets.UTF_8));
            // The first batch waits for the account, and the second one, which is sent, for the first.
            await().atMost(LIMIT).until(() -> connections("wait_event_type = 'Lock'") == 1);
            await().atMost(LIMIT)
                    .until(() -> connections("state = 'idle in transaction' and query ilike 'copy%'") == 1);
            sql("select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'"
                    + " and datname = current_database()");
            other.rollback();
        }

        assertThat(counts(finished(file))).isEqualTo("2000 rows: 2000 new, 0 present, 0 conflicts, 0 rejected");
        assertThat(number("select count(*) from contact")).isEqualTo(2_000);
    }

    @Test
    void anImportGoesOnWithOneConnectionWhileSomeoneElseHasTheOthers() throws Exception {
        try (Connection taken = pool.getConnection();
                Connection another = pool.getConnection()) {
            JsonNode job = load("tidewatch-contacts", null, contacts(3_000));
            assertThat(counts(job)).isEqualTo("3000 rows: 3000 new, 0 present, 0 conflicts, 0 rejected");
        }
    }

    /** The first one is a sponsor. */
    private static String contacts(int count) {
        StringBuilder csv = new StringBuilder("contact_id,account_id,name,email,role\n");
        for (int i = 0; i < count; i++) {
            csv.append("c%d,acme,Bo,,%s\n".formatted(i, i == 0 ? "EXECUTIVE_SPONSOR" : "USER"));
        }
        return csv.toString();
    }

    private static long connections(String condition) {
        return number("select count(*) from pg_stat_activity where datname = current_database() and " + condition);
    }

    private static String outcomes(UUID job) {
        return texts("select row_count || ' rows: ' || accepted || ' new, ' || present || ' present, ' || conflicts"
                        + " || ' conflicts' from import_job where id = '" + job + "'")
                .getFirst();
    }

    /** The first two rows, three and two; the last ones are judged before the first ones are completed. */
    private UUID storeInThreeBatches(String mappingName, String csv) {
        ClaimedFiles.Claimed file = files.claim(mappingName, csv);
        try (ImportBatch.Judged first = batch.judge(file.run(), file.next(2));
                ImportBatch.Judged second = batch.judge(file.run(), file.next(3));
                ImportBatch.Judged third = batch.judge(file.run(), file.next(2))) {
            for (ImportBatch.Judged judged : List.of(first, second, third)) {
                batch.send(judged);
                batch.complete(judged);
            }
        }
        return file.id();
    }
}
