package io.tidewatch.ingestion.change;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The trace of a request goes on in what others read of it. */
@QuarkusTest
@IngestionTest
class TraceTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String ACCOUNTS = "account_id,name,segment,business_model,lifecycle_stage,industry,country,"
            + "csm_email,sales_owner_email,signup_date\nacme,Acme,,,,,,,,\n";

    private long before;

    @BeforeEach
    void empty() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        before = Ingestion.number("select coalesce(max(seq), 0) from feed_change");
    }

    @Test
    void whatARequestChangesAndTheValuesThatFollowBelongToItsTrace() {
        put("/v1/accounts/acme", "{\"name\": \"Acme\"}", TRACE);
        put(
                "/v1/touchpoints/t1",
                "{\"accountId\": \"acme\", \"kind\": \"CALL\", \"status\": \"HELD\", \"occurredAt\": \"2026-01-01T10:00:00Z\"}",
                TRACE);
        Ingestion.computed();

        assertThat(published("account", "account-metrics", "touchpoint"))
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(entry -> entry.contains(TRACE));
    }

    @Test
    void aRequestOfNoTraceBeginsOneOfItsOwn() {
        put("/v1/accounts/acme", "{\"name\": \"Acme\"}", null);

        assertThat(published("account"))
                .singleElement()
                .asString()
                .matches("account acme 00-[0-9a-f]{32}-[0-9a-f]{16}-00")
                .doesNotContain(TRACE);
    }

    @Test
    void theRowsOfAFileAndTheValuesThatFollowBelongToTheTraceOfItsUpload() {
        String id = as("integration")
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .contentType("text/csv")
                .queryParam("mapping", "tidewatch-accounts")
                .queryParam("completeThrough", "2026-01-01")
                .body(ACCOUNTS)
                .post("/v1/imports")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        Ingestion.finished(id);
        Ingestion.computed();

        assertThat(published("account", "account-metrics"))
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(entry -> entry.contains(TRACE));
    }

    @Test
    void anAccountThatWaitsForSeveralChangesBelongsToTheTraceOfTheLast() {
        Ingestion.sql("""
                create function no_computing() returns trigger language plpgsql as $$ begin return null; end $$;
                create trigger no_computing before delete on metric_dirty for each row execute function no_computing()
                """);
        try {
            put("/v1/accounts/acme", "{\"name\": \"Acme\"}", "a".repeat(32));
            put("/v1/contacts/c1", "{\"accountId\": \"acme\", \"name\": \"Bo\", \"role\": \"USER\"}", TRACE);

            assertThat(texts("select traceparent from metric_dirty where account_id = 'acme'"))
                    .singleElement()
                    .asString()
                    .contains(TRACE);
        } finally {
            Ingestion.sql("drop trigger no_computing on metric_dirty", "drop function no_computing()");
        }
    }

    private static void put(String path, String json, String trace) {
        var request = as("admin").contentType("application/json").header("If-None-Match", "*");
        (trace == null ? request : request.header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"))
                .body(json)
                .put(path)
                .then()
                .statusCode(201);
    }

    private List<String> published(String... types) {
        return texts("select type || ' ' || key || ' ' || coalesce(traceparent, 'none') from feed_change where seq > "
                + before + " and type in ('" + String.join("', '", types) + "') order by seq");
    }
}
