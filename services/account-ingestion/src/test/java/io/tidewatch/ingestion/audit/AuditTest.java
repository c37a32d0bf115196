package io.tidewatch.ingestion.audit;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.create;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.testsuite.AuditTrail;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who changed what is on record, once, however often a request is repeated. */
@QuarkusTest
@IngestionTest
class AuditTest {

    private static final String ADMIN = "PERSON somebody@example.com ";
    private static final String SYSTEM = "SYSTEM somebody@example.com ";

    /** Entries stay, whatever other tests empty. */
    private final String account = "audit-" + UUID.randomUUID();

    @BeforeEach
    void empty() {
        Ingestion.forgetEverything();
    }

    @Test
    void whoChangesAnAccountAndWhichFields() {
        create("/v1/accounts/" + account, "{\"name\": \"Acme\", \"segment\": \"SMB\"}");
        String changed = "{\"name\": \"Acme Corp\", \"country\": \"Norway\", \"segment\": \"SMB\"}";
        put("integration", "/v1/accounts/" + account, changed, "\"1\"").then().statusCode(200);
        put("integration", "/v1/accounts/" + account, changed, "\"2\"").then().statusCode(200);
        put("integration", "/v1/accounts/" + account, changed, "\"1\"").then().statusCode(412);

        assertThat(AuditTrail.ofAccount(account))
                .containsExactly(
                        ADMIN + "CREATED account " + account + " {version=1}",
                        SYSTEM + "CHANGED account " + account + " {fields=[country, name], version=2}");
    }

    @Test
    void aChangeThatWasRolledBackAndRunAgainIsOneEntry() {
        // Marks the account after the entry was written; a sequence outlives a roll-back.
        Ingestion.sql(
                "create sequence tries",
                "create function fail_once() returns trigger language plpgsql as $$ begin"
                        + " if nextval('tries') = 1 then raise exception 'deadlock' using errcode = '40P01'; end if;"
                        + " return new; end $$",
                "create trigger fail_once before insert on metric_dirty for each row when (new.account_id = '" + account
                        + "') execute function fail_once()");
        String contact = "c-" + UUID.randomUUID();
        try {
            create("/v1/accounts/" + account, "{\"name\": \"Acme\"}");
            assertThat(Ingestion.number("select last_value from tries")).isGreaterThan(1);
            Ingestion.sql("alter sequence tries restart");
            create("/v1/contacts/" + contact, "{\"accountId\": \"" + account + "\", \"name\": \"Zoe\"}");
            assertThat(Ingestion.number("select last_value from tries")).isGreaterThan(1);
        } finally {
            Ingestion.sql("drop function fail_once() cascade", "drop sequence tries");
        }
        assertThat(AuditTrail.ofAccount(account))
                .containsExactly(
                        ADMIN + "CREATED account " + account + " {version=1}",
                        ADMIN + "CREATED contact " + contact + " {version=1}");
    }

    @Test
    void whoChangesARecordAndWhichFieldsAndNeverTheirValues() {
        create("/v1/accounts/" + account, "{\"name\": \"Acme\"}");
        String id = "c-" + UUID.randomUUID();
        String path = "/v1/contacts/" + id;
        String zoe = "{\"accountId\": \"" + account + "\", \"name\": \"Zoe\"}";
        String ann = "{\"accountId\": \"" + account + "\", \"name\": \"Ann\", \"email\": \"ann@acme.example\"}";
        create(path, zoe);
        put("admin", path, zoe, "\"1\"").then().statusCode(200);
        put("integration", path, ann, "\"1\"").then().statusCode(200);
        as("admin").header("If-Match", "\"2\"").delete(path).then().statusCode(204);
        as("admin").header("If-Match", "\"2\"").delete(path).then().statusCode(412);
        create(path, zoe);

        assertThat(AuditTrail.of("contact", id))
                .containsExactly(
                        ADMIN + "CREATED contact " + id + " {version=1}",
                        SYSTEM + "CHANGED contact " + id + " {fields=[email, name], version=2}",
                        ADMIN + "DELETED contact " + id + " {version=3}",
                        ADMIN + "CREATED contact " + id + " {version=4}");
        assertThat(AuditTrail.ofAccount(account)).hasSize(5);
    }

    @Test
    void anImportIsOneEntryAtItsStartWithTheHashOfTheFileAndOneAtItsEndWithCounts() throws Exception {
        String header = "account_id,name,segment,business_model,lifecycle_stage,industry,country,"
                + "csm_email,sales_owner_email,signup_date\n";
        byte[] csv = (header + account + ",Acme,,,,,,,,\n,Nobody,,,,,,,,\n").getBytes(StandardCharsets.UTF_8);
        String id = Ingestion.upload("tidewatch-accounts", null, csv);
        Ingestion.finished(id);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(csv));

