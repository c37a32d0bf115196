package io.tidewatch.reporting.page;

import static io.restassured.RestAssured.given;
import static io.tidewatch.reporting.standin.StandInIngestion.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.reporting.standin.ReportingTest;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a browser gets. */
@QuarkusTest
class PageTest extends ReportingTest {

    private UUID run;

    @Test
    void thePageShowsFiguresReasonsRunsAndChartsWithoutScript() {
        portfolio();

        Response response = get("/");
        String page = response.asString();

        assertThat(response.contentType()).startsWith("text/html");
        assertThat(page)
                .contains("EUR\u00a03,000.00")
                .contains("<data value=\"300000\">")
                .contains("The sponsor of one has not answered.")
                .contains("Outreach by CS leadership")
                .contains("91.23\u00a0%")
                .contains("lang=\"en\"")
                .contains("name=\"viewport\"")
                .contains("<svg class=\"chart\"")
                .contains("role=\"img\"")
                .contains("<caption")
                .doesNotContain("<script")
                .doesNotContain("style=\"");
        assertThat(response.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void theLinkOfAMailLeadsToItsRunOnThePage() {
        portfolio();

        Response answer = asLeader()
                .redirects()
                .follow(false)
                .header("Accept", "text/html")
                .get("/runs/" + run);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/#run-" + run);
        assertThat(get("/").asString()).containsOnlyOnce("<tr id=\"run-" + run + "\">");
        assertThat(given().get("/tidewatch.css").asString()).contains("tr:target {");
    }

    @Test
    void aReportListsTheFirst200AndLinksToAllOfThem() {
        int all = 203;
        for (int n = 0; n < all; n++) {
            ingestion.account(id("many" + n), "many" + n, segment, null, 1);
            ingestion.values(id("many" + n), 100L, "EUR", null, 1);
            rules.atRisk(id("many" + n), "executive-silence", "Silence.", 1);
            rules.run(UUID.randomUUID(), id("many" + n), "OPEN", "Outreach", "2026-01-09T03:04:05Z", 1);
        }
        reportWhen(seen -> seen.getInt("accountsAtRisk") == all && seen.getInt("runsOpen") == all);

        String page = get("/").asString();

        assertThat(report().getList("atRiskAccounts")).hasSize(200);
        assertThat(report().getList("openRuns")).hasSize(200);
        assertThat(page.split("<tr id=\"account-")).hasSize(201);
        assertThat(page.split("<tr id=\"run-")).hasSize(201);
        assertThat(rowsOf(linkAfter(page, "These are the first 200 of 203 accounts at risk.")))
                .isEqualTo(all);
        assertThat(rowsOf(linkAfter(page, "These are the first 200 of 203 open playbook runs.")))
                .isEqualTo(all);
    }

    @Test
    void theBarsOfEachChartAddUpToTheHeadline() {
        portfolio();
        String page = get("/").asString();

        List<String> charts = Pattern.compile("<svg class=\"chart\".*?</svg>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(result -> result.group())
                .toList();

        assertThat(charts).hasSize(2);
        assertThat(charts).allSatisfy(chart -> assertThat(bars(chart).sum()).isEqualTo(300_000));
        assertThat(charts.get(1)).contains("No CSM");
    }

    @Test
    void whatHoldsOfARunIsListedWithItsDayAndUntilThenWhetherAColleagueIsAtIt() {
        UUID id = UUID.randomUUID();
        ingestion.account(id("one"), "one", segment, null, 1);
        rules.runWith(id, id("one"), 1, List.of());
        reportWhen(seen -> seen.getInt("runsOpen") == 1);
        assertThat(get("/").asString()).contains("No progress yet; acknowledged 3 Jan 2026");

        rules.runWith(
                id,
                id("one"),
                2,
                List.of(
                        List.of("seatsFilled", "Four of five seats are <taken>.", "2026-01-05T03:04:05Z"),
                        List.of("reviewHeld", "A review is on the calendar.", "2026-02-20T03:04:05Z")));
        reportWhen(seen -> seen.getList("openRuns[0].judgements").size() == 2);

        assertThat(get("/").asString())
                .contains("<li>5 Jan 2026: Four of five seats are &lt;taken&gt;.</li>"
                        + "<li>20 Feb 2026: A review is on the calendar.</li>")
                .doesNotContain("No progress yet");
        assertThat(csv("/v1/reports/retention/runs.csv"))
                .contains(",judgements,")
                .contains(",seatsFilled 2026-01-05T03:04:05Z; reviewHeld 2026-02-20T03:04:05Z,");
    }

    @Test
    void whatAnAccountIsCalledCannotBecomeMarkup() {
        ingestion.account(id("evil"), "<script>alert(1)</script>", segment, "\"><b>@example.com", 1);
        ingestion.values(id("evil"), 100L, "EUR", null, 1);
        rules.atRisk(id("evil"), "executive-silence", "<img src=x onerror=alert(1)>", 1);
        reportWhen(seen -> seen.getInt("accountsAtRisk") == 1
                && seen.getString("atRiskAccounts[0].name").startsWith("<"));

        assertThat(get("/").asString())
                .doesNotContain("<script")
                .doesNotContain("<img src=x")
                .doesNotContain("\"><b>")
                .contains("&lt;script&gt;");
    }

    @Test
    void anEmptySelectionSaysSo() {
        assertThat(get("/").asString())
                .contains("No account is at risk.")
                .contains("No playbook run is open for these accounts.")
                .contains("No account matches.");
    }

    @Test
    void aBrowserIsSentToTheLoginAndAnApiClientGets401() {
        for (String page : List.of("/report", "/runs/" + UUID.randomUUID())) {
            given().redirects()
                    .follow(false)
                    .header("Accept", "text/html,application/xhtml+xml")
                    .get(page)
                    .then()
                    .statusCode(302)
                    .header("Location", containsString("/protocol/openid-connect/auth?"))
                    .header("Location", containsString("client_id=tidewatch-console"));
        }

        given().redirects()
                .follow(false)
                .header("Accept", "text/html,*/*;q=0.8")
                .get("/v1/reports/retention")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer");
    }

    @Test
    void aLinkOfAnOlderMailKeepsItsRunOnTheWayThroughTheLogin() {
        // The browser hands the fragment on to the entrance, whose script makes an address of it.
        given().redirects()
                .follow(false)
                .header("Accept", "text/html,application/xhtml+xml")
                .get("/?asOf=2026-01-31")
                .then()
                .statusCode(302)
                .header("Location", endsWith("/enter.html?asOf=2026-01-31"));
        assertThat(given().get("/enter.html").asString()).contains("src=\"/enter.js\"", "url=/report");
        assertThat(given().get("/enter.js").asString()).contains("#run-", "\"/runs/\"");
        assertThat(asLeader()
                        .urlEncodingEnabled(false)
                        .redirects()
                        .follow(false)
                        .get("/report?asOf=2026-01-31&segment=A%26B")
                        .header("Location"))
                .endsWith("/?asOf=2026-01-31&segment=A%26B");
    }

    @Test
    void theStyleSheetNeedsNoLogin() {
        given().get("/tidewatch.css").then().statusCode(200);
        given().get("/tidewatch.svg").then().statusCode(200);
    }

    private static String linkAfter(String page, String sentence) {
        Matcher link = Pattern.compile(Pattern.quote(sentence) + "\\s*<a href=\"([^\"]+)\">All of them \\(CSV\\)</a>")
                .matcher(page);
        assertThat(link.find()).as(sentence).isTrue();
        return link.group(1).replace("&amp;", "&");
    }

    private long rowsOf(String link) {
        String csv = asLeader().get(link).then().statusCode(200).extract().asString();
        return csv.lines().skip(1).count();
    }

    private void portfolio() {
        run = UUID.randomUUID();
        for (String name : List.of("one", "two")) {
            ingestion.account(id(name), name, segment, "one".equals(name) ? "nadia@example.com" : null, 1);
            ingestion.values(id(name), "one".equals(name) ? 100_000L : 200_000L, "EUR", null, 1);
            rules.atRisk(id(name), "executive-silence", "The sponsor of " + name + " has not answered.", 1);
        }
        rules.run(run, id("one"), "OPEN", "Outreach by CS leadership", "2026-01-09T03:04:05Z", 1);
        ingestion.setFigures(List.of(figure("gross-revenue-retention", "ALL", null, "91.239999", null)));
        reportWhen(seen -> "300000".equals(seen.getString("arrAtRisk.value"))
                && seen.getList("openRuns").size() == 1);
    }

    private static LongStream bars(String chart) {
        Matcher matcher = Pattern.compile("data-minor=\"(\\d+)\"").matcher(chart);
        return matcher.results().mapToLong(result -> Long.parseLong(result.group(1)));
    }
}
