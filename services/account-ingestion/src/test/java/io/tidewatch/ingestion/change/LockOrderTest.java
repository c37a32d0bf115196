package io.tidewatch.ingestion.change;

import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.finished;
import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.testsuite.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Writers that meet at one account wait for each other in one order, so the database never has to end one of them: what
 * is changed and published is locked first, marks for the metrics come after it.
 */
@QuarkusTest
@IngestionTest
class LockOrderTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @BeforeEach
    void anAccountWithASponsorAndAMeeting() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        create("/v1/contacts/tidewatch:c1", "{\"accountId\": \"acme\", \"name\": \"Zoe\", \"role\": \"USER\"}");
        create(
                "/v1/touchpoints/t1",
                "{\"accountId\": \"acme\", \"kind\": \"CALL\", \"status\": \"HELD\", \"contactIds\":"
                        + " [\"tidewatch:c2\"], \"occurredAt\": \"2026-06-01T10:00:00Z\"}");
        Ingestion.computed();
    }

    @Test
    void aFileThatWaitsForAnAccountHasNotMarkedItYet() throws Exception {
        importWhileAnotherHolds("select 1 from account where id = 'acme' for no key update");
    }

    @Test
    void aFileThatWaitsForATouchpointHasNotMarkedItsAccountYet() throws Exception {
        importWhileAnotherHolds("select 1 from touchpoint where id = 't1' for no key update");
    }

    @Test
    void theMetricWorkerNeverWaitsForAnAccount() throws Exception {
        try (Connection other = TestDatabase.named("ingestion_test").connect("ingestion");
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("select 1 from account where id = 'acme' for no key update");
            Ingestion.sql(
                    "insert into contract_period (id, account_id, source, external_id, start_date, mrr_minor,"
                            + " currency, trial, content_hash, known_at) values ('p', 'acme', 'api', 'p', '2026-01-01',"
                            + " 100, 'EUR', false, '', now())",
                    "select mark_dirty(array['acme'], null)");
            assertThat(Ingestion.metric("acme", "arr").get("value").asText()).isEqualTo("1200");
            other.rollback();
        }
        Ingestion.computed();
    }

    /** The other one is a request that holds something and now goes on to mark the account. */
    private static void importWhileAnotherHolds(String lock) throws SQLException {
        String file;
        try (Connection other = TestDatabase.named("ingestion_test").connect("ingestion");
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute(lock);
            file = upload(
                    "tidewatch-contacts",
                    null,
                    "contact_id,account_id,name,email,role\nc2,acme,Bo,bo@acme.example,EXECUTIVE_SPONSOR\n"
                            .getBytes(StandardCharsets.UTF_8));
            await().atMost(LIMIT)
                    .until(() -> number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                    + " and datname = current_database()")
                            > 0);
            sql.execute("set local lock_timeout = '100ms'");
            sql.execute("select mark_dirty(array['acme'], null)");
            other.commit();
        }
        assertThat(finished(file).get("counts").get("accepted").asInt()).isEqualTo(1);
    }
}
