package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@IngestionTest
class RevenueAndTicketMetricTest {

    private static final LocalDate T0 = LocalDate.of(2025, 6, 30);
    private static final LocalDate T1 = LocalDate.of(2026, 6, 30);

    private int number;

    @BeforeEach
    void accounts() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        for (String id : new String[] {"acme", "beta", "gamma"}) {
            create("/v1/accounts/" + id, "{\"name\": \"" + id + "\", \"segment\": \"S-" + id.charAt(0) + "\"}");
        }
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void retentionIsOfAccountsNotOfPeriods() {
        period("acme", "2025-01-01", "2025-12-01", 10_000);
        period("acme", "2025-12-01", null, 15_000); // another contract, more revenue: nothing lost
        period("beta", "2025-01-01", null, 10_000);
        period("beta", "2025-06-30", "2026-06-30", 30_000); // counts at the first day, not at the last
        period("gamma", "2025-07-01", null, 50_000); // new: counts in neither

        assertThat(Figures.between("gross-revenue-retention", T0, T1)).isEqualTo("40"); // 20,000 of 50,000
        assertThat(Figures.between("net-revenue-retention", T0, T1)).isEqualTo("50"); // 25,000 of 50,000
        assertThat(Figures.between("logo-churn", T0, T1)).isEqualTo("0");
        assertThat(Figures.of("net-revenue-retention", "acme", T1)).isEqualTo("150");
        assertThat(Figures.of("gross-revenue-retention", "acme", T1)).isEqualTo("100");
        assertThat(Figures.of("net-revenue-retention", "gamma", T1))
                .isEqualTo("UNKNOWN: " + ValueReading.NOT_YET_A_CUSTOMER);
        assertThat(Figures.of("arr", "beta", T1)).isEqualTo("120000");
        assertThat(Figures.of("arr", "beta", T1.minusDays(1))).isEqualTo("480000");
    }

    @Test
    void whoIsGoneAndBackIsNotLostAndATrialIsNothing() {
        period("acme", "2025-01-01", "2025-09-01", 10_000);
        period("acme", "2026-06-30", null, 5_000); // back on the very day
        period("beta", "2025-01-01", "2026-06-30", 10_000); // ends on the day: lost
        create(
                "/v1/contract-periods/trial",
                "{\"accountId\": \"beta\", \"startDate\": \"2026-01-01\", \"mrrMinor\": 900, \"currency\": \"EUR\","
                        + " \"trial\": true}");

        assertThat(Figures.between("logo-churn", T0, T1)).isEqualTo("50");
        assertThat(Figures.between("logo-churn", T0, T1.minusDays(1))).isEqualTo("50");
        assertThat(Figures.of("logo-churn", "beta", T1)).isEqualTo("100");
        assertThat(Figures.of("arr", "beta", T1)).isEqualTo("UNKNOWN: " + ValueReading.NOT_A_CUSTOMER);
    }

    @Test
    void figuresOfGroupsAddUpToTheWholeAndMoneyIsNotMixed() {
        period("acme", "2025-01-01", null, 10_000);
        period("beta", "2025-01-01", null, 20_000);
        JsonNode groups =
                Ingestion.query("{\"metrics\": [\"arr\"], \"groupBy\": [\"SEGMENT\"], \"asOf\": \"2026-06-30\"}");
        assertThat(groups.get("items").get(0).get("group").toString()).isEqualTo("{\"SEGMENT\":\"S-a\"}");
        assertThat(groups.get("items").get(0).get("value").asText()).isEqualTo("120000");
        assertThat(groups.get("items").get(1).get("value").asText()).isEqualTo("240000");

        create(
                "/v1/contract-periods/dollars",
                "{\"accountId\": \"gamma\", \"startDate\": \"2025-01-01\", \"mrrMinor\": 700, \"currency\": \"USD\","
                        + " \"trial\": false}");
        JsonNode all = Ingestion.query("{\"metrics\": [\"arr\"], \"asOf\": \"2026-06-30\"}")
                .get("items");
        assertThat(all).hasSize(2);
        assertThat(all.get(0).get("currency").asText() + all.get(0).get("value").asText())
                .isEqualTo("EUR360000");
        assertThat(all.get(1).get("currency").asText() + all.get(1).get("value").asText())
                .isEqualTo("USD8400");
    }

