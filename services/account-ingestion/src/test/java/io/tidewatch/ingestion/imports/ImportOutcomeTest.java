package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.finished;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.rows;
import static io.tidewatch.ingestion.Ingestion.tree;
import static io.tidewatch.ingestion.Ingestion.unchecked;
import static io.tidewatch.ingestion.Ingestion.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@IngestionTest
class ImportOutcomeTest {

    private static final String ACCOUNTS = "account_id,name,segment,business_model,lifecycle_stage,industry,country,"
            + "csm_email,sales_owner_email,signup_date\n";

    @BeforeEach
    void empty() {
        Ingestion.forgetEverything();
    }

    @Test
    void everyRowIsCountedAsWhatBecameOfIt() {
        String first = ACCOUNTS + "acme,Acme,SMB,,,,,Nadia@example.com,,2025-01-02\nbeta,Beta,SMB,,,,,,,\n";
        assertThat(counts(load("tidewatch-accounts", null, first)))
                .isEqualTo("2 rows: 2 new, 0 present, 0 conflicts, 0 rejected");

        String second = ACCOUNTS + "acme,Acme,SMB,,,,,nadia@example.com,,2025-01-02\n" // only the case differs
                + "beta,Beta Ltd,SMB,,,,,,,\n"
                + "gamma,Gamma,SMB,,,,,,,\n"
                + "gamma,Gamma,SMB,,,,,,,\n"
                + "gamma,Gamma!,SMB,,,,,,,\n"
                + "delta,Delta,SMB,SOMETHING,,,,,,\n";
        JsonNode job = load("tidewatch-accounts", null, second);

        assertThat(counts(job)).isEqualTo("6 rows: 1 new, 2 present, 2 conflicts, 1 rejected");
        assertThat(rows(job.get("id").asText()).stream().map(ImportOutcomeTest::text))
                .containsExactly("3 CONFLICT beta null", "6 CONFLICT gamma null", "7 REJECTED delta business_model");
        assertThat(tree(Ingestion.as("csm").get("/v1/accounts/beta"))
                        .get("name")
                        .asText())
                .isEqualTo("Beta");
    }

    @Test
    void importingAFileTwiceChangesNothing() {
        String csv = ACCOUNTS + "acme,Acme,SMB,,,,,,,\n";
        load("tidewatch-accounts", null, csv);
        long changes = Ingestion.number("select max(seq) from feed_change");

        JsonNode again = load("tidewatch-accounts", null, csv);

        assertThat(counts(again)).isEqualTo("1 rows: 0 new, 1 present, 0 conflicts, 0 rejected");
        assertThat(Ingestion.number("select max(seq) from feed_change")).isEqualTo(changes);
    }

    @Test
    void theSameFileNeverUndoesAChangeMadeByRequest() {
        String csv = ACCOUNTS + "acme,Acme,SMB,,,,,,,\n";
        load("tidewatch-accounts", null, csv);
        Ingestion.as("admin")
                .contentType("application/json")
                .header("If-Match", "\"1\"")
                .body("{\"name\": \"Acme Corp\"}")
                .put("/v1/accounts/acme")
                .then()
                .statusCode(200);

        assertThat(counts(load("tidewatch-accounts", null, csv))).contains("1 present");
        assertThat(tree(Ingestion.as("csm").get("/v1/accounts/acme"))
                        .get("name")
                        .asText())
                .isEqualTo("Acme Corp");
    }

    @Test
    void anIdThatAnotherSourceHasTakenIsRejected() {
        load("tidewatch-accounts", null, ACCOUNTS + "acme,Acme,SMB,,,,,,,\n");
        String id = unchecked("integration")
                .contentType("text/csv")
                .queryParam("mapping", "tidewatch-accounts")
                .queryParam("source", "other")
                .body((ACCOUNTS + "acme,Acme,SMB,,,,,,,\n").getBytes(StandardCharsets.UTF_8))
                .post("/v1/imports")
                .then()
                .statusCode(202)
                .extract()
                .path("id");

        assertThat(counts(finished(id))).contains("1 rejected");
    }

