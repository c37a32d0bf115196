package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.moveClockTo;
import static io.tidewatch.ingestion.Ingestion.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Figures as they were known at a time: what sources covered then, not what they cover today. */
@QuarkusTest
@IngestionTest
class CoverageAsKnownTest {

    private static final LocalDate DAY = LocalDate.of(2026, 6, 8);

    @BeforeEach
    void anActiveAccountWithASponsor() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        moveClockTo("2026-06-01T12:00:00Z");
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        create(
                "/v1/contract-periods/p1",
                "{\"accountId\": \"acme\", \"startDate\": \"2026-06-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                        + " \"trial\": false}");
        create("/v1/contacts/boss", "{\"accountId\": \"acme\", \"name\": \"Bo\", \"role\": \"EXECUTIVE_SPONSOR\"}");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aDayThatWasNotCoveredThenIsUnknownAsItWasKnownThen() {
        moveClockTo("2026-06-06T12:00:00Z");
        cover("crm", "TOUCHPOINT", LocalDate.of(2026, 6, 5));
        moveClockTo("2026-06-10T12:00:00Z");
        cover("crm", "TOUCHPOINT", LocalDate.of(2026, 6, 9));
        moveClockTo("2026-06-20T12:00:00Z");
        cover("crm", "TOUCHPOINT", LocalDate.of(2026, 6, 7)); // it had said too much

        assertThat(contact("2026-06-05T00:00:00Z"))
                .isEqualTo("UNKNOWN: No source says until which day its touchpoints are complete.");
        assertThat(contact("2026-06-09T00:00:00Z"))
                .isEqualTo("UNKNOWN: The touchpoint records are complete only until 2026-06-05.");
        assertThat(contact("2026-06-15T00:00:00Z")).isEqualTo("7");
        assertThat(contact(null)).isEqualTo("UNKNOWN: The touchpoint records are complete only until 2026-06-07.");
    }

    @Test
    void whatAnImportCoversIsKnownFromTheImportOn() {
        String header = "ticket_id,account_id,opened_at,resolved_at,priority,satisfaction\n";
        moveClockTo("2026-06-06T12:00:00Z");
        load("tidewatch-tickets", "2026-06-05", header + "k1,acme,2026-06-02T10:00:00Z,2026-06-02T12:00:00Z,,\n");
        moveClockTo("2026-06-10T12:00:00Z");
        load("tidewatch-tickets", "2026-06-09", header);
        cover("tidewatch", "TICKET", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 6, 9));

        assertThat(figure("average-resolution-time", "2026-06-09T00:00:00Z"))
                .isEqualTo("UNKNOWN: The ticket records are complete only until 2026-06-05.");
        assertThat(figure("average-resolution-time", "2026-06-11T00:00:00Z")).isEqualTo("2");
    }

    @Test
    void aRowThatWasSettledLaterWasUnknownBefore() {
        String header = "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan\n";
        moveClockTo("2026-06-06T12:00:00Z");
        load("tidewatch-contract-periods", null, header + "s1,acme,2026-06-01,,lots,EUR,,false,\n");
        moveClockTo("2026-06-10T12:00:00Z");
        load("tidewatch-contract-periods", null, header + "s1,acme,2026-06-01,,2.00,EUR,,false,\n");

        assertThat(figure("arr", "2026-06-05T00:00:00Z")).isEqualTo("1200");
        assertThat(figure("arr", "2026-06-09T00:00:00Z")).startsWith("UNKNOWN");
        assertThat(figure("arr", null)).isEqualTo("3600");
    }

    @Test
    void contractsThatCameLaterDoNotMakeRevenueKnownEarlier() {
        create("/v1/accounts/late", "{\"name\": \"Late\"}");
        moveClockTo("2026-06-20T12:00:00Z");
        create(
                "/v1/contract-periods/p2",
                "{\"accountId\": \"late\", \"startDate\": \"2026-06-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                        + " \"trial\": false}");

        assertThat(of("arr", "late", "2026-06-15T00:00:00Z"))
                .isEqualTo("UNKNOWN: No source delivers contract periods.");
        assertThat(of("arr", "late", null)).isEqualTo("1200");
    }

    private static String contact(String knownAt) {
        return figure("days-since-executive-contact", knownAt);
    }

    private static String figure(String metric, String knownAt) {
        return of(metric, "acme", knownAt);
    }

    private static String of(String metric, String account, String knownAt) {
        return Figures.text(
                query("{\"metrics\": [\"" + metric + "\"], \"accountIds\": [\"" + account + "\"], \"asOf\": \"" + DAY
                                + "\"" + (knownAt == null ? "" : ", \"knownAt\": \"" + knownAt + "\"") + "}")
                        .get("items")
                        .get(0));
    }
}