    @Test
    void theNextRenewalIsTheEarliestEndAfterTheDayThatNoBookedPeriodFollows() {
        plan("acme", "Core", "2025-01-01", "2026-07-01");
        plan("acme", "Analytics", "2026-01-01", "2026-09-30");
        plan("beta", "Core", "2025-01-01", null);

        assertThat(Figures.of("days-to-renewal", "acme", T1)).isEqualTo("1");
        assertThat(Figures.of("days-to-renewal", "acme", T1.plusDays(1))).isEqualTo("91"); // ended today: the other one
        assertThat(Figures.of("days-to-renewal", "beta", T1))
                .isEqualTo("UNKNOWN: No record of renewal after 2026-06-30 counts.");
        assertThat(Figures.of("arr", "gamma", T1)).isEqualTo("UNKNOWN: No source delivers contract periods.");
        assertThat(Figures.of("days-to-renewal", "gamma", T1))
                .isEqualTo("UNKNOWN: No source delivers contract periods.");

        plan("acme", "Core", "2026-06-01", "2027-06-01"); // renewed early: overlaps what it follows
        assertThat(Figures.of("days-to-renewal", "acme", T1)).isEqualTo("92");
        plan("acme", "Suite", "2026-09-30", "2027-09-30"); // an upgrade begins the day the plan ends
        assertThat(Figures.of("days-to-renewal", "acme", T1)).isEqualTo("336");
        plan("acme", "Suite", "2027-06-02", null); // a day too late for Core
        assertThat(Figures.of("days-to-renewal", "acme", T1)).isEqualTo("336");
        plan("acme", "Core", "2027-06-01", null);
        assertThat(Figures.of("days-to-renewal", "acme", T1))
                .isEqualTo("UNKNOWN: No record of renewal after 2026-06-30 counts.");
    }

    @Test
    void paidPeriodsOfOnePlanThatOverlapAreListed() {
        plan("acme", "Core", "2025-01-01", "2026-01-01");
        plan("acme", "Core", "2025-12-01", "2026-12-01");
        plan("acme", "Core", "2026-12-01", null);
        plan("acme", "Analytics", "2025-06-01", null);
        period("beta", "2025-01-01", null, 100);
        period("beta", "2026-01-01", null, 100);

        JsonNode first = Ingestion.tree(
                Ingestion.as("csm").queryParam("limit", 1).get("/v1/data-quality/overlapping-contract-periods"));
        assertThat(first.get("items"))
                .isEqualTo(Ingestion.json("[{\"id\": \"p1\", \"accountId\": \"acme\", \"plan\": \"Core\","
                        + " \"overlaps\": \"p0\", \"from\": \"2025-12-01\", \"until\": \"2026-01-01\"}]"));
        JsonNode second = Ingestion.tree(Ingestion.as("csm")
                .queryParam("after", first.get("next").asText())
                .get("/v1/data-quality/overlapping-contract-periods"));
        assertThat(second)
                .isEqualTo(Ingestion.json("{\"items\": [{\"id\": \"p5\", \"accountId\": \"beta\","
                        + " \"overlaps\": \"p4\", \"from\": \"2026-01-01\"}]}"));
    }

    @Test
    void aPeriodIsListedWithTheOneThatItOverlapsLongest() {
        plan("acme", "Core", "2025-01-01", "2025-03-01");
        plan("acme", "Core", "2025-01-15", "2025-12-01");
        plan("acme", "Core", "2025-02-01", "2025-06-01");
        plan("acme", "Core", "2025-11-01", null);
        plan("acme", "Core", "2026-05-01", "2026-07-01");
        plan("beta", "Core", "2025-01-01", "2025-02-01");
        plan("beta", "Core", "2025-02-01", "2025-03-01");

        assertThat(Ingestion.texts("select id || ' ' || earlier_id || ' ' || overlap_from || ' ' || overlap_until"
                        + " from overlapping_period order by id"))
                .containsExactly(
                        "p1 p0 2025-01-15 2025-03-01",
                        "p2 p1 2025-02-01 2025-06-01",
                        "p3 p1 2025-11-01 2025-12-01",
                        "p4 p3 2026-05-01 2026-07-01");
    }

    @Test
    void aPageThatNoListNamedIsRejected() {
        assertThat(Ingestion.as("csm")
                        .queryParam("after", "p1")
                        .get("/v1/data-quality/overlapping-contract-periods")
                        .<String>path("type"))
                .isEqualTo("/problems/no-such-page");
    }

    @Test
    void aYearBeforeIsTheSameDayOfTheYearBefore() {
        period("acme", "2023-01-01", "2024-07-01", 100);
        period("beta", "2024-01-01", "2024-07-01", 300);
        period("beta", "2024-07-01", null, 900);

        JsonNode item = Ingestion.query("{\"metrics\": [\"net-revenue-retention\"], \"asOf\": \"2024-12-31\"}")
                .get("items")
                .get(0);
        assertThat(Figures.text(item)).isEqualTo("0");
        assertThat(item.get("from").asText()).isEqualTo("2023-12-31");
        assertThat(Ingestion.query("{\"metrics\": [\"logo-churn\"], \"asOf\": \"2024-02-29\"}")
                        .get("items")
                        .get(0)
                        .get("from")
                        .asText())
                .isEqualTo("2023-02-28");
    }

