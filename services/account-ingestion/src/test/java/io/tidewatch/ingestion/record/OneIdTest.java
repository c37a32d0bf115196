package io.tidewatch.ingestion.record;

import static io.tidewatch.ingestion.Ingestion.accounts;
import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.finished;
import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.texts;
import static io.tidewatch.ingestion.Ingestion.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One id means one record, whichever account it belongs to. Keys have the account, so writers that are at work at the same time wait for
 * each other. Here the first one waits with its record, until another connection lets go of what it needs.
 */
@QuarkusTest
@IngestionTest
class OneIdTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ACME = "select 1 from account where id = 'acme' for no key update";

    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @BeforeEach
    void twoAccounts() {
        Ingestion.forgetEverything();
        accounts("acme", "beta");
    }

    @AfterEach
    void end() {
        threads.close();
    }

    @Test
    void twoRequestsCreateOneRecord() throws Exception {
        Future<Integer> first;
        Future<Integer> second;
        try (Connection other = holding(ACME)) {
            first = put("c1", "acme");
            waiting(1);
            second = put("c1", "beta");
            await().atMost(LIMIT).until(() -> second.isDone() || writers() == 2);
            other.rollback();
        }

        assertThat(List.of(first.get(), second.get())).containsExactly(201, 412);
        assertThat(texts("select account_id from contact")).containsExactly("acme");
    }

    @Test
    void aRequestDoesNotCreateWhatAnImportStores() throws Exception {
        String file;
        Future<Integer> request;
        try (Connection other = holding(ACME)) {
            file = contact("acme");
            waiting(1);
            request = put("tidewatch:c1", "beta");
            await().atMost(LIMIT).until(() -> request.isDone() || writers() == 2);
            other.rollback();
        }

        assertThat(finished(file).at("/counts/accepted").asInt()).isEqualTo(1);
        assertThat(request.get()).isEqualTo(412);
        assertThat(texts("select account_id from contact")).containsExactly("acme");
    }

    @Test
    void anImportDoesNotStoreWhatARequestCreates() throws Exception {
        Future<Integer> request;
        JsonNode job;
        try (Connection other = holding(ACME)) {
            request = put("tidewatch:c1", "acme");
            waiting(1);
            String file = contact("beta");
            await().atMost(LIMIT)
                    .until(() ->
                            number("select count(*) from import_job where state = 'DONE' and id = '" + file + "'") == 1
                                    || writers() == 2);
            other.rollback();
            job = finished(file);
        }

        assertThat(request.get()).isEqualTo(201);
        assertThat(job.at("/counts/conflicts").asInt()).isEqualTo(1);
        assertThat(texts("select account_id from contact")).containsExactly("acme");
    }

    @Test
    void aRequestForAnotherSourceOrForARecordThatIsThereDoesNotWaitForAnImport() throws Exception {
        create("/v1/contacts/tidewatch:c2", body("beta", "Bo"));
        String file;
        try (Connection other = holding(ACME)) {
            file = contact("acme");
            waiting(1);

            create("/v1/contacts/crm:c1", body("beta", "Zoe"));
            create("/v1/contacts/c1", body("beta", "Zoe"));
            as("admin")
                    .contentType("application/json")
                    .header("If-Match", "*")
                    .body(body("beta", "Bob"))
                    .put("/v1/contacts/tidewatch:c2")
                    .then()
                    .statusCode(200);
            assertThat(writers()).isEqualTo(1);
            other.rollback();
        }
        assertThat(finished(file).at("/counts/accepted").asInt()).isEqualTo(1);
    }

    @Test
    void anImportDoesNotStoreTheAccountThatARequestCreatesUnderAnotherId() throws Exception {
        as("integration")
                .contentType("application/json")
                .body("{\"source\": \"api\", \"kind\": \"ACCOUNT\", \"idPrefix\": \"p-\","
                        + " \"fields\": {\"id\": {\"column\": \"id\"}, \"name\": {\"column\": \"name\"}}}")
                .put("/v1/mappings/prefixed")
                .then()
                .statusCode(200);
        Future<Integer> request;
        JsonNode job;
        try (Connection other = holding("select feed_lock(partition_of('new'))")) {
            request = threads.submit(() -> as("admin")
                    .contentType("application/json")
                    .header("If-None-Match", "*")
                    .body("{\"name\": \"New\"}")
                    .put("/v1/accounts/new")
                    .statusCode());
            waiting(1);
            String file = upload("prefixed", null, "id,name\nnew,New\n".getBytes(StandardCharsets.UTF_8));
            await().atMost(LIMIT).until(() -> writers() == 2);
            other.rollback();
            job = finished(file);
        }

        assertThat(request.get()).isEqualTo(201);
        assertThat(job.at("/counts/rejected").asInt()).isEqualTo(1);
        assertThat(texts("select id from account where external_id = 'new'")).containsExactly("new");
    }

    private static Connection holding(String lock) throws SQLException {
        Connection other = Ingestion.connect();
        other.setAutoCommit(false);
        try (Statement held = other.createStatement()) {
            held.execute(lock);
        }
        return other;
    }

    private static void waiting(int count) {
        await().atMost(LIMIT).until(() -> writers() == count);
    }

    /** The connections that wait for a lock. */
    private static long writers() {
        return number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                + " and datname = current_database()");
    }

    private Future<Integer> put(String id, String accountId) {
        return threads.submit(() -> as("admin")
                .contentType("application/json")
                .header("If-None-Match", "*")
                .body(body(accountId, "Zoe"))
                .put("/v1/contacts/" + id)
                .statusCode());
    }

    private static String body(String accountId, String name) {
        return "{\"accountId\": \"" + accountId + "\", \"name\": \"" + name + "\"}";
    }

    /** A file with a sponsor, of whom an import publishes the account. */
    private static String contact(String accountId) {
        return upload(
                "tidewatch-contacts",
                null,
                ("contact_id,account_id,name,email,role\nc1," + accountId + ",Zoe,,EXECUTIVE_SPONSOR\n")
                        .getBytes(StandardCharsets.UTF_8));
    }
}