    @Test
    void ofVeryManyRejectedRowsTheFirstAreListedAndAllAreCounted() {
        JsonNode job = load("tidewatch-accounts", null, ACCOUNTS + "x\n".repeat(4_200));

        assertThat(counts(job)).isEqualTo("4200 rows: 0 new, 0 present, 0 conflicts, 4200 rejected");
        assertThat(Ingestion.notices(job)).containsExactly("ROWS_NOT_LISTED 700 []", "ROWS_NOT_SETTLED 4200 []");
        List<JsonNode> listed = rows(job.get("id").asText());
        assertThat(listed).hasSize(3_500);
        assertThat(listed.getLast().get("line").asLong()).isEqualTo(3_501);
    }

    @Test
    void rowsThatTakeTooLongAtOnceAreStoredInSmallerParts() {
        importContactsWhile("if added > 300 then raise exception 'too slow' using errcode = '57014'; end if;");
    }

    @Test
    void afterALostConnectionRowsAreStoredInPartsAsLargeAsBefore() {
        importContactsWhile("if nextval('tries') = 1 then raise exception 'lost' using errcode = '08006'; end if;"
                + " if added < 1000 then raise exception 'few'; end if;");
    }

    /** Imports a thousand contacts, which fit into one batch, into a database that does this after each statement. */
    private static void importContactsWhile(String checked) {
        Ingestion.accounts("acme");
        Ingestion.sql(
                "create sequence tries",
                "create function check_added() returns trigger language plpgsql as $$"
                        + " declare added bigint := (select count(*) from added_rows); begin " + checked
                        + " return null; end $$",
                "create trigger check_added after insert on contact referencing new table as added_rows"
                        + " for each statement execute function check_added()");
        try {
            StringBuilder csv = new StringBuilder("contact_id,account_id,name,email,role\n");
            for (int row = 0; row < 1_000; row++) {
                csv.append("c%d,acme,Bo,,USER\n".formatted(row));
            }
            assertThat(counts(load("tidewatch-contacts", null, csv.toString())))
                    .isEqualTo("1000 rows: 1000 new, 0 present, 0 conflicts, 0 rejected");
        } finally {
            Ingestion.sql("drop function check_added() cascade", "drop sequence tries");
        }
    }

    @Test
    void anAmountThatNobodyPaysIsRejected() {
        load("tidewatch-accounts", null, ACCOUNTS + "acme,Acme,SMB,,,,,,,\n");
        JsonNode job = load(
                "tidewatch-contract-periods",
                null,
                "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan\n"
                        + "p1,acme,2026-01-01,,100000000000.00,EUR,,false,\n"
                        + "p2,acme,2026-01-01,,100000000000.01,EUR,,false,\n");

        assertThat(counts(job)).isEqualTo("2 rows: 1 new, 0 present, 0 conflicts, 1 rejected");
        assertThat(texts(job)).containsExactly("3 REJECTED p2 mrr");
    }

    @Test
    void namesOfSeveralLinesAndIdsThatNobodyCouldReadAreRejected() {
        JsonNode accounts = load(
                "tidewatch-accounts",
                null,
                ACCOUNTS + "acme,Acme,SMB,,,,,,,\n"
                        + "beta,\"Beta\r\nBcc: evil@example.com\",SMB,,,,,,,\n"
                        + "gamma,Gamma,\"S\tB\",,,,,,,\n");
        JsonNode contacts = load(
                "tidewatch-contacts",
                null,
                "contact_id,account_id,name,email,role\n\"c\r\n1\",acme,Zoe,,\n\u00a0,acme,Zoe,,\n \tc3 ,acme,Zoe,,\n");
        JsonNode touchpoints = load(
                "tidewatch-touchpoints",
                null,
                "touchpoint_id,account_id,kind,meeting_kind,status,direction,contact_ids,colleague_email,occurred_at,"
                        + "answered,answered_at,booked_at\n"
                        + "t1,acme,CALL,,HELD,,\"c3;c\n4\",,2026-01-01T10:00:00Z,,,\n");

        assertThat(texts(accounts)).containsExactly("3 REJECTED beta name", "5 REJECTED gamma segment");
        assertThat(texts(contacts)).containsExactly("2 REJECTED  contact_id", "4 REJECTED  contact_id");
        assertThat(Ingestion.texts("select external_id from contact")).containsExactly("c3");
        assertThat(texts(touchpoints)).containsExactly("2 REJECTED t1 contact_ids");
    }