    @Test
    void ticketsCountByTheDayTheyWereResolved() {
        Ingestion.moveClockTo("2026-12-31T12:00:00Z");
        cover("desk", "TICKET", LocalDate.of(2026, 12, 31));
        ticket("2026-03-31T00:00:00Z", "2026-04-02T23:59:00Z"); // the first of 90 days that end with 1 July is 3 April
        ticket("2026-04-02T00:00:00Z", "2026-04-03T00:00:00Z"); // 24 hours
        ticket("2026-06-30T00:00:00Z", "2026-07-01T12:00:00Z"); // 36 hours
        ticket("2026-06-30T00:00:00Z", "2026-07-02T00:00:00Z"); // after the day
        ticket("2026-06-30T00:00:00Z", null);

        assertThat(Figures.of("average-resolution-time", "acme", LocalDate.of(2026, 7, 1)))
                .isEqualTo("30");
        assertThat(Figures.of("average-resolution-time", "acme", LocalDate.of(2026, 7, 2)))
                .isEqualTo("42");
        assertThat(Figures.of("average-resolution-time", "beta", T1))
                .isEqualTo("UNKNOWN: There is nothing to divide by: 'resolved' is 0.");
    }

    @Test
    void aDayAheadShowsWhatIsBookedAndNothingThatHasYetToHappen() {
        Ingestion.moveClockTo("2026-06-30T12:00:00Z");
        LocalDate end = LocalDate.of(2026, 9, 1);
        period("acme", "2025-01-01", end.toString(), 10_000);
        cover("desk", "TICKET", LocalDate.of(2026, 1, 1), T1);
        ticket("2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z");

        assertThat(Figures.of("arr", "acme", end.minusDays(1))).isEqualTo("120000");
        assertThat(Figures.of("days-to-renewal", "acme", end.minusDays(1))).isEqualTo("1");
        assertThat(Figures.of("arr", "acme", end)).isEqualTo("UNKNOWN: " + ValueReading.NOT_A_CUSTOMER);
        assertThat(Figures.between("logo-churn", T1, end.minusDays(1))).isEqualTo("0");
        assertThat(Figures.between("logo-churn", T1, end)).isEqualTo("100");

        assertThat(Figures.of("average-resolution-time", "acme", T1)).isEqualTo("24");
        assertThat(Figures.of("average-resolution-time", "acme", T1.plusDays(1)))
                .startsWith("UNKNOWN: ")
                .contains(T1.toString());
    }

    @Test
    void thePastCanBeAskedForAsItWasKnown() {
        period("acme", "2025-01-01", null, 10_000);
        Ingestion.as("admin")
                .contentType("application/json")
                .body("{\"offsetSeconds\": 864000}")
                .put("/v1/clock");
        try {
            Ingestion.as("admin")
                    .contentType("application/json")
                    .header("If-Match", "\"1\"")
                    .body("{\"accountId\": \"acme\", \"startDate\": \"2025-01-01\", \"mrrMinor\": 90000,"
                            + " \"currency\": \"EUR\", \"purchasedSeats\": 5, \"trial\": false}")
                    .put("/v1/contract-periods/p0")
                    .then()
                    .statusCode(200);
            String fiveDaysBefore = Ingestion.tree(Ingestion.as("csm").get("/v1/clock"))
                    .get("now")
                    .asText();
            fiveDaysBefore =
                    java.time.OffsetDateTime.parse(fiveDaysBefore).minusDays(5).toString();

            assertThat(Figures.of("arr", "acme", T1)).isEqualTo("1080000");
            JsonNode before = Ingestion.query("{\"metrics\": [\"arr\"], \"accountIds\": [\"acme\"], \"asOf\": \"" + T1
                            + "\", \"knownAt\": \"" + fiveDaysBefore + "\"}")
                    .get("items")
                    .get(0);
            assertThat(before.get("value").asText()).isEqualTo("120000");
        } finally {
            Ingestion.as("admin")
                    .contentType("application/json")
                    .body("{\"offsetSeconds\": 0}")
                    .put("/v1/clock");
        }
    }

    @Test
    void aMisspeltMetricIsRefusedWithASuggestion() {
        Ingestion.as("analyst")
                .contentType("application/json")
                .body("{\"metrics\": [\"logo-chrun\"], \"asOf\": \"2026-06-30\"}")
                .post("/v1/metrics/query")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/metric-unknown"))
                .body("errors[0].pointer", equalTo("/metrics"))
                .body("errors[0].suggestion", equalTo("logo-churn"));
    }

    private void plan(String account, String plan, String start, String end) {
        create(
                "/v1/contract-periods/p" + number++,
                "{\"accountId\": \"" + account + "\", \"plan\": \"" + plan + "\", \"startDate\": \"" + start + "\", "
                        + (end == null ? "" : "\"endDate\": \"" + end + "\", ")
                        + "\"mrrMinor\": 100, \"currency\": \"EUR\", \"trial\": false}");
    }

    private void period(String account, String start, String end, long mrr) {
        create(
                "/v1/contract-periods/p" + number++,
                "{\"accountId\": \"" + account + "\", \"startDate\": \"" + start + "\", "
                        + (end == null ? "" : "\"endDate\": \"" + end + "\", ") + "\"mrrMinor\": " + mrr
                        + ", \"currency\": \"EUR\", \"purchasedSeats\": 5, \"trial\": false}");
    }

    private void ticket(String opened, String resolved) {
        create(
                "/v1/tickets/k" + number++,
                "{\"accountId\": \"acme\", \"openedAt\": \"" + opened + "\""
                        + (resolved == null ? "" : ", \"resolvedAt\": \"" + resolved + "\"") + "}");
    }
}
