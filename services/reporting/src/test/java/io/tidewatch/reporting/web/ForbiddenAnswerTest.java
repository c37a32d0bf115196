package io.tidewatch.reporting.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.reporting.standin.ReportingTest;
import io.tidewatch.testsuite.TestTokens;
import org.junit.jupiter.api.Test;

/** What somebody gets whose role does not allow to read reports. */
@QuarkusTest
class ForbiddenAnswerTest extends ReportingTest {

    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @Test
    void aPersonWithoutARoleReadsWhichOnesThereAreAndHowToLogInAsSomebodyElse() {
        for (String path : new String[] {"/", "/v1/reports/retention/accounts.csv"}) {
            Response answer = as(BROWSER, path);

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.contentType()).startsWith("text/html");
            assertThat(answer.asString())
                    .contains("<strong>cs-leader</strong>", "<strong>executive</strong>", "href=\"/logout\"")
                    .doesNotContain("<script", "style=\"");
            assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
        }
    }

    @Test
    void aSystemWithoutTheRoleGetsAProblem() {
        for (String accept : new String[] {"*/*", "application/json", "application/json, text/html;q=0.5"}) {
            Response answer = as(accept, "/v1/reports/retention");

            assertThat(answer.statusCode()).as(accept).isEqualTo(403);
            assertThat(answer.contentType()).as(accept).startsWith("application/problem+json");
            assertThat(answer.<String>path("type")).isEqualTo("/problems/forbidden");
        }
    }

    private static Response as(String accept, String path) {
        return given().auth()
                .oauth2(TestTokens.withRoles("integration"))
                .header("Accept", accept)
                .get(path);
    }
}
