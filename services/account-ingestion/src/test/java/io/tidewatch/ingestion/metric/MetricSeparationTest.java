package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.accounts;
import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.json;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.metric.catalogue.Catalogue;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What metrics were before customers left or renewed. */
@QuarkusTest
@IngestionTest
class MetricSeparationTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    private static final String PERIODS =
            "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan\n";

    private static final String SEATS = TestMetric.of("seats", "NUMBER", """
            measures:
              bought: {sum: purchasedSeats, of: contract_period, during: paid}
            population: bought > 0
            value: bought
            """);

    private static final String MISSING_SEATS =
            TestMetric.of("missing-seats", "NUMBER", """
            measures:
              bought: {sum: purchasedSeats, of: contract_period, during: paid}
            value: 100 - bought
            """).replace("HIGHER_IS_BETTER", "LOWER_IS_BETTER");

    private static final String SIZE = SEATS.replace("id: seats", "id: size").replace("HIGHER_IS_BETTER", "CONTEXT");

    private static final String REVENUE = TestMetric.of("revenue", "CURRENCY", """
            measures:
              now: {sum: mrr, of: contract_period, during: paid}
            value: now
            """);

    private static final String RATED = TestMetric.of("rated", "SCORE", """
            measures:
              rating: {mean: rating, of: sentiment, in: 7d}
            value: rating
            """);

    private static final String CUSTOMERS = TestMetric.of("customers", "NUMBER", """
            level: GROUP
            measures:
              now: {count: contract_period, during: paid}
            value: now
            """);

    private final StringBuilder periods = new StringBuilder(PERIODS);
    private int period;

    @BeforeEach
    void aCatalogueOfItsOwn() {
        Ingestion.forgetEverything();
        Ingestion.compute(Catalogue.parse(Map.of(
                "metrics/seats.yaml", SEATS,
                "metrics/missing-seats.yaml", MISSING_SEATS,
                "metrics/size.yaml", SIZE,
                "metrics/revenue.yaml", REVENUE,
                "metrics/rated.yaml", RATED,
                "metrics/customers.yaml", CUSTOMERS)));
        Ingestion.moveClockTo(DAY);
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void theBestBoundSaysHowManyOfThoseWhoLeftItWarnsAboutAndHowManyItWronglyDoes() {
        fiveLeaveAndFiveRenew();

        JsonNode found = ask("seats", "");

        assertThat(found.get("state").asText()).isEqualTo("FOUND");
        assertThat(found.get("from").asText()).isEqualTo("2025-11-21");
        assertThat(found.get("churned"))
                .isEqualTo(json("{\"accounts\": 5, \"mean\": \"30\", \"p10\": \"14\", \"p25\": \"20\","
                        + " \"median\": \"30\", \"p75\": \"40\", \"p90\": \"46\", \"withoutValue\": []}"));
        assertThat(found.get("renewed"))
                .isEqualTo(json("{\"accounts\": 5, \"mean\": \"69\", \"p10\": \"51\", \"p25\": \"60\","
                        + " \"median\": \"70\", \"p75\": \"80\", \"p90\": \"86\", \"withoutValue\": []}"));
        JsonNode best = found.get("best");
        assertThat(best.get("bound").asText()).isEqualTo("45");
        assertThat(best.get("warns").asText()).isEqualTo("BELOW");
        assertThat(best.get("truePositiveRate").asDouble()).isEqualTo(0.8);
        assertThat(best.get("falsePositiveRate").asDouble()).isZero();
        assertThat(best.get("j").asDouble()).isEqualTo(0.8);
        // Of all 252 ways to deal ten values to two groups of five, 10 have a J of 0.8 or 1: 4 %.
        assertThat(best.get("chance").asDouble()).isCloseTo(10 / 252.0, within(0.002));
        assertThat(best.get("below")).isEqualTo(json("{\"churned\": 4, \"renewed\": 0, \"churnRate\": 1.0}"));
        assertThat(best.get("from").get("churnRate").asDouble()).isCloseTo(1 / 6.0, within(1e-9));
    }

    @Test
    void whereLessIsBetterTheBoundWarnsAboveIt() {
        fiveLeaveAndFiveRenew();

        JsonNode best = ask("missing-seats", "").get("best");

        assertThat(best.get("bound").asText()).isEqualTo("60");
        assertThat(best.get("warns").asText()).isEqualTo("FROM");
        assertThat(best.get("j").asDouble()).isEqualTo(0.8);
        assertThat(best.get("from")).isEqualTo(json("{\"churned\": 4, \"renewed\": 0, \"churnRate\": 1.0}"));
    }

    @Test
    void aGivenBoundIsAnsweredBesideTheBestOne() {
        fiveLeaveAndFiveRenew();

        JsonNode at = ask("seats", "?bound=60").get("atBound");

        assertThat(at.get("bound").asText()).isEqualTo("60");
        assertThat(at.get("below")).isEqualTo(json("{\"churned\": 5, \"renewed\": 1, \"churnRate\": " + 5 / 6.0 + "}"));
        assertThat(at.get("from")).isEqualTo(json("{\"churned\": 0, \"renewed\": 4, \"churnRate\": 0.0}"));
        assertThat(at.has("chance")).isFalse();
        assertThat(ask("seats", "").has("atBound")).isFalse();
    }

    @Test
    void whereNeitherWayIsGoodOnlyTheSidesAreSaid() {
        fiveLeaveAndFiveRenew();

        JsonNode found = ask("size", "?bound=60");

        assertThat(found.get("state").asText()).isEqualTo("NOT_JUDGED");
        assertThat(found.has("best")).isFalse();
        assertThat(found.get("atBound").has("j")).isFalse();
        assertThat(found.get("atBound").get("below").get("churned").asInt()).isEqualTo(5);
    }

    @Test
    void aBoundThatChanceWouldFindAsWellIsNotSaidToSeparate() {
        for (int number = 1; number <= 5; number++) {
            leaves("c" + number, "2026-06-01", 10 * number);
            renews("r" + number, "2026-06-01", 10 * number + 15);
        }
        store();

        JsonNode found = ask("seats", "");

        assertThat(found.get("best").get("j").asDouble()).isEqualTo(0.4);
        assertThat(found.get("state").asText()).isEqualTo("NONE");
        assertThat(found.get("reason").asText()).isEqualTo("No bound separates the groups better than chance does.");
    }

    @Test
    void fourAccountsAreTooFewToSayAnything() {
        fiveLeaveAndFiveRenew();
        // The fifth comes back before it had left.
        periods.append("again,c5,2026-06-01,,1.00,EUR,50,false,\n");
        store();

        JsonNode found = ask("seats", "");

        assertThat(found.get("churned").get("accounts").asInt()).isEqualTo(4);
        assertThat(found.get("state").asText()).isEqualTo("UNKNOWN");
        assertThat(found.has("best")).isFalse();
    }

    @Test
    void contractsThatEndedWithinTheMonthsCount() {
        leaves("before", "2025-11-20", 1);
        leaves("first", "2025-11-21", 2);
        leaves("last", "2026-11-20", 4);
        leaves("ahead", "2026-11-21", 8);
        renews("renewed-before", "2025-11-20", 1);
        renews("renewed-first", "2025-11-21", 2);
        renews("renewed-last", "2026-11-20", 4);
        renews("renewed-ahead", "2026-11-21", 8);
        store();

        assertThat(sum(ask("seats", ""), "churned")).isEqualTo(2 + 4);
        assertThat(sum(ask("seats", ""), "renewed")).isEqualTo(2 + 4);
        assertThat(sum(ask("seats", "?asOf=2026-11-19"), "churned")).isEqualTo(1 + 2);
        assertThat(sum(ask("seats", "?months=13"), "churned")).isEqualTo(1 + 2 + 4);
    }

    @Test
    void aCustomerThatLeftCountsOnceWithItsLastDayWhateverItDidBefore() {
        // Renewed in March and left in June; came back, and left again in September.
        period("acme", "2025-01-01", "2026-03-01", 1);
        period("acme", "2026-03-01", "2026-06-01", 2);
        period("acme", "2026-07-01", "2026-09-01", 3);
        // One of two products went, which no customer left by.
        periods.append("one,beta,2025-01-01,2026-03-01,1.00,EUR,5,false,one\n");
        periods.append("two,beta,2025-01-01,,1.00,EUR,7,false,two\n");
        periods.append("late,gamma,2026-06-02,,1.00,EUR,9,false,\n");
        period("gamma", "2025-01-01", "2026-06-01", 8);
        store();

        JsonNode found = ask("seats", "");

        // Gamma was without a contract for a day: it left and came back.
        assertThat(sum(found, "churned")).isEqualTo(3 + 8);
        assertThat(found.get("churned").get("accounts").asInt()).isEqualTo(2);
        assertThat(found.get("renewed").get("accounts").asInt()).isZero();
    }

    @Test
    void aMeanIsMadeOfEverySeventhDayBeforeTheEnd() {
        // 13 days: the day before the end, the 85th before it, and 11 between. The 86th is not read, nor is the 92nd.
        LocalDate end = LocalDate.of(2026, 6, 1);
        period("acme", "2025-01-01", end.minusDays(85).toString(), 1_000_000);
        period("acme", end.minusDays(85).toString(), end.minusDays(84).toString(), 13);
        period("acme", end.minusDays(84).toString(), end.minusDays(1).toString(), 26);
        period("acme", end.minusDays(1).toString(), end.toString(), 130);
        store();

        assertThat(mean(ask("seats", ""))).isEqualTo(1 + 11 * 2 + 10);
        assertThat(mean(ask("seats", "?windowDays=85"))).isEqualTo(1 + 11 * 2 + 10);
        assertThat(mean(ask("seats", "?windowDays=84"))).isCloseTo((11 * 26 + 130) / 12.0, within(1e-6));
        assertThat(mean(ask("seats", "?windowDays=7"))).isEqualTo(130);
        assertThat(mean(ask("seats", "?windowDays=91"))).isEqualTo(1 + 11 * 2 + 10);
        assertThat(mean(ask("seats", "?windowDays=92"))).isGreaterThan(70_000);
    }

    @Test
    void aDayThatIsNotKnownMakesTheMeanUnknownAndADayWithoutValueIsLeftOut() {
        leaves("late", "2026-05-31", 1);
        leaves("early", "2026-05-30", 1);
        leaves("silent", "2026-06-15", 1);
        store();
        load(
                "tidewatch-sentiment",
                null,
                "sentiment_id,account_id,rated_on,rating,rated_by,comment\n"
                        + "s1,late,2026-05-30,4,Jo,\ns2,late,2026-05-01,1,Jo,\ns3,early,2026-05-01,1,Jo,\n");
        // The first day that is read of the one is 7 March with the six days before it, of the other 6 March.
        cover("tidewatch", "SENTIMENT", LocalDate.of(2026, 3, 1), DAY);

        JsonNode churned = ask("rated", "").get("churned");

        assertThat(churned.get("accounts").asInt()).isEqualTo(1);
        assertThat(churned.get("mean").asText()).isEqualTo("2.5");
        assertThat(churned.get("withoutValue")).hasSize(2);
        assertThat(churned.get("withoutValue").findValuesAsText("reason"))
                .anyMatch(reason -> reason.contains("2026-03-01"));
    }

    @Test
    void amountsInOtherCurrenciesAreLeftOut() {
        fiveLeaveAndFiveRenew();
        periods.append("usd,dollar,2025-01-01,2026-06-01,7.00,USD,1,false,\n");
        store();

        JsonNode found = ask("revenue", "");

        assertThat(found.get("currency").asText()).isEqualTo("EUR");
        assertThat(found.get("churned").get("accounts").asInt()).isEqualTo(5);
        assertThat(found.get("churned").get("withoutValue"))
                .isEqualTo(json("[{\"reason\": \"The amount is in USD and cannot be compared with those in EUR.\","
                        + " \"accounts\": 1}]"));
    }

    @Test
    void whereContractsAreNotKnownNobodyCountsAsLostOrRenewed() {
        leaves("acme", "2026-06-01", 1);
        leaves("beta", "2026-06-01", 2);
        periods.append("bad,acme,2026-06-01,,lots,EUR,1,false,\n");
        store();

        JsonNode found = ask("seats", "");

        assertThat(sum(found, "churned")).isEqualTo(2);
        assertThat(found.get("undecided"))
                .singleElement()
                .satisfies(item -> assertThat(item.get("accounts").asInt()).isEqualTo(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            seats     | asOf=2026-11-21  | 422 | days-reversed
            seat      |                  | 422 | metric-unknown
            customers |                  | 422 | metric-of-groups
            seats     | months=0         | 400 | invalid-request
            seats     | months=37        | 400 | invalid-request
            seats     | windowDays=6     | 400 | invalid-request
            seats     | windowDays=366   | 400 | invalid-request
            seats     | bound=much       | 400 | invalid-request
            """)
    void whatCannotBeAnsweredIsRejected(String metric, String query, int status, String slug) {
        Ingestion.unchecked("csm")
                .get("/v1/metrics/" + metric + "/separation" + (query == null ? "" : "?" + query))
                .then()
                .statusCode(status)
                .body("type", equalTo("/problems/" + slug));
    }

    private static JsonNode ask(String metric, String parameters) {
        return tree(as("csm").get("/v1/metrics/" + metric + "/separation" + parameters));
    }

    /** The sum of the values of a group, which are whole numbers. */
    private static long sum(JsonNode found, String group) {
        JsonNode its = found.get(group);
        return Math.round(its.get("accounts").asInt() * its.get("mean").asDouble());
    }

    private static double mean(JsonNode found) {
        return found.get("churned").get("mean").asDouble();
    }

    private void fiveLeaveAndFiveRenew() {
        int[] stay = {45, 60, 70, 80, 90};
        for (int number = 1; number <= 5; number++) {
            leaves("c" + number, "2026-06-0" + number, 10 * number);
            renews("r" + number, "2026-06-0" + number, stay[number - 1]);
        }
        store();
    }

    private void leaves(String account, String day, int seats) {
        period(account, "2025-01-01", day, seats);
    }

    private void renews(String account, String day, int seats) {
        period(account, "2025-01-01", day, seats);
        period(account, day, "", seats + 1);
    }

    private void period(String account, String start, String end, int seats) {
        periods.append("p%d,%s,%s,%s,1.00,EUR,%d,false,%n".formatted(++period, account, start, end, seats));
    }

    /** Imports the contracts, and the accounts that they are of. */
    private void store() {
        accounts(periods.toString()
                .lines()
                .skip(1)
                .map(line -> line.split(",")[1])
                .distinct()
                .toArray(String[]::new));
        load("tidewatch-contract-periods", null, periods.toString());
    }
}
