package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.json;
import static io.tidewatch.ingestion.Ingestion.query;
import static io.tidewatch.ingestion.Ingestion.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.testsuite.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who counts in a figure: customers on the day that decides, and those among them that have a value. */
@QuarkusTest
@IngestionTest
class CustomersTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 28);

    private int number;

    @BeforeEach
    void aCatalogue() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        Ingestion.moveClockTo("2026-11-28T12:00:00Z");
        cover("billing", "CONTRACT_PERIOD", DAY);
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aCustomerWhoSwitchedTheCurrencyIsShownAsLeftOutWithTheRevenue() {
        account("switched", "Switch");
        period("switched", "2025-01-01", "2026-01-01", 900_000, "EUR");
        period("switched", "2026-01-01", null, 100_000, "USD");
        account("steady", "Switch");
        period("steady", "2025-01-01", null, 100_000, "EUR");
        account("long-ago", "Switch");
        period("long-ago", "2020-01-01", "2022-01-01", 500_000, "CHF");
        period("long-ago", "2022-01-01", null, 100_000, "EUR");
        account("new", "Switch");
        period("new", "2026-05-01", null, 700_000, "EUR");

        for (String groupBy : new String[] {"", "\"SEGMENT\""}) {
            JsonNode retention = query("{\"metrics\": [\"net-revenue-retention\"], \"groupBy\": [" + groupBy
                            + "], \"from\": \"2025-06-30\", \"asOf\": \"2026-06-30\"}")
                    .get("items");
            assertThat(retention).hasSize(1);
            assertThat(retention.get(0).get("value").asText()).isEqualTo("100");
            assertThat(retention.get(0).get("accounts").asInt()).isEqualTo(2);
            assertThat(retention.get(0).get("accountsUnknown").asInt()).isEqualTo(1);
            assertThat(retention.get(0).get("leftOut"))
                    .isEqualTo(
                            json("[{\"reason\": \"There is no rate from EUR to USD on 2026-06-30.\", \"accounts\": 1,"
                                    + " \"revenue\": [{\"currency\": \"EUR\", \"minor\": 10800000}]}]"));
        }
        JsonNode arr =
                query("{\"metrics\": [\"arr\"], \"asOf\": \"2026-06-30\"}").get("items");
        assertThat(arr).hasSize(2).allSatisfy(item -> assertThat(item.get("leftOut"))
                .isEmpty());
    }

    @Test
    void whoHasLeftIsOnTrialOrNeverBoughtHasNoValueOfAnyMetric() {
        account("gone", "Enterprise");
        period("gone", "2025-07-01", "2026-07-01", 200_000, "EUR");
        account("trial", "Enterprise");
        create(
                "/v1/contract-periods/trial",
                "{\"accountId\": \"trial\", \"startDate\": \"2026-11-15\", \"endDate\": \"2026-12-15\", \"mrrMinor\":"
                        + " 0, \"currency\": \"EUR\", \"purchasedSeats\": 5, \"trial\": true}");
        account("prospect", "Enterprise");
        account("customer", "Enterprise");
        period("customer", "2025-07-01", null, 100_000, "EUR");
        for (String account : new String[] {"gone", "trial", "prospect", "customer"}) {
            create(
                    "/v1/users/" + account + "-u",
                    "{\"accountId\": \"" + account + "\", \"seatAssignedFrom\": \"2025-07-01\"}");
            create(
                    "/v1/tickets/" + account + "-t",
                    "{\"accountId\": \"" + account
                            + "\", \"openedAt\": \"2026-11-20T00:00:00Z\", \"resolvedAt\": \"2026-11-21T00:00:00Z\"}");
        }
        cover("product", "USAGE", DAY);
        cover("desk", "TICKET", DAY);
        Ingestion.computed();

        for (String account : new String[] {"gone", "trial", "prospect"}) {
            assertThat(Ingestion.values(account)).isNotEmpty().allSatisfy(value -> {
                assertThat(value.get("state").asText()).isNotEqualTo("KNOWN");
                assertThat(value.get("reason").asText()).isEqualTo(ValueReading.NOT_A_CUSTOMER);
            });
        }
        assertThat(texts("select account_id from account_values where not customer order by 1"))
                .containsExactly("gone", "prospect", "trial");
        assertThat(Ingestion.values("customer"))
                .filteredOn(value -> value.get("state").asText().equals("KNOWN"))
                .extracting(value -> value.get("metric").asText())
                .contains("arr", "average-resolution-time", "power-user-percentage", "seat-utilization");

        JsonNode power = query("{\"metrics\": [\"power-user-percentage\"], \"asOf\": \"" + DAY + "\"}")
                .get("items")
                .get(0);
        assertThat(power.get("denominator").asText()).isEqualTo("1");
        assertThat(power.get("leftOut")).isEmpty();
        // The figure between two days counts a customer where it was lost.
        assertThat(Figures.between("logo-churn", LocalDate.of(2026, 1, 1), DAY)).isEqualTo("50");
    }

    @Test
    void whoWillBeACustomerIsNotComputedBeforeTheContractBegins() {
        account("soon", "Enterprise");
        period("soon", "2026-12-01", null, 100_000, "EUR");
        create("/v1/tickets/t", "{\"accountId\": \"soon\", \"openedAt\": \"2026-11-20T00:00:00Z\"}");
        cover("desk", "TICKET", DAY);
        Ingestion.computed();
        String row = "select xmin || ' ' || next_change_at from account_values";
        String before = texts(row).getFirst();
        assertThat(before).endsWith(" 2026-12-01");

        Ingestion.moveClockTo(LocalDate.of(2026, 11, 30));
        Ingestion.computed();
        assertThat(texts(row)).containsExactly(before);

        Ingestion.moveClockTo(LocalDate.of(2026, 12, 1));
        assertThat(Ingestion.metric("soon", "arr").get("state").asText()).isEqualTo("KNOWN");
    }

    @Test
    void customersWithoutDataAreLeftOutWithTheReason() {
        account("with", "A");
        period("with", "2025-07-01", null, 100_000, "EUR");
        account("without", "A");
        period("without", "2025-07-01", null, 300_000, "EUR");
        period("without", "2025-07-01", null, 1_000, "USD");
        create("/v1/users/u", "{\"accountId\": \"with\", \"seatAssignedFrom\": \"2025-07-01\"}");

        JsonNode seats = query("{\"metrics\": [\"seat-utilization\"], \"asOf\": \"" + DAY + "\"}")
                .get("items")
                .get(0);
        assertThat(seats.get("value").asText()).isEqualTo("20");
        assertThat(seats.get("leftOut"))
                .isEqualTo(json("[{\"reason\": \"No source delivers users.\", \"accounts\": 1, \"revenue\":"
                        + " [{\"currency\": \"EUR\", \"minor\": 3600000}, {\"currency\": \"USD\","
                        + " \"minor\": 12000}]}]"));
    }

    @Test
    void oneComputationGivesTheFiguresOfAllAccountsAndOfEachGrouping() {
        account("a1", "A");
        period("a1", "2025-07-01", null, 100_000, "EUR");
        account("a2", "A");
        period("a2", "2025-07-01", null, 200_000, "EUR");
        account("b", "B");
        period("b", "2025-07-01", null, 400_000, "EUR");

        JsonNode items = query("{\"metrics\": [\"arr\"], \"groupBy\": [\"SEGMENT\", \"CSM\"], \"separately\": true,"
                        + " \"asOf\": \"" + DAY + "\"}")
                .get("items");

        Map<String, String> values = new TreeMap<>();
        items.forEach(item ->
                values.put(item.get("group").toString(), item.get("value").asText()));
        assertThat(values)
                .isEqualTo(Map.of(
                        "{}", "8400000",
                        "{\"SEGMENT\":\"A\"}", "3600000",
                        "{\"SEGMENT\":\"B\"}", "4800000",
                        "{\"CSM\":\"\"}", "8400000"));
    }

    @Test
    void aCohortIsTheMonthInWhichAccountsBecameCustomersForTheFirstTime() {
        account("stayed", "A");
        period("stayed", "2026-01-31", null, 100, "EUR");
        account("left", "A");
        period("left", "2026-01-01", "2026-03-01", 100, "EUR");
        account("back", "A");
        period("back", "2025-12-31", "2026-01-15", 100, "EUR");
        period("back", "2026-02-01", null, 100, "EUR");

        assertThat(shares("COHORT", "2026-02-28", "2026-04-30")).isEqualTo(Map.of("2026-01", "50", "2025-12", "0"));
    }

    @Test
    void attributesOfTheAccountMakeGroups() {
        create("/v1/accounts/x", "{\"name\": \"x\", \"industry\": \"Retail\", \"lifecycleStage\": \"ADOPTION\"}");
        period("x", "2026-01-01", "2026-03-01", 100, "EUR");
        account("y", "A");
        period("y", "2026-01-01", null, 100, "EUR");

        assertThat(shares("INDUSTRY", "2026-02-28", "2026-04-30")).isEqualTo(Map.of("Retail", "100", "", "0"));
        assertThat(shares("LIFECYCLE_STAGE", "2026-02-28", "2026-04-30")).isEqualTo(Map.of("ADOPTION", "100", "", "0"));
    }

    /** Percent of customers lost, by group. */
    private static Map<String, String> shares(String by, String from, String asOf) {
        Map<String, String> shares = new TreeMap<>();
        query("{\"metrics\": [\"logo-churn\"], \"groupBy\": [\"" + by + "\"], \"from\": \"" + from + "\", \"asOf\": \""
                        + asOf + "\"}")
                .get("items")
                .forEach(item -> shares.put(item.get("group").get(by).asText(), Figures.text(item)));
        return shares;
    }

    @Test
    void aGroupThatHasLostAllItsCustomersHasRevenueZero() {
        account("gone", "Enterprise");
        period("gone", "2025-07-01", "2026-07-01", 200_000, "EUR");

        JsonNode arr = query("{\"metrics\": [\"arr\"], \"groupBy\": [\"SEGMENT\"], \"asOf\": \"" + DAY + "\"}")
                .get("items")
                .get(0);
        assertThat(Figures.text(arr)).isEqualTo("0");
        assertThat(arr.get("accounts").asInt()).isZero();
    }

    @Test
    void figuresByAccountComeInPagesAndAnAnswerThatIsTooLargeIsRefused() {
        for (int i = 0; i < 5; i++) {
            account("a" + i, i < 4 ? "Kept" : "Other");
            period("a" + i, "2025-07-01", null, 100 + i, "EUR");
        }
        String question =
                "{\"metrics\": [\"arr\"], \"groupBy\": [\"ACCOUNT\"], \"where\": {\"SEGMENT\": \"Kept\"}, \"asOf\": \""
                        + DAY + "\", \"limit\": 2";
        JsonNode first = query(question + "}");
        assertThat(first.get("items").findValuesAsText("value")).containsExactly("1200", "1212");
        assertThat(first.get("next").asText()).isEqualTo("a1");
        JsonNode second = query(question + ", \"after\": \"a1\"}");
        assertThat(second.get("items").findValuesAsText("value")).containsExactly("1224", "1236");
        JsonNode third = second.has("next") ? query(question + ", \"after\": \"a3\"}") : second;
        assertThat(third.has("next")).isFalse();

        assertThat(Ingestion.as("analyst")
                        .contentType("application/json")
                        .body("{\"metrics\": [\"arr\", \"seat-utilization\", \"logo-churn\", \"days-to-renewal\","
                                + " \"power-user-percentage\", \"active-user-percentage\", \"average-resolution-time\","
                                + " \"gross-revenue-retention\", \"net-revenue-retention\"],"
                                + " \"groupBy\": [\"ACCOUNT\"], \"limit\": 1000, \"asOf\": \"" + DAY + "\"}")
                        .post("/v1/metrics/query")
                        .then()
                        .statusCode(422)
                        .extract()
                        .<String>path("type"))
                .isEqualTo("/problems/query-too-large");
    }

    @Test
    void manyQuestionsAtATimeHoldNothingElseUp() throws Exception {
        account("acme", "A");
        period("acme", "2025-07-01", null, 100, "EUR");
        ExecutorService callers = Executors.newFixedThreadPool(3);
        try (Connection other = TestDatabase.named("ingestion_test").connect("ingestion");
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("lock table contract_period in access exclusive mode");
            CompletionService<Integer> answers = new ExecutorCompletionService<>(callers);
            for (int i = 0; i < 3; i++) {
                answers.submit(() -> Ingestion.unchecked("analyst")
                        .contentType("application/json")
                        .body("{\"metrics\": [\"arr\"], \"asOf\": \"" + DAY + "\"}")
                        .post("/v1/metrics/query")
                        .statusCode());
            }
            assertThat(answers.take().get()).isEqualTo(429); // one is answered, one waits
            assertThat(Ingestion.as("csm").get("/v1/accounts/acme").statusCode())
                    .isEqualTo(200);
            other.rollback();
            assertThat(List.of(answers.take().get(), answers.take().get())).containsOnly(200);
        } finally {
            callers.shutdownNow();
        }
    }

    private static void account(String id, String segment) {
        create("/v1/accounts/" + id, "{\"name\": \"" + id + "\", \"segment\": \"" + segment + "\"}");
    }

    private void period(String account, String start, String end, long mrr, String currency) {
        create(
                "/v1/contract-periods/p" + number++,
                "{\"accountId\": \"" + account + "\", \"startDate\": \"" + start + "\", "
                        + (end == null ? "" : "\"endDate\": \"" + end + "\", ") + "\"mrrMinor\": " + mrr
                        + ", \"currency\": \"" + currency + "\", \"purchasedSeats\": 5, \"trial\": false}");
    }
}