    @Test
    void whatPeopleSayMayHaveSeveralLines() {
        load("tidewatch-accounts", null, ACCOUNTS + "acme,Acme,SMB,,,,,,,\n");
        JsonNode job = load(
                "tidewatch-churn-events",
                null,
                "churn_event_id,account_id,churned_on,reason,feedback,reactivation\n"
                        + "e1,acme,2026-01-01,\"Price,\nand support\",\"Too dear.\r\nToo slow.\",false\n");

        assertThat(counts(job)).contains("1 new");
    }

    @Test
    void aSatisfactionThatNobodyCouldGiveIsRejectedAndAnEmptyOneIsUnknown() {
        load("tidewatch-accounts", null, ACCOUNTS + "acme,Acme,SMB,,,,,,,\n");
        JsonNode job = load(
                "tidewatch-tickets",
                null,
                "ticket_id,account_id,opened_at,resolved_at,priority,satisfaction\n"
                        + "t1,acme,2026-01-01,,,1\nt2,acme,2026-01-01,,,4.5\nt3,acme,2026-01-01,,,5\n"
                        + "t4,acme,2026-01-01,,,\nt5,acme,2026-01-01,,,0.9\nt6,acme,2026-01-01,,,999999999\n");

        assertThat(texts(job)).containsExactly("6 REJECTED t5 satisfaction", "7 REJECTED t6 satisfaction");
        assertThat(Ingestion.number("select count(*) from ticket where satisfaction is null"))
                .isEqualTo(1);
    }

    @Test
    void columnsThatNoFieldUsesAreNamed() {
        JsonNode job = load("tidewatch-contacts", null, "contact_id,account_id,name,email,role,shoe_size\n");

        assertThat(job.get("state").asText()).isEqualTo("DONE");
        assertThat(Ingestion.notices(job)).containsExactly("COLUMNS_NOT_USED 1 [\"shoe_size\"]");
    }

    @Test
    void anUploadNamesWhatIsWrongWithItsParameters() {
        assertThat(unchecked("integration")
                        .contentType("text/csv")
                        .queryParam("mapping", "no-such-mapping")
                        .body("a,b\n")
                        .post("/v1/imports")
                        .then()
                        .statusCode(422)
                        .extract()
                        .<String>path("type"))
                .isEqualTo("/problems/mapping-unknown");
    }

    @Test
    void filesOfOneSourceAreTakenInInTheOrderInWhichTheyCame() {
        String accounts = upload(
                "tidewatch-accounts", null, (ACCOUNTS + "acme,Acme,SMB,,,,,,,\n").getBytes(StandardCharsets.UTF_8));
        String contacts = upload(
                "tidewatch-contacts",
                null,
                "contact_id,account_id,name,email,role\nc1,acme,Zoe,zoe@acme.example,EXECUTIVE_SPONSOR\n"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(counts(finished(contacts))).contains("1 new");
        assertThat(List.of("DONE")).contains(finished(accounts).get("state").asText());
    }

    private static String text(JsonNode row) {
        return row.get("line") + " " + row.get("outcome").asText() + " "
                + row.path("externalId").asText() + " " + row.path("column").asText(null);
    }

    private static List<String> texts(JsonNode job) {
        return rows(job.get("id").asText()).stream()
                .map(ImportOutcomeTest::text)
                .toList();
    }

    static String counts(JsonNode job) {
        JsonNode counts = job.get("counts");
        return counts.get("rows") + " rows: " + counts.get("accepted") + " new, " + counts.get("present") + " present, "
                + counts.get("conflicts") + " conflicts, " + counts.get("rejected") + " rejected";
    }
}
