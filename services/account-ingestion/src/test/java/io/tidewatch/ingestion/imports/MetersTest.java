package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.accounts;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.access.GaugeReading;
import io.tidewatch.access.StoredGauge;
import io.tidewatch.access.StoredGauges;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.testsuite.Scrape;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of the service at its management port. */
@QuarkusTest
@IngestionTest
class MetersTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String HEADER = "user_id,account_id,email,seat_assigned_from,seat_assigned_until\n";
    private static final String USERS =
            HEADER + "m1,acme,m1@acme.example,2026-01-01,\nm2,acme,m2@acme.example,2026-01-01,\n";

    @Inject
    GaugeReading gauges;

    @Inject
    @All
    List<StoredGauges> features;

    @Inject
    ClaimedFiles files;

    @BeforeEach
    @AfterEach
    void nothingWaits() {
        Ingestion.forgetEverything();
    }

    @Test
    void anUnfinishedImportIsShownWithItsAgeUntilItEnds() {
        assertThat(read().value("tidewatch_imports_unfinished")).isZero();
        assertThat(read().value("tidewatch_import_age_seconds")).isZero();

        ClaimedFiles.Claimed older = files.claim("tidewatch-users", USERS);
        files.claim("tidewatch-users", USERS);
        sql("update import_job set received_at = received_at - interval '2 hours' where id = '" + older.id() + "'");
        Scrape scrape = read();
        assertThat(scrape.value("tidewatch_imports_unfinished")).isEqualTo(2);
        assertThat(scrape.value("tidewatch_import_age_seconds")).isBetween(7_200.0, 7_500.0);

        sql("update import_job set state = 'DONE' where id = '" + older.id() + "'");
        scrape = read();
        assertThat(scrape.value("tidewatch_imports_unfinished")).isOne();
        assertThat(scrape.value("tidewatch_import_age_seconds")).isLessThan(300);
    }

    @Test
    void theRowsOfAFileAreCountedByWhatBecameOfThem() {
        accounts("acme");
        double accepted = rows("accepted");
        double unchanged = rows("unchanged");
        double rejected = rows("rejected");

        load("tidewatch-users", null, USERS + "m3,acme,m3@acme.example,not a day,\n");
        load("tidewatch-users", null, USERS);
        load("tidewatch-users", null, HEADER + "m1,acme,m1@acme.example,2026-01-02,\n");

        assertThat(rows("accepted") - accepted).isEqualTo(2);
        assertThat(rows("unchanged") - unchanged).isEqualTo(2);
        assertThat(rows("rejected") - rejected)
                .as("one unreadable, one in conflict")
                .isEqualTo(2);
    }

    /** Without a catalogue nothing is computed, so the marks stay. */
    @Test
    void accountsThatWaitForTheirValuesAreCountedAndTheAgeIsThatOfTheirFirstMark() {
        assertThat(read().value("tidewatch_accounts_waiting_seconds")).isZero();

        sql(
                "insert into metric_dirty (account_id, marked_at) values ('acme', clock_timestamp() - interval '90 seconds')",
                "select mark_dirty('{acme, zenith}', null)");

        Scrape scrape = read();
        assertThat(scrape.value("tidewatch_accounts_waiting")).isEqualTo(2);
        assertThat(scrape.value("tidewatch_accounts_waiting_seconds")).isBetween(90.0, 400.0);
    }

    @Test
    void aSourceIsAsOldAsItsLastFileOfWhichARowIsStored() {
        assertThat(read().find("tidewatch_source_age_seconds")).isEmpty();
        accounts("acme");
        assertThat(read().value("tidewatch_source_age_seconds", "source=\"tidewatch\""))
                .isLessThan(300);

        sql("update import_job set finished_at = finished_at - interval '3 days'");
        load("tidewatch-users", null, HEADER + "m1,nobody,m1@acme.example,not a day,\n");

        assertThat(read().value("tidewatch_source_age_seconds", "source=\"tidewatch\""))
                .isBetween(259_200.0, 259_500.0);
    }

    @Test
    void aCatalogueThatIsBeingComputedIsShown() {
        accounts("acme");
        Ingestion.handOverCatalogue();
        assertThat(read().value("tidewatch_catalogue_computing")).isZero();

        // An account without values, and without a mark by which it would get them; a worker that is at it may still
        // store some.
        await().untilAsserted(() -> {
            sql("delete from account_values", "update catalogue set state = 'COMPUTING'");
            assertThat(read().value("tidewatch_catalogue_computing")).isOne();
        });
    }

    @Test
    void aRefusedRequestIsCounted() {
        String[] forbidden = {"method=\"GET\"", "status=\"403\"", "uri=\"/v1/sources\""};
        double before = Scrape.now()
                .find("http_server_requests_seconds_count", forbidden)
                .orElse(0);

        Ingestion.as("nobody").get("/v1/sources").then().statusCode(403);

        assertThat(Scrape.now().value("http_server_requests_seconds_count", forbidden))
                .isEqualTo(before + 1);
    }

    @Test
    void theGuideListsTheMetersOfThisService() {
        List<String> names = features.stream()
                .flatMap(feature -> feature.gauges().stream())
                .map(StoredGauge::name)
                .toList();
        Scrape.assertInGuide("account-ingestion", names);
    }

    private Scrape read() {
        gauges.read().await().atMost(LIMIT);
        return Scrape.now();
    }

    private static double rows(String result) {
        return Scrape.now().value("tidewatch_import_rows_total", "result=\"" + result + "\"");
    }
}
