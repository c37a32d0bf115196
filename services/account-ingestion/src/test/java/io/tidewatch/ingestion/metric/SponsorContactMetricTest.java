package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static org.assertj.core.api.Assertions.assertThat;

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
class SponsorContactMetricTest {

    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);

    private static final String NOT_A_CUSTOMER = "UNKNOWN: " + ValueReading.NOT_A_CUSTOMER;

    private int number;

    @BeforeEach
    void anActiveAccountWithASponsor() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        Ingestion.moveClockTo("2027-12-31T12:00:00Z");
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        period("2026-03-01", "2026-05-01");
        period("2026-05-01", null);
        cover("crm", "TOUCHPOINT", LocalDate.of(2027, 12, 31));
        contact("sponsor", "EXECUTIVE_SPONSOR");
        contact("user", "USER");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aDayIsCountedFromTheDateOfTheContact() {
        touchpoint("MEETING", "HELD", null, "sponsor", "2026-06-01T23:59:00Z", "");

        assertThat(days(LocalDate.of(2026, 6, 1))).isEqualTo("0");
        assertThat(days(LocalDate.of(2026, 6, 2))).isEqualTo("1");
        assertThat(days(LocalDate.of(2026, 6, 30))).isEqualTo("29");
        assertThat(days(LocalDate.of(2026, 7, 1))).isEqualTo("30");
    }

    @Test
    void onlyTwoWayContactWithASponsorCounts() {
        touchpoint("CALL", "HELD", "INBOUND", "sponsor", "2026-04-01T10:00:00Z", "");
        touchpoint("MEETING", "HELD", null, "user", "2026-06-20T10:00:00Z", "");
        touchpoint("MEETING", "SCHEDULED", null, "sponsor", "2026-06-21T10:00:00Z", "");
        touchpoint("MEETING", "CANCELLED", null, "sponsor", "2026-06-22T10:00:00Z", "");
        touchpoint("EMAIL", "SENT", "OUTBOUND", "sponsor", "2026-06-23T10:00:00Z", "");

        assertThat(days(DAY)).isEqualTo("90");

        touchpoint("EMAIL", "SENT", "INBOUND", "sponsor", "2026-06-25T10:00:00Z", "");
        assertThat(days(DAY)).isEqualTo("5");
    }

    @Test
    void aMailOfOursCountsWhenItWasAnswered() {
        touchpoint(
                "EMAIL",
                "SENT",
                "OUTBOUND",
                "sponsor",
                "2026-06-10T10:00:00Z",
                ", \"answeredAt\": \"2026-06-20T08:00:00Z\"");

        assertThat(days(LocalDate.of(2026, 6, 19))).isEqualTo("110"); // not answered yet: since the account is active
        assertThat(days(LocalDate.of(2026, 6, 20))).isEqualTo("0");
    }

    @Test
    void whereThereNeverWasContactTheUnbrokenActiveSpanCounts() {
        assertThat(days(DAY)).isEqualTo("121"); // from 1 March, over the change of period on 1 May
        assertThat(days(LocalDate.of(2026, 3, 1))).isEqualTo("0");
        assertThat(days(LocalDate.of(2026, 2, 28))).isEqualTo(NOT_A_CUSTOMER);
    }

    @Test
    void aProspectHasNoValueWhateverWasSaid() {
        create("/v1/accounts/prospect", "{\"name\": \"Prospect\"}");
        create("/v1/contacts/lead", "{\"accountId\": \"prospect\", \"name\": \"Li\", \"role\": \"EXECUTIVE_SPONSOR\"}");
        create(
                "/v1/touchpoints/prospect-1",
                "{\"accountId\": \"prospect\", \"kind\": \"CALL\", \"status\": \"HELD\", \"contactIds\": [\"lead\"],"
                        + " \"occurredAt\": \"2026-05-01T10:00:00Z\"}");

        assertThat(Figures.of("days-since-executive-contact", "prospect", LocalDate.of(2026, 5, 31)))
                .isEqualTo("UNKNOWN: No source delivers contract periods.");
        cover("crm", "CONTRACT_PERIOD", DAY);
        assertThat(Figures.of("days-since-executive-contact", "prospect", LocalDate.of(2026, 5, 31)))
                .isEqualTo(NOT_A_CUSTOMER);
    }

    @Test
    void aCustomerWhoLeftHasNoValue() {
        create("/v1/accounts/gone", "{\"name\": \"Gone\"}");
        create("/v1/contacts/boss", "{\"accountId\": \"gone\", \"name\": \"Bo\", \"role\": \"EXECUTIVE_SPONSOR\"}");
        create(
                "/v1/contract-periods/gone-1",
                "{\"accountId\": \"gone\", \"startDate\": \"2026-03-01\", \"endDate\": \"2026-06-20\","
                        + " \"mrrMinor\": 10000, \"currency\": \"EUR\", \"trial\": false}");
        create(
                "/v1/touchpoints/gone-1",
                "{\"accountId\": \"gone\", \"kind\": \"CALL\", \"status\": \"HELD\", \"contactIds\": [\"boss\"],"
                        + " \"occurredAt\": \"2026-05-01T10:00:00Z\"}");

        assertThat(Figures.of("days-since-executive-contact", "gone", LocalDate.of(2026, 6, 19)))
                .isEqualTo("49");
        assertThat(Figures.of("days-since-executive-contact", "gone", LocalDate.of(2026, 6, 20)))
                .isEqualTo(NOT_A_CUSTOMER);
        assertThat(Figures.of("days-since-executive-contact", "gone", LocalDate.of(2026, 6, 21)))
                .isEqualTo(NOT_A_CUSTOMER);
    }

    @Test
    void withoutASponsorOrBeyondTheSourceItIsUnknown() {
        cover("crm", "TOUCHPOINT", DAY);
        assertThat(days(DAY)).isEqualTo("121");
        assertThat(days(DAY.plusDays(1)))
                .isEqualTo("UNKNOWN: The touchpoint records are complete only until 2026-06-30.");

        create("/v1/accounts/beta", "{\"name\": \"Beta\"}");
        period("beta", "2026-03-01", null);
        create("/v1/contacts/beta-user", "{\"accountId\": \"beta\", \"name\": \"Bo\", \"role\": \"USER\"}");
        assertThat(Figures.of("days-since-executive-contact", "beta", DAY))
                .isEqualTo("UNKNOWN: No record of touchpoint counts.");
        create("/v1/accounts/gamma", "{\"name\": \"Gamma\"}");
        period("gamma", "2026-03-01", null);
        assertThat(Figures.of("days-since-executive-contact", "gamma", DAY))
                .isEqualTo("UNKNOWN: No source delivers contacts.");
    }

    @Test
    void theValueSaysWhetherWeWroteWithoutAnAnswer() {
        Ingestion.moveClockTo(DAY);
        touchpoint("EMAIL", "SENT", "OUTBOUND", "sponsor", "2026-05-01T10:00:00Z", "");
        touchpoint("CALL", "HELD", "OUTBOUND", "sponsor", "2026-05-10T10:00:00Z", "");

        JsonNode value = Ingestion.metric("acme", "days-since-executive-contact");
        assertThat(value.get("value").asText()).isEqualTo("51");
        assertThat(value.get("anchor").asText()).isEqualTo("2026-05-10");
        assertThat(value.get("coveredThrough").asText()).isEqualTo("2027-12-31");
        assertThat(value.get("details"))
                .isEqualTo(Ingestion.json("{\"lastTwoWay\":\"2026-05-10\",\"unansweredOutreach\":\"0\"}"));

        touchpoint("EMAIL", "SENT", "OUTBOUND", "sponsor", "2026-05-20T10:00:00Z", "");
        touchpoint("CALL", "MISSED", "OUTBOUND", "sponsor", "2026-05-21T10:00:00Z", "");
        touchpoint("MEETING", "DECLINED", null, "sponsor", "2026-05-22T10:00:00Z", "");
        touchpoint("MEETING", "DECLINED", null, "user", "2026-05-23T10:00:00Z", "");

        assertThat(Ingestion.metric("acme", "days-since-executive-contact").get("details"))
                .isEqualTo(Ingestion.json("{\"lastOutreach\":\"2026-05-22\","
                        + "\"lastTwoWay\":\"2026-05-10\",\"unansweredOutreach\":\"3\"}"));
    }

    @Test
    void aContactBecomesASponsorWithAllTheirTouchpoints() {
        touchpoint("MEETING", "HELD", null, "user", "2026-06-20T10:00:00Z", "");
        assertThat(days(DAY)).isEqualTo("121");

        Ingestion.as("admin")
                .contentType("application/json")
                .header("If-Match", "\"1\"")
                .body("{\"accountId\": \"acme\", \"name\": \"user\", \"role\": \"EXECUTIVE_SPONSOR\"}")
                .put("/v1/contacts/user")
                .then()
                .statusCode(200);

        assertThat(days(DAY)).isEqualTo("10");
        assertThat(Ingestion.number("select count(*) from touchpoint_change where (data->>'withSponsor')::boolean"))
                .isEqualTo(1);
    }

    private static String days(LocalDate day) {
        return Figures.of("days-since-executive-contact", "acme", day);
    }

    private static void contact(String id, String role) {
        create("/v1/contacts/" + id, "{\"accountId\": \"acme\", \"name\": \"" + id + "\", \"role\": \"" + role + "\"}");
    }

    private void period(String start, String end) {
        period("acme", start, end);
    }

    private void period(String account, String start, String end) {
        create(
                "/v1/contract-periods/p" + number++,
                "{\"accountId\": \"" + account + "\", \"startDate\": \"" + start + "\", "
                        + (end == null ? "" : "\"endDate\": \"" + end + "\", ")
                        + "\"mrrMinor\": 10000, \"currency\": \"EUR\", \"purchasedSeats\": 5, \"trial\": false}");
    }

    private void touchpoint(String kind, String status, String direction, String contact, String at, String more) {
        create(
                "/v1/touchpoints/t" + number++,
                "{\"accountId\": \"acme\", \"kind\": \"" + kind + "\", \"status\": \"" + status + "\", "
                        + (direction == null ? "" : "\"direction\": \"" + direction + "\", ")
                        + "\"contactIds\": [\"" + contact + "\"], \"occurredAt\": \"" + at + "\"" + more + "}");
    }
}