        assertThat(AuditTrail.of("import", id))
                .containsExactly(
                        SYSTEM + "STARTED import " + id + " {bytes=" + csv.length + ", sha256=" + hash
                                + ", source=tidewatch, mapping=tidewatch-accounts, corrections=false}",
                        "SYSTEM account-ingestion FINISHED import " + id + " {rows=2, state=DONE, present=0,"
                                + " accepted=1, rejected=1, conflicts=0, corrected=0}");
        assertThat(AuditTrail.ofAccount(account))
                .as("the rows of a file have a history of their own")
                .isEmpty();
    }

    @Test
    void whoDismissesARowThatCannotBeSettled() {
        create("/v1/accounts/" + account, "{\"name\": \"Acme\"}");
        String id = Ingestion.load(
                        "tidewatch-contract-periods",
                        null,
                        "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan\n," + account
                                + ",2026-01-01,,50.00,EUR,,false,\n")
                .get("id")
                .asText();
        for (int i = 0; i < 2; i++) {
            as("admin")
                    .contentType("application/json")
                    .body("{\"lines\": [2]}")
                    .put("/v1/imports/{id}/rows/dismissed", id)
                    .then()
                    .statusCode(200);
        }
        assertThat(AuditTrail.of("import", id))
                .hasSize(3)
                .last()
                .isEqualTo(ADMIN + "DISMISSED import " + id + " {rows=1}");
    }

    @Test
    void aFileThatCannotBeReadFailsOnRecord() {
        JsonNode job = Ingestion.load("tidewatch-accounts", null, "no,such,columns\n1,2,3\n");
        assertThat(job.get("state").asText()).isEqualTo("FAILED");
        assertThat(AuditTrail.of("import", job.get("id").asText()))
                .last()
                .isEqualTo("SYSTEM account-ingestion FINISHED import "
                        + job.get("id").asText() + " {state=FAILED}");
    }

    @Test
    void whoChangesAMapping() {
        String name = "m-" + UUID.randomUUID();
        for (String column : List.of("Nr", "Nr", "Number")) {
            as("integration")
                    .contentType("application/json")
                    .body("""
                            {"source": "our-crm", "kind": "CONTACT", "accountsOf": "tidewatch", "fields": {
                              "id": {"column": "%s"}, "account": {"column": "Kunde"}, "name": {"column": "Name"}}}""".formatted(column))
                    .put("/v1/mappings/" + name)
                    .then()
                    .statusCode(200);
        }
        assertThat(AuditTrail.of("mapping", name))
                .containsExactly(
                        SYSTEM + "CREATED mapping " + name + " {kind=CONTACT}",
                        SYSTEM + "CHANGED mapping " + name + " {kind=CONTACT}");
    }

    @Test
    void whoSaysWhatASourceDelivers() {
        create("/v1/accounts/" + account, "{\"name\": \"Acme\"}");
        String source = "s-" + UUID.randomUUID();
        String externalId = "x-" + UUID.randomUUID();
        for (int i = 0; i < 2; i++) {
            Ingestion.cover(source, "TICKET", LocalDate.of(2025, 1, 1), LocalDate.of(2026, 1, 1));
            as("integration")
                    .contentType("application/json")
                    .body("{\"accountId\": \"" + account + "\"}")
                    .put("/v1/sources/{source}/accounts/{id}", source, externalId)
                    .then()
                    .statusCode(200);
        }
        assertThat(AuditTrail.of("coverage", source + "/TICKET"))
                .containsExactly(ADMIN + "CHANGED coverage " + source
                        + "/TICKET {completeFrom=2025-01-01, completeThrough=2026-01-01}");
        assertThat(AuditTrail.of("account-link", externalId))
                .containsExactly(SYSTEM + "CREATED account-link " + externalId + " {source=" + source + "}");
    }

    @Test
    void aCatalogueIsHandedOverByRulesEngine() {
        Catalogue catalogue = Ingestion.catalogue();
        int before = AuditTrail.of("catalogue", catalogue.catalogueHash()).size();
        Ingestion.handOver(catalogue);
        Ingestion.handOver(catalogue);
        assertThat(AuditTrail.of("catalogue", catalogue.catalogueHash()))
                .hasSize(before + 1)
                .last()
                .isEqualTo(SYSTEM + "UPLOADED catalogue " + catalogue.catalogueHash() + " {}");
    }

    @Test
    void whoChangesASchedule() {
        create("/v1/accounts/" + account, "{\"name\": \"Acme\"}");
        UUID id = UUID.randomUUID();
        String today = Ingestion.texts("select business_today()::text").getFirst();
        String begin = "{\"activity\": \"review\", \"everyMonths\": 1, \"validFrom\": \"" + today
                + "\", \"changedBy\": \"run 7\"}";
        for (int i = 0; i < 2; i++) {
            as("service")
                    .contentType("application/json")
                    .body(begin)
                    .put("/v1/accounts/{account}/schedule-changes/{id}", account, id)
                    .then()
                    .statusCode(200);
        }
        assertThat(AuditTrail.of("schedule-change", id.toString()))
                .containsExactly(SYSTEM + "CREATED schedule-change " + id + " {}");
    }

    private static Response put(String role, String path, String body, String version) {
        return as(role).contentType("application/json")
                .header("If-Match", version)
                .body(body)
                .put(path);
    }
}
