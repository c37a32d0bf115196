package io.tidewatch.reporting.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.tidewatch.reporting.export.CsvFiles;
import io.tidewatch.reporting.export.CsvFiles.CsvFile;
import io.tidewatch.reporting.portfolio.Selection;
import io.tidewatch.reporting.retention.ReportRequest;
import io.tidewatch.reporting.standin.ReportingTest;
import io.tidewatch.testsuite.TestTokens;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What requests must look like, and what they get. */
@QuarkusTest
class RequestTest extends ReportingTest {

    @Inject
    CsvFiles files;

    @Test
    void aDayThatIsNotValidIsABadRequest() {
        asLeader()
                .queryParam("asOf", "yesterday")
                .get("/v1/reports/retention")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/invalid-request"))
                .body("detail", containsString("\"yesterday\""));
    }

    @Test
    void daysInTheFutureOrOutOfOrderAreRefused() {
        asLeader()
                .queryParam("asOf", "2999-01-01")
                .get("/v1/reports/retention")
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/report-period-not-valid"));
        asLeader()
                .queryParam("asOf", "2026-01-01")
                .queryParam("from", "2026-01-01")
                .get("/v1/reports/retention/groups.csv")
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/report-period-not-valid"));
    }

    @ParameterizedTest
    @CsvSource({"2024-12-31, 2023-12-31", "2024-02-29, 2023-02-28", "2025-02-28, 2024-02-28", "2026-03-01, 2025-03-01"})
    void withoutFromAReportIsComparedWithTheSameDayAYearBefore(String asOf, String from) {
        asLeader()
                .queryParam("asOf", asOf)
                .get("/v1/reports/retention")
                .then()
                .statusCode(200)
                .body("from", equalTo(from));
    }

    @Test
    void emptyFieldsOfTheFormMeanAll() {
        asLeader()
                .queryParam("asOf", "")
                .queryParam("from", "")
                .queryParam("segment", "")
                .queryParam("csm", "")
                .get("/")
                .then()
                .statusCode(200);
    }

    @Test
    void anOverlongFilterIsRefused() {
        asLeader()
                .queryParam("segment", "x".repeat(101))
                .get("/v1/reports/retention")
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/invalid-request"));
    }

    @Test
    void csvIsAFileOfItsOwnThatSpreadsheetsMayOpen() {
        ingestion.account(id("=cmd"), "=HYPERLINK(\"http://evil\")", segment, "+nadia@example.com", 1);
        ingestion.values(id("=cmd"), 123_45L, "EUR", null, 1);
        rules.atRisk(id("=cmd"), "executive-silence", "@first line\r\nsecond, \"quoted\"", 1);
        reportWhen(seen -> "12345".equals(seen.getString("arrAtRisk.value")));

        var response = get("/v1/reports/retention/accounts.csv");

        assertThat(response.contentType()).startsWith("text/csv").containsIgnoringCase("charset=UTF-8");
        assertThat(response.asString())
                .startsWith("\uFEFFaccount_id,name,segment,csm_email,arr,arr_at_risk,currency,")
                .contains("'=cmd")
                .contains("\"'=HYPERLINK(\"\"http://evil\"\")\"")
                .contains(",'+nadia@example.com,123.45,123.45,EUR,,")
                .endsWith("\"'@first line\r\nsecond, \"\"quoted\"\"\"\r\n");
    }

    @Test
    void everyCsvFileIsNamedAfterItsContentAndItsDayAndBeginsWithAByteOrderMark() throws IOException {
        Set<String> before = temporaryFiles();
        String today = asLeader().get("/v1/clock").jsonPath().getString("now").substring(0, 10);
        Map<String, String> names = Map.of(
                "accounts.csv", "accounts-at-risk-" + today,
                "runs.csv", "open-playbook-runs-" + today,
                "groups.csv", "retention-by-group-2026-01-31");
        names.forEach((path, name) -> {
            Response csv = asLeader()
                    .queryParam("segment", segment)
                    .queryParam("asOf", "2026-01-31")
                    .get("/v1/reports/retention/" + path);
            assertThat(csv.header("Content-Disposition")).isEqualTo("attachment; filename=\"" + name + ".csv\"");
            assertThat(csv.asByteArray()).startsWith(0xEF, 0xBB, 0xBF);
        });
        // A file is deleted after its answer has ended.
        await().until(() -> before.containsAll(temporaryFiles()));
    }

    private static Set<String> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("tidewatch-.*csv"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void onlyFourFilesAreDownloadedAtTheSameTimeSoThatTheirFolderHasRoom() {
        ReportRequest all = new ReportRequest(null, null, Selection.ALL);
        List<CsvFile> open = IntStream.range(0, 4)
                .mapToObj(n -> files.runs(all).await().atMost(Duration.ofSeconds(30)))
                .toList();
        try {
            asLeader()
                    .get("/v1/reports/retention/runs.csv")
                    .then()
                    .statusCode(429)
                    .header("Retry-After", "10")
                    .body("type", equalTo("/problems/too-many-requests"));
        } finally {
            open.forEach(file -> files.delete(file.file()).await().atMost(Duration.ofSeconds(30)));
        }
        asLeader().get("/v1/reports/retention/runs.csv").then().statusCode(200);
    }

    @Test
    void timeCanBeMovedInTestsByTheAdministrator() {
        String admin = TestTokens.withRoles("admin");
        try {
            given().auth()
                    .oauth2(admin)
                    .contentType(ContentType.JSON)
                    .body("{\"offsetSeconds\": 86400}")
                    .put("/v1/clock")
                    .then()
                    .statusCode(200)
                    .body("offsetSeconds", equalTo(86400))
                    .body("adjustable", equalTo(true));
            asLeader().get("/v1/clock").then().statusCode(200).body("offsetSeconds", equalTo(86400));
        } finally {
            given().auth()
                    .oauth2(admin)
                    .contentType(ContentType.JSON)
                    .body("{\"offsetSeconds\": 0}")
                    .put("/v1/clock")
                    .then()
                    .statusCode(200);
        }
    }
}
