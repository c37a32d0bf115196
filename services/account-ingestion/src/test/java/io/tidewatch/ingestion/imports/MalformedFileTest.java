package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.finished;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.rows;
import static io.tidewatch.ingestion.Ingestion.upload;
import static io.tidewatch.ingestion.imports.ImportOutcomeTest.counts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@IngestionTest
class MalformedFileTest {

    private static final String HEADER =
            "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan\n";

    @Inject
    ImportConfig config;

    @BeforeEach
    void oneAccount() {
        Ingestion.forgetEverything();
        Ingestion.accounts("acme");
    }

    @Test
    void goodRowsGoInAndBadOnesAreListedWithLineColumnAndReason() throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(HEADER.getBytes(StandardCharsets.UTF_8));
        String[] lines = {
            "p2,acme,2026-01-01,,100.00,EUR,10,false,\"Gold, yearly\"", // 2: good
            "p3,acme,2026-01-01,,100.00,EUR,10", // 3: too few cells
            "p4,acme,2026-02-30,,100.00,EUR,10,false,Gold", // 4: no such day
            "p5,nobody,2026-01-01,,100.00,EUR,10,false,Gold", // 5: unknown account
            "p6,acme,2026-01-01,,=1+1,EUR,10,false,Gold", // 6: formula where an amount belongs
            "p7,acme,2026-01-01,,100.00,EUR,10,false,=1+1", // 7: formula in a text is text
            "p8,acme,2026-01-01,,99999999999999999999,EUR,10,false,Gold", // 8: too large
            "p9,acme,2026-01-01,,100.00,EUR,99999999999,false,Gold", // 9: too many seats
            "p10,acme,2026-01-01,2025-01-01,100.00,EUR,10,false,Gold", // 10: ends before it starts
            "p11,acme,2026-01-01,,-100.00,EUR,10,false,Gold", // 11: negative
            "p12,acme,2026-01-01,,100.00,EUR,10,perhaps,Gold", // 12: neither true nor false
            "p13,acme,2026-01-01,,100.00,EUR,10,false,\"open", // 13: unclosed quotation mark
            "p14,acme,2026-01-01,,100.00,EUR,10,false,Gold", // 14: good
            "", // 15: empty, passed over
            "p16,acme,2026-01-01,,100.00,EUR,10,false," + "x".repeat(3_000_000), // 16: very long line
            "p17,acme,2026-01-01,,100.00,EUR,10,false,a\u0000b", // 17: NUL
            "p18,acme,2026-01-01,,100.00,EUR,10,false,Gold", // 18: good
        };
        for (String line : lines) {
            file.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
        file.write("p19,acme,2026-01-01,,100.00,EUR,10,false,caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        file.write("p20,acme,2026-01-01,,100.00,EUR,10,false,caf\u00e9".getBytes(StandardCharsets.UTF_8));

        JsonNode job = finished(upload("tidewatch-contract-periods", null, file.toByteArray()));

        assertThat(counts(job)).isEqualTo("18 rows: 5 new, 0 present, 0 conflicts, 13 rejected");
        assertThat(places(job))
                .containsExactlyInAnyOrder(
                        "3",
                        "4 start_date",
                        "5 account_id",
                        "6 mrr",
                        "8 mrr",
                        "9 purchased_seats",
                        "10 end_date",
                        "11 mrr",
                        "12 trial",
                        "13 plan",
                        "16",
                        "17 plan",
                        "19 plan");
        assertThat(Ingestion.tree(Ingestion.as("csm").get("/v1/contract-periods/tidewatch:p7"))
                        .get("plan")
                        .asText())
                .isEqualTo("=1+1");
    }

    @Test
    void aFileThatCannotBeReadAtAllFailsWithAHint() {
        assertThat(failure((HEADER + "p1,acme\n").getBytes(StandardCharsets.UTF_16)))
                .isEqualTo("The file is in UTF-16 (“Unicode”). Save it as CSV in UTF-8.");
        assertThat(failure(new byte[0])).startsWith("The file is empty");
        assertThat(failure(bytes("period_id,account_id,start_date,period_id\n")))
                .contains("period_id");
        assertThat(failure(bytes("period_id,account_id,start_date,end_date,mrr,currency,purchased_seats\n")))
                .startsWith("Columns are missing: plan, trial.");
        assertThat(failure(bytes(HEADER.replace(',', ';')))).contains("semicolons");
    }

    @Test
    void everyBadRowOfALargeFileIsListed() {
        StringBuilder csv = new StringBuilder(HEADER);
        for (int i = 0; i < 3_000; i++) {
            csv.append("p").append(i).append(",acme,not a date,,1,EUR,1,false,\n");
        }

        JsonNode job = load("tidewatch-contract-periods", null, csv.toString());

        assertThat(counts(job)).isEqualTo("3000 rows: 0 new, 0 present, 0 conflicts, 3000 rejected");
        List<JsonNode> listed = rows(job.get("id").asText());
        assertThat(listed).hasSize(3_000);
        assertThat(listed.getLast().get("line").asInt()).isEqualTo(3_001);
    }

    @Test
    void aByteOrderMarkAndMailsInOddCaseAreUnderstood() {
        JsonNode job = load(
                "tidewatch-users",
                null,
                "\uFEFFuser_id,account_id,email,seat_assigned_from,seat_assigned_until\r\nu1,acme,Bo@Acme.Example,2026-01-01,\r\n");

        assertThat(counts(job)).contains("1 new");
        assertThat(Ingestion.tree(Ingestion.as("csm").get("/v1/users/tidewatch:u1"))
                        .get("email")
                        .asText())
                .isEqualTo("bo@acme.example");
    }

    @Test
    void columnsWithoutANameAtTheEndAreLeftOut() {
        JsonNode job = load(
                "tidewatch-users",
                null,
                "user_id,account_id,email,seat_assigned_from,seat_assigned_until,,\nu1,acme,,2026-01-01,,,\n");

        assertThat(counts(job)).contains("1 new");
        assertThat(Ingestion.notices(job)).isEmpty();
    }

    @Test
    void aFileLargerThanTheInstallationTakesLeavesNothingBehind() {
        byte[] file = new byte[(int) config.maxBytes() + 1];
        java.util.Arrays.fill(file, (byte) '\n');

        assertThat(Ingestion.unchecked("integration")
                        .contentType("text/csv")
                        .queryParam("mapping", "tidewatch-users")
                        .body(file)
                        .post("/v1/imports")
                        .then()
                        .statusCode(413)
                        .extract()
                        .<String>path("type"))
                .isEqualTo("/problems/upload-too-large");
        assertThat(Ingestion.number("select count(*) from import_job where mapping = 'tidewatch-users'"))
                .isZero();
    }

    private static String failure(byte[] file) {
        JsonNode job = finished(upload("tidewatch-contract-periods", null, file));
        assertThat(job.get("state").asText()).isEqualTo("FAILED");
        return job.get("reason").asText();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Line and column of every row that was rejected. */
    private static List<String> places(JsonNode job) {
        return rows(job.get("id").asText()).stream()
                .map(row -> (row.get("line").asText() + " " + row.path("column").asText("")).strip())
                .toList();
    }
}
