package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.metric;
import static io.tidewatch.ingestion.Ingestion.moveClockTo;
import static io.tidewatch.ingestion.Ingestion.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.metric.catalogue.Catalogue;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Amounts of several currencies are converted with the rates that are on record. */
@QuarkusTest
@IngestionTest
class ExchangeRateTest {

    private static final String REVENUE = TestMetric.of("revenue", "CURRENCY", """
            measures:
              monthly: {sum: mrr, of: contract_period, during: paid}
            value: monthly
            """);

    @BeforeEach
    void twoAccounts() {
        Ingestion.forgetEverything();
        moveClockTo("2026-06-10T12:00:00Z");
        compute("USD");
        account("mixed", "EUR", "USD");
        account("dollars", "USD");
        account("euros", "EUR");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    private static void compute(String reportingCurrency) {
        Ingestion.compute(Catalogue.parse(
                Map.of("metrics/revenue.yaml", REVENUE, "shared.yaml", "reportingCurrency: " + reportingCurrency)));
    }

    /** An account with 100 a month in each of the currencies. */
    private static void account(String id, String... currencies) {
        create("/v1/accounts/" + id, "{\"name\": \"" + id + "\"}");
        for (String currency : currencies) {
            create(
                    "/v1/contract-periods/" + id + currency,
                    "{\"accountId\": \"" + id
                            + "\", \"startDate\": \"2026-01-01\", \"mrrMinor\": 10000, \"currency\": \"" + currency
                            + "\", \"trial\": false}");
        }
    }

    private static Response rate(String id, String fields) {
        return as("integration")
                .contentType("application/json")
                .header("If-None-Match", "*")
                .body("{\"fields\": {" + fields + "}}")
                .put("/v1/records/exchange_rate/" + id);
    }

    private static void rate(String currency, String into, String day, double rate) {
        rate(currency + into + day, fields(currency, into, day, rate)).then().statusCode(201);
    }

    private static String fields(String currency, String into, String day, double rate) {
        return "\"currency\": \"%s\", \"into\": \"%s\", \"day\": \"%s\", \"rate\": %s"
                .formatted(currency, into, day, rate);
    }

    private static String shown(String account) {
        JsonNode value = metric(account, "revenue");
        return value.get("state").asText().equals("KNOWN")
                ? value.get("value").asText() + " " + value.get("currency").asText()
                : value.get("reason").asText();
    }

    /** The figures of everything on a day. */
    private static String figures(String asOf, String more) {
        StringBuilder shown = new StringBuilder();
        query("{\"metrics\": [\"revenue\"], \"asOf\": \"" + asOf + "\"" + more + "}")
                .get("items")
                .forEach(item -> shown.append(item.get("value").asText())
                        .append(' ')
                        .append(item.get("currency").asText())
                        .append(' ')
                        .append(item.get("accounts").asInt())
                        .append(item.get("accountsUnknown").asInt() == 0 ? "; " : " and 1 left out; "));
        return shown.toString();
    }

    @Test
    void aRateThatArrivesMakesTheValueOfTwoCurrenciesKnown() {
        assertThat(shown("mixed")).isEqualTo("There is no rate from EUR to USD on 2026-06-10.");

        rate("EUR", "USD", "2026-06-01", 1.25);

        assertThat(shown("mixed")).isEqualTo("22500 USD");
        assertThat(shown("euros")).isEqualTo("10000 EUR");
    }

    @Test
    void aCorrectedRateAndOneThatIsDeletedChangeTheValue() {
        rate("EUR", "USD", "2026-06-01", 1.25);
        assertThat(shown("mixed")).isEqualTo("22500 USD");

        as("integration")
                .contentType("application/json")
                .header("If-Match", "\"1\"")
                .body("{\"fields\": {" + fields("EUR", "USD", "2026-06-01", 1.5) + "}}")
                .put("/v1/records/exchange_rate/EURUSD2026-06-01")
                .then()
                .statusCode(200);
        assertThat(shown("mixed")).isEqualTo("25000 USD");

        as("integration")
                .header("If-Match", "\"2\"")
                .delete("/v1/records/exchange_rate/EURUSD2026-06-01")
                .then()
                .statusCode(204);
        assertThat(shown("mixed")).isEqualTo("There is no rate from EUR to USD on 2026-06-10.");
    }

    @Test
    void aRateHoldsFromItsDayOn() {
        rate("EUR", "USD", "2026-06-01", 1.25);
        rate("EUR", "USD", "2026-06-11", 1.5);
        assertThat(shown("mixed")).isEqualTo("22500 USD");

        moveClockTo(LocalDate.of(2026, 6, 11));
        assertThat(shown("mixed")).isEqualTo("25000 USD");
    }

    @Test
    void aGroupOfSeveralCurrenciesHasOneFigureWhereThereAreRates() {
        assertThat(figures("2026-06-10", "")).isEqualTo("10000 EUR 1 and 1 left out; 10000 USD 1 and 1 left out; ");

        rate("EUR", "USD", "2026-06-01", 1.25);

        assertThat(figures("2026-06-10", "")).isEqualTo("45000 USD 3; ");
        // Before the first rate it is not known what a euro was worth.
        assertThat(figures("2026-05-31", "")).isEqualTo("10000 EUR 1 and 1 left out; 10000 USD 1 and 1 left out; ");
    }

    @Test
    void aFigureIsConvertedWithTheRateAsItWasKnown() {
        rate("EUR", "USD", "2026-06-01", 1.25);
        moveClockTo("2026-06-12T12:00:00Z");
        rate("EUR", "USD", "2026-06-09", 1.5);
        moveClockTo("2026-06-13T12:00:00Z");

        assertThat(figures("2026-06-10", "")).isEqualTo("50000 USD 3; ");
        assertThat(figures("2026-06-10", ", \"knownAt\": \"2026-06-11T12:00:00Z\""))
                .isEqualTo("45000 USD 3; ");
    }

    @Test
    void ratesIntoAnotherCurrencyWaitUntilThatIsTheReportingCurrency() {
        rate("USD", "EUR", "2026-06-01", 0.5);
        assertThat(shown("mixed")).isEqualTo("There is no rate from EUR to USD on 2026-06-10.");

        compute("EUR");

        assertThat(shown("mixed")).isEqualTo("15000 EUR");
    }

    @Test
    void aRateThatCannotConvertAnythingIsRejected() {
        rate("r", fields("EURO", "USD", "2026-06-01", 1.25))
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/fields/currency"))
                .body("errors[0].suggestion", equalTo("EUR"));
        rate("r", fields("EUR", "EUR", "2026-06-01", 1.25))
                .then()
                .statusCode(400)
                .body("errors[0].detail", equalTo("into must be another currency than currency."));
        rate("r", fields("EUR", "USD", "2026-06-01", 0))
                .then()
                .statusCode(400)
                .body("errors[0].detail", equalTo("rate must be above 0."));
    }

    @Test
    void aFileOfRatesIsCheckedAsRequestsAre() {
        as("integration")
                .contentType("application/json")
                .body("{\"source\": \"ecb\", \"kind\": \"exchange_rate\", \"fields\": {\"id\": {\"column\": \"id\"},"
                        + " \"currency\": {\"column\": \"currency\"}, \"into\": {\"column\": \"into\"},"
                        + " \"day\": {\"column\": \"day\"}, \"rate\": {\"column\": \"rate\"}}}")
                .put("/v1/mappings/ecb")
                .then()
                .statusCode(200);

        JsonNode job = Ingestion.load(
                "ecb",
                "2026-06-10",
                "id,currency,into,day,rate\n1,EURO,USD,2026-06-01,1.25\n2,EUR,EUR,2026-06-01,1.25\n"
                        + "3,EUR,USD,2026-06-01,0\n4,EUR,USD,2026-06-01,0.01\n");

        assertThat(job.at("/counts/accepted").asInt()).isEqualTo(1);
        assertThat(Ingestion.rows(job.get("id").asText()))
                .extracting(row -> row.get("line") + " " + row.get("column").asText() + ": "
                        + row.get("reason").asText())
                .containsExactly(
                        "2 currency: currency must be the ISO 4217 code of a currency, such as EUR.",
                        "3 into: into must be another currency than currency.",
                        "4 rate: rate must be above 0.");
    }
}
