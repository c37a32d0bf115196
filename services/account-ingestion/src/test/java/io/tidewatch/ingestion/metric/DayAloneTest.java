package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.moveClockTo;
import static io.tidewatch.ingestion.Ingestion.query;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A day has the same figures whether it is asked about alone or with other days, for every metric of the rules. */
@QuarkusTest
@IngestionTest
class DayAloneTest {

    private static final List<String> DAYS = List.of("2026-03-31", "2026-05-31", "2026-06-15", "2026-09-30");

    private static final int METRICS_OF_A_QUERY = 50;

    private static Catalogue catalogue;

    /** The tests only ask: what they ask about is made once. */
    @BeforeEach
    void accountsThatChange() {
        if (catalogue == null) {
            makeAccounts();
        }
        moveClockTo("2026-10-01T12:00:00Z");
    }

    private static void makeAccounts() {
        Ingestion.forgetEverything();
        moveClockTo("2026-01-10T12:00:00Z");
        Catalogue shipped = Ingestion.compute(Ingestion.shippedCatalogue());
        for (String account : List.of("acme", "beta")) {
            create("/v1/accounts/" + account, "{\"name\": \"A\", \"segment\": \"Small\"}");
            create(
                    "/v1/contacts/boss-" + account,
                    "{\"accountId\": \"" + account + "\", \"name\": \"Bo\", \"role\": \"EXECUTIVE_SPONSOR\"}");
            cadence(account, "business-review", 3);
            cadence(account, "operational-review", 1);
        }
        period("acme", "2026-01-01", "2027-01-01", 10_000, "USD");
        period("beta", "2026-02-01", "2026-06-01", 20_000, "EUR");
        rate("2026-01-01", 1.1);
        usage("2026-01-09");

        // What follows is not known yet as known before it.
        moveClockTo("2026-06-20T12:00:00Z");
        period("acme", "2026-06-10", null, 5_000, "EUR");
        rate("2026-06-01", 1.3);
        create(
                "/v1/touchpoints/t1",
                "{\"accountId\": \"acme\", \"kind\": \"MEETING\", \"status\": \"HELD\", \"contactIds\": [\"boss-acme\"],"
                        + " \"meetingKind\": \"OPERATIONAL_REVIEW\", \"occurredAt\": \"2026-05-12T10:00:00Z\"}");
        create(
                "/v1/accounts/acme/records/milestone/m1",
                "{\"fields\": {\"plan\": \"ONBOARDING\", \"required\": true, \"openedOn\": \"2026-01-05\", \"reachedOn\": \"2026-04-05\"}}");
        usage("2026-05-20");
        load(
                "tidewatch-tickets",
                "2026-06-19",
                "ticket_id,account_id,opened_at,resolved_at,priority,satisfaction\n"
                        + "k1,acme,2026-05-02T10:00:00Z,2026-05-03T12:00:00Z,,4\n"
                        + "k2,beta,2026-06-12T10:00:00Z,2026-06-16T12:00:00Z,,2\n");
        moveClockTo("2026-10-01T12:00:00Z");
        for (String kind : List.of("TOUCHPOINT", "TICKET", "CONTACT")) {
            cover("all", kind, LocalDate.of(2026, 10, 1));
        }
        usage("2026-09-29");
        catalogue = shipped;
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"knownAt\": \"2026-06-15T00:00:00Z\"", ", \"knownAt\": \"2026-09-01T00:00:00Z\""})
    void daysThatAreAskedTogetherHaveTheFiguresOfEachAlone(String knownAt) {
        for (String groupBy : List.of("\"ACCOUNT\"", "\"SEGMENT\"", "")) {
            List<JsonNode> alone = new ArrayList<>();
            DAYS.forEach(day ->
                    alone.addAll(figures("\"asOf\": \"" + day + "\", \"groupBy\": [" + groupBy + "]" + knownAt)));

            assertThat(figures("\"asOfDays\": [" + quoted(DAYS) + "], \"groupBy\": [" + groupBy + "]" + knownAt))
                    .containsExactlyInAnyOrderElementsOf(alone);
        }
    }

    @Test
    void accountsWithDaysOfTheirOwnHaveTheFiguresOfEachDayAlone() {
        List<JsonNode> alone = new ArrayList<>(ofAccount("acme", DAYS.get(1)));
        alone.addAll(ofAccount("beta", DAYS.get(0)));
        alone.addAll(ofAccount("beta", DAYS.get(3)));

        assertThat(figures("\"asOfByAccount\": {\"acme\": [\"" + DAYS.get(1) + "\"], \"beta\": [\"" + DAYS.get(3)
                        + "\", \"" + DAYS.get(0) + "\"]}"))
                .containsExactlyInAnyOrderElementsOf(alone);
    }

    @Test
    void theAccountsHaveValuesOfManyMetrics() {
        TreeSet<String> known = new TreeSet<>();
        for (String day : DAYS) {
            figures("\"asOf\": \"" + day + "\", \"groupBy\": [\"ACCOUNT\"]").stream()
                    .filter(figure -> figure.get("state").asText().equals("KNOWN"))
                    .forEach(figure -> known.add(figure.get("metric").asText()));
        }
        assertThat(known).hasSizeGreaterThan(30);
    }

    private static List<JsonNode> ofAccount(String account, String day) {
        return figures("\"asOf\": \"" + day + "\", \"groupBy\": [\"ACCOUNT\"], \"accountIds\": [\"" + account + "\"]");
    }

    /** The figures of all metrics. */
    private static List<JsonNode> figures(String parts) {
        List<String> ids = catalogue.metrics().stream()
                .filter(definition -> !definition.fromReporting())
                .map(MetricDefinition::id)
                .toList();
        List<JsonNode> figures = new ArrayList<>();
        for (int first = 0; first < ids.size(); first += METRICS_OF_A_QUERY) {
            List<String> some = ids.subList(first, Math.min(ids.size(), first + METRICS_OF_A_QUERY));
            query("{\"metrics\": [" + quoted(some) + "], " + parts + "}")
                    .get("items")
                    .forEach(figures::add);
        }
        return figures;
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(", "));
    }

    private static void cadence(String account, String activity, int months) {
        create(
                "/v1/accounts/" + account + "/records/cadence/" + account + activity,
                "{\"fields\": {\"activity\": \"" + activity + "\", \"everyMonths\": " + months
                        + ", \"validFrom\": \"2026-01-31\"}}");
    }

    private static void period(String account, String start, String end, long mrr, String currency) {
        create(
                "/v1/contract-periods/" + account + start,
                "{\"accountId\": \"" + account + "\", \"startDate\": \"" + start + "\", "
                        + (end == null ? "" : "\"endDate\": \"" + end + "\", ") + "\"mrrMinor\": " + mrr
                        + ", \"currency\": \"" + currency + "\", \"purchasedSeats\": 5, \"trial\": false}");
    }

    private static void rate(String day, double rate) {
        create(
                "/v1/records/exchange_rate/eur" + day,
                "{\"fields\": {\"currency\": \"EUR\", \"into\": \"USD\", \"day\": \"" + day + "\", \"rate\": " + rate
                        + "}}");
    }

    private static void usage(String day) {
        load(
                "tidewatch-usage",
                day,
                "usage_id,account_id,user_id,day,feature,count,duration_seconds\n"
                        + "a" + day + ",acme,u1," + day + ",dashboards,7,600\n"
                        + "b" + day + ",beta,u2," + day + ",views,3,60\n");
    }
}
