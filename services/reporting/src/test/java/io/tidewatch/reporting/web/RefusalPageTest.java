package io.tidewatch.reporting.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.reporting.standin.ReportingTest;
import io.tidewatch.testsuite.TestTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a reader gets whose request is not valid or whose role has no access. */
@QuarkusTest
class RefusalPageTest extends ReportingTest {

    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @Test
    void aPersonWithoutARoleReadsWhichOnesThereAreAndHowToLogInAsSomebodyElse() throws IOException {
        for (String path : new String[] {"/", "/v1/reports/retention/accounts.csv"}) {
            Response answer = as("integration", BROWSER, path);

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.contentType()).startsWith("text/html");
            assertThat(answer.asString())
                    .contains("<strong>cs-leader</strong>", "<strong>executive</strong>", "href=\"/logout\"")
                    .doesNotContain("<script", "style=\"");
            assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
            toLookAt("forbidden", answer);
        }
    }

    @Test
    void aSystemWithoutTheRoleGetsAProblem() {
        for (String accept : new String[] {"*/*", "application/json", "application/json, text/html;q=0.5"}) {
            Response answer = as("integration", accept, "/v1/reports/retention");

            assertThat(answer.statusCode()).as(accept).isEqualTo(403);
            assertThat(answer.contentType()).as(accept).startsWith("application/problem+json");
            assertThat(answer.<String>path("type")).isEqualTo("/problems/forbidden");
        }
    }

    @Test
    void aPersonWhoAsksForDaysThatMakeNoSenseReadsWhyOnAPageThatLeadsBack() throws IOException {
        String[][] asked = {
            {"/?asOf=x", "asOf must be a day such as 2026-03-31, but is &quot;x&quot;."},
            {"/?asOf=2026-01-01&from=2026-02-01", "from must be before asOf (2026-01-01), but is 2026-02-01."},
            {"/?asOf=2999-01-01", "asOf must not be after today"},
            {"/v1/reports/retention/runs.csv?from=%3Cb%3E", "but is &quot;&lt;b&gt;&quot;."},
            {"/?segment=" + "x".repeat(101), "segment "}
        };
        for (String[] request : asked) {
            Response answer = as("cs-leader", BROWSER, request[0]);

            assertThat(answer.statusCode()).as(request[0]).isEqualTo(400);
            assertThat(answer.contentType()).as(request[0]).startsWith("text/html");
            assertThat(answer.asString())
                    .contains(request[1], "<a href=\"/\">", "href=\"/logout\"", "<header class=\"bar\">")
                    .doesNotContain("<script", "style=\"", "{\"");
            toLookAt("refused", answer);
        }
    }

    @Test
    void aSystemThatAsksForDaysThatMakeNoSenseGetsAProblem() {
        for (String path : new String[] {"/?asOf=x", "/v1/reports/retention?asOf=x"}) {
            Response answer = as("cs-leader", "*/*", path);

            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(answer.contentType()).as(path).startsWith("application/problem+json");
            assertThat(answer.<String>path("type")).isEqualTo("/problems/invalid-request");
        }
    }

    @Test
    void anAddressThatDoesNotExistLeadsToAPageThatLeadsOn() {
        Response loggedIn = as("cs-leader", BROWSER, "/nowhere");
        Response stranger = given().header("Accept", BROWSER).get("/nowhere");

        for (Response answer : new Response[] {loggedIn, stranger}) {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.contentType()).startsWith("text/html");
            assertThat(answer.asString()).contains("<a href=\"/\">");
        }
        assertThat(loggedIn.asString()).contains("href=\"/logout\"");
        assertThat(stranger.asString()).doesNotContain("href=\"/logout\"");
    }

    @Test
    void aLinkThatWasCutOffLeadsToAPageThatLeadsOn() {
        Response answer = as("cs-leader", BROWSER, "/runs/0190b3c2-7d");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.contentType()).startsWith("text/html");
        assertThat(answer.asString()).contains("<a href=\"/\">");
    }

    private static Response as(String role, String accept, String path) {
        return given().urlEncodingEnabled(false)
                .auth()
                .oauth2(TestTokens.withRoles(role))
                .header("Accept", accept)
                .get(path);
    }

    /** The page as it is, with the style sheet beside it. */
    private static void toLookAt(String name, Response page) throws IOException {
        Files.writeString(Path.of("target", name + "-page.html"), page.asString());
    }
}
