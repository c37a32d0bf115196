package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.computed;
import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.metric.Catalogue;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When values are computed again, and when others are told. */
@QuarkusTest
@IngestionTest
class MetricRefreshTest {

    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);

    @BeforeEach
    void anAccount() {
        Ingestion.forgetEverything();
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        create("/v1/contacts/boss", "{\"accountId\": \"acme\", \"name\": \"Bo\", \"role\": \"EXECUTIVE_SPONSOR\"}");
        create(
                "/v1/contract-periods/p1",
                "{\"accountId\": \"acme\", \"startDate\": \"2026-06-01\", \"endDate\": \"2026-12-31\", \"mrrMinor\": 100,"
                        + " \"currency\": \"EUR\", \"trial\": false}");
        Ingestion.moveClockTo("2026-07-05T12:00:00Z");
        cover("crm", "TOUCHPOINT", LocalDate.of(2026, 7, 5));
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void nothingIsComputedBeforeACatalogueIsHandedOver() {
        assertThat(number("select count(*) from metric_value")).isZero();
        assertThat(as("csm").get("/v1/accounts/acme/metrics").statusCode()).isEqualTo(404);

        Catalogue catalogue = Ingestion.handOverCatalogue();

        assertThat(number("select count(*) from metric_value")).isEqualTo(10);
        assertThat(as("csm").get("/v1/accounts/acme/metrics").<String>path("catalogueHash"))
                .isEqualTo(catalogue.catalogueHash());
        assertThat(number("select count(*) from feed_change where type = 'catalogue' and key = '"
                        + catalogue.catalogueHash() + "' and partition = 64"))
                .isPositive();
    }

    @Test
    void midnightMakesAgesOlderAndTellsNobody() {
        Ingestion.handOverCatalogue();
        Ingestion.moveClockTo(DAY);
        computed();
        long told = told();
        long version = number("select version from account_metrics");

        Ingestion.moveClockTo(DAY.plusDays(1));

        assertThat(Ingestion.metric("acme", "days-since-executive-contact")
                        .get("value")
                        .asText())
                .isEqualTo("30");
        assertThat(number("select count(*) from account_metrics where as_of = '2026-07-01'"))
                .isEqualTo(1);
        assertThat(told()).isEqualTo(told);
        assertThat(number("select version from account_metrics")).isEqualTo(version);
    }

    @Test
    void theDayOnWhichAContractBeginsOrEndsIsTold() {
        create(
                "/v1/contract-periods/p2",
                "{\"accountId\": \"acme\", \"startDate\": \"2027-02-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                        + " \"trial\": false}");
        Ingestion.handOverCatalogue();
        Ingestion.moveClockTo(LocalDate.of(2026, 12, 30));
        computed();
        long before = number("select max(seq) from feed_change");
        assertThat(lastToldActiveSince()).isEqualTo("2026-06-01");

        Ingestion.moveClockTo(LocalDate.of(2026, 12, 31));
        computed();
        assertThat(lastToldActiveSince()).isEqualTo("null");

        Ingestion.moveClockTo(LocalDate.of(2027, 1, 31));
        computed();
        Ingestion.moveClockTo(LocalDate.of(2027, 2, 1));
        computed();
        assertThat(lastToldActiveSince()).isEqualTo("2027-02-01");
        assertThat(number("select count(*) from feed_change where type = 'account' and seq > " + before))
                .isEqualTo(2);
        assertThat(number("select count(*) from feed_change f join account a on a.id = f.key where f.type = 'account'"
                        + " and f.seq > " + before + " and f.version = a.change_version"))
                .isEqualTo(1);
    }

    @Test
    void theDayOnWhichAValueBecomesUnknownIsTold() {
        Ingestion.handOverCatalogue();
        Ingestion.moveClockTo(LocalDate.of(2026, 7, 5));
        computed();
        long told = told();

        Ingestion.moveClockTo(LocalDate.of(2026, 7, 6));

        assertThat(Ingestion.metric("acme", "days-since-executive-contact")
                        .get("reason")
                        .asText())
                .isEqualTo("The touchpoints are complete only until 2026-07-05.");
        assertThat(told()).isEqualTo(told + 1);
    }

    @Test
    void aChangeThatChangesNoValueIsNotTold() {
        Ingestion.handOverCatalogue();
        computed();
        long told = told();

        create("/v1/contacts/other", "{\"accountId\": \"acme\", \"name\": \"Jo\", \"role\": \"USER\"}");
        computed();
        assertThat(told()).isEqualTo(told);

        create(
                "/v1/contract-periods/p2",
                "{\"accountId\": \"acme\", \"startDate\": \"2020-01-01\", \"mrrMinor\": 100, \"currency\": \"EUR\", \"trial\": false}");
        computed();
        assertThat(told()).isEqualTo(told + 1);
    }

    @Test
    void handingACatalogueOverAgainIsNoChange() {
        Catalogue catalogue = Ingestion.handOverCatalogue();
        computed();
        long changes = number("select max(seq) from feed_change");

        as("service")
                .contentType("application/json")
                .body(catalogue.toJson())
                .put("/v1/catalogues/{hash}", catalogue.catalogueHash())
                .then()
                .statusCode(200);

        assertThat(as("service")
                        .get("/v1/catalogues/{hash}", catalogue.catalogueHash())
                        .asString())
                .isEqualTo("{\"hash\":\"" + catalogue.catalogueHash()
                        + "\",\"state\":\"READY\",\"accountsDone\":1,\"accountsTotal\":1}");
        assertThat(number("select max(seq) from feed_change")).isEqualTo(changes);
    }

    @Test
    void aCatalogueUnderAWrongHashOrUnreadableIsRefused() {
        assertThat(as("service")
                        .contentType("application/json")
                        .body("{\"metrics\": []}")
                        .put("/v1/catalogues/{hash}", "a".repeat(64))
                        .then()
                        .statusCode(422)
                        .extract()
                        .<String>path("type"))
                .isEqualTo("/problems/catalogue-hash-wrong");
        assertThat(as("service")
                        .contentType("application/json")
                        .body("{\"metrics\": [{\"id\": 7}]}")
                        .put("/v1/catalogues/{hash}", "a".repeat(64))
                        .then()
                        .statusCode(422)
                        .extract()
                        .<String>path("type"))
                .isEqualTo("/problems/catalogue-not-readable");
    }

    private static String lastToldActiveSince() {
        return Ingestion.texts("select coalesce(data->>'activeSince', 'null') from feed_change where type = 'account'"
                        + " order by seq desc limit 1")
                .getFirst();
    }

    private static long told() {
        return number("select count(*) from feed_change where type = 'account-metrics'");
    }
}
