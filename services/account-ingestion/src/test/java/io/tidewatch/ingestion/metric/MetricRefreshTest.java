package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.computed;
import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.sql;
import static io.tidewatch.ingestion.Ingestion.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.ingestion.values.FalsifiedValues;
import io.tidewatch.ingestion.values.MetricSlots;
import io.tidewatch.metric.catalogue.Catalogue;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When values are computed again, and when they are published. */
@QuarkusTest
@IngestionTest
class MetricRefreshTest {

    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);

    @Inject
    Pool pool;

    @Inject
    CatalogueStore catalogues;

    @Inject
    MetricSlots slots;

    @Inject
    MetricConfig config;

    @Inject
    ValueCheck check;

    private static final String TICKETS_EVER = TestMetric.of("tickets-ever", "NUMBER", """
            measures:
              tickets: {count: ticket, in: ever}
            population: everyone
            value: tickets
            """);

    private static final String VIEWS_EVER = TestMetric.of("views", "NUMBER", """
            measures:
              views: {sum: count, of: usage, in: ever}
            population: everyone
            value: views
            """);

    private static final String CUSTOMER_FOR = TestMetric.of("customer-for", "DAYS", """
            measures:
              activeSince: {first: startDate, of: paid_span, during: whole}
            population: everyone
            value: daysSince(activeSince)
            overAccounts: mean
            """);

    private static final String ENDS_IN = TestMetric.of("ends-in", "DAYS", """
            measures:
              endsOn: {first: dueOn, of: renewal, where: not followed, in: ahead}
            population: everyone
            value: days(asOf, endsOn)
            overAccounts: mean
            """);

    @BeforeEach
    void anAccount() {
        Ingestion.forgetEverything();
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        create("/v1/contacts/boss", "{\"accountId\": \"acme\", \"name\": \"Bo\", \"role\": \"EXECUTIVE_SPONSOR\"}");
        create(
                "/v1/contract-periods/p1",
                "{\"accountId\": \"acme\", \"startDate\": \"2026-06-01\", \"endDate\": \"2026-12-31\", \"mrrMinor\":"
                        + " 100, \"currency\": \"EUR\", \"trial\": false}");
        Ingestion.moveClockTo("2026-07-05T12:00:00Z");
        cover("crm", "TOUCHPOINT", LocalDate.of(2026, 7, 5));
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void nothingIsComputedBeforeACatalogueIsHandedOver() {
        assertThat(number("select count(*) from account_values")).isZero();
        assertThat(as("csm").get("/v1/accounts/acme/metrics").statusCode()).isEqualTo(404);

        Catalogue catalogue = Ingestion.handOverCatalogue();

        assertThat(number("select count(*) from account_values")).isEqualTo(1);
        assertThat(Ingestion.values("acme")).hasSize(catalogue.tracked().size());
        assertThat(as("csm").get("/v1/accounts/acme/metrics").<String>path("catalogueHash"))
                .isEqualTo(catalogue.catalogueHash());
        assertThat(number("select count(*) from feed_change where type = 'catalogue' and key = '"
                        + catalogue.catalogueHash() + "' and partition = 64"))
                .isPositive();
    }

    @Test
    void aCatalogueHandedOverWhileABatchBeginsBecomesReady() throws SQLException {
        Ingestion.compute(Catalogue.parse(Map.of("metrics/tickets-ever.yaml", TICKETS_EVER)));
        Catalogue next = Catalogue.parse(Map.of("metrics/views.yaml", VIEWS_EVER));
        try (Connection replica = Ingestion.connect();
                Statement statement = replica.createStatement()) {
            replica.setAutoCommit(false);
            statement.execute("lock table metric_dirty in exclusive mode");
            await().until(() -> number("select count(*) from pg_locks where not granted"
                            + " and relation = 'metric_dirty'::regclass")
                    == config.lanes());
            Ingestion.handOver(next);
            // As another replica marks them, which has read the new catalogue.
            statement.execute("delete from metric_sweep");
            statement.execute("insert into metric_dirty (account_id) select id from account");
            replica.commit();
        }

        Ingestion.ready(next);
    }

    @Test
    void aNewDayReachesTheAccountBehindAThousandForWhichNothingChanges() {
        Catalogue catalogue =
                Catalogue.parse(Map.of("metrics/tickets-ever.yaml", TICKETS_EVER, "metrics/views.yaml", VIEWS_EVER));
        Ingestion.compute(catalogue);
        sql("""
                insert into account (id, source, external_id, name, content_hash, known_at)
                select '000-' || n, source, '000-' || n, name, content_hash, known_at
                from account, generate_series(1, 2500) n where id = 'acme'""");
        sql("""
                insert into account_values (account_id, partition, version, as_of, next_change_at, catalogue_number, catalogue_hash,
                                            customer, has_beginning, packed)
                select '000-' || n, partition, version, as_of, '2099-01-01', catalogue_number, catalogue_hash, customer, has_beginning, packed
                from account_values, generate_series(1, 2500) n where account_id = 'acme'""");
        sql("update account_values set next_change_at = '2026-07-06' where account_id = 'acme'");

        Ingestion.moveClockTo("2026-07-06T12:00:00Z");

        await().until(() -> texts("select as_of::text from account_values where account_id = 'acme'")
                .equals(List.of("2026-07-06")));
        assertThat(number("select count(*) from account_values where as_of = '2026-07-06'"))
                .isEqualTo(1);
    }

    @Test
    void midnightMakesAgesOlderAndLeavesTheAccountAlone() {
        // Only ages: a window would make the account change on some days.
        Ingestion.compute(
                Catalogue.parse(Map.of("metrics/customer-for.yaml", CUSTOMER_FOR, "metrics/ends-in.yaml", ENDS_IN)));
        Ingestion.moveClockTo(DAY.plusDays(2));
        computed();
        long published = published();
        String row = texts("select xmin || ' ' || as_of || ' ' || version from account_values")
                .getFirst();

        Ingestion.moveClockTo(DAY.plusDays(3));

        assertThat(Ingestion.metric("acme", "customer-for").get("value").asText())
                .isEqualTo("32");
        assertThat(Ingestion.metric("acme", "ends-in").get("value").asText()).isEqualTo("181");
        assertThat(as("csm").get("/v1/accounts/acme/metrics").<String>path("asOf"))
                .isEqualTo("2026-07-03");
        assertThat(published()).isEqualTo(published);
        assertThat(texts("select xmin || ' ' || as_of || ' ' || version from account_values"))
                .containsExactly(row);
    }

    @Test
    void aChangedKindComputesTheMetricsThatReadItAndNoOthers() {
        Ingestion.handOverCatalogue();
        computed();
        FalsifiedValues.replace(pool, "acme", 1200, 1300);

        create("/v1/users/u1", "{\"accountId\": \"acme\", \"seatAssignedFrom\": \"2026-06-01\"}");
        assertThat(Ingestion.metric("acme", "arr").get("value").asText()).isEqualTo("1300");
        assertThat(Ingestion.metric("acme", "seat-utilization").get("reason").asText())
                .isEqualTo("The record of contract period that counts has no purchasedSeats.");

        create(
                "/v1/contract-periods/p2",
                "{\"accountId\": \"acme\", \"startDate\": \"2026-06-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                        + " \"trial\": false}");
        assertThat(Ingestion.metric("acme", "arr").get("value").asText()).isEqualTo("2400");
    }

    @Test
    void anEarlierFirstRecordOfAnyKindChangesAllValuesOfAnAccountWithoutSignUpAndContract() {
        cover("desk", "TICKET", LocalDate.of(2026, 6, 20), LocalDate.of(2026, 7, 5));
        create("/v1/accounts/guest", "{\"name\": \"Guest\"}");
        create("/v1/accounts/guest/records/sentiment/s2", "{\"fields\": {\"ratedOn\": \"2026-06-20\", \"rating\": 4}}");
        Ingestion.compute(Catalogue.parse(Map.of("metrics/tickets-ever.yaml", TICKETS_EVER)));
        assertThat(Ingestion.metric("guest", "tickets-ever").get("state").asText())
                .isEqualTo("KNOWN");

        create("/v1/accounts/guest/records/sentiment/s1", "{\"fields\": {\"ratedOn\": \"2026-06-19\", \"rating\": 4}}");
        assertThat(Ingestion.metric("guest", "tickets-ever").get("state").asText())
                .isEqualTo("UNKNOWN");
    }

    @Test
    void theDailyComparisonFindsAValueThatNoChangeMarked() {
        Ingestion.handOverCatalogue();
        computed();
        assertThat(compare()).isEqualTo(1);
        assertThat(number("select count(*) from metric_dirty")).isZero();

        FalsifiedValues.replace(pool, "acme", 1200, 1300);
        assertThat(Ingestion.metric("acme", "arr").get("value").asText()).isEqualTo("1300");
        compare();

        assertThat(Ingestion.metric("acme", "arr").get("value").asText()).isEqualTo("1200");
    }

    @Test
    void theDailyComparisonFindsPackedUsageThatIsNotWhatTheRowsSay() {
        StringBuilder csv = new StringBuilder("usage_id,account_id,user_id,day,feature,count,duration_seconds\n");
        for (int i = 0; i < 40; i++) {
            csv.append("x%d,acme,,2026-07-0%d,views,1,\n".formatted(i, 1 + i % 4));
        }
        load("tidewatch-usage", null, csv.toString());
        cover("tidewatch", "USAGE", LocalDate.of(2020, 1, 1), LocalDate.of(2026, 7, 5));
        Ingestion.compute(Catalogue.parse(Map.of("metrics/views.yaml", VIEWS_EVER)));
        assertThat(Ingestion.metric("acme", "views").get("value").asText()).isEqualTo("40");
        // As of rows that nobody packed.
        Ingestion.sql(
                "insert into usage_packed (account, through, replaced, content)"
                        + " select number, 1000000, replaced, '\\x01000000' from usage_account where account_id = 'acme'"
                        + " on conflict (account) do update set through = excluded.through, content = excluded.content",
                "select mark_dirty(array['acme'], null)");
        assertThat(Ingestion.metric("acme", "views").get("value").asText()).isEqualTo("0");

        compare();

        assertThat(Ingestion.metric("acme", "views").get("value").asText()).isEqualTo("40");
    }

    private int compare() {
        return catalogues
                .live(pool)
                .chain(live ->
                        CurrentValues.of(slots, live).chain(values -> check.compareAfter("", live.getFirst(), values)))
                .await()
                .atMost(java.time.Duration.ofSeconds(60));
    }

    @Test
    void theDayOnWhichAContractEndsIsPublishedOnce() {
        Ingestion.handOverCatalogue();
        Ingestion.moveClockTo(LocalDate.of(2026, 12, 30));
        computed();
        long last = number("select max(seq) from feed_change");
        assertThat(customer()).isTrue();

        Ingestion.moveClockTo(LocalDate.of(2026, 12, 31));
        computed();
        assertThat(customer()).isFalse();
        Ingestion.moveClockTo(LocalDate.of(2027, 1, 1));
        computed();
        Ingestion.moveClockTo(LocalDate.of(2027, 1, 2));
        computed();

        assertThat(texts("select type || ' ' || key from feed_change where seq > " + last))
                .containsExactly("account-metrics acme");
        assertThat(Ingestion.metric("acme", "arr").get("reason").asText()).isEqualTo(ValueReading.NOT_A_CUSTOMER);
    }

    private static boolean customer() {
        return as("csm").get("/v1/accounts/acme/metrics").path("customer");
    }

    @Test
    void aKnownCatalogueIsAnsweredAndMarksNobody() {
        Catalogue catalogue = Ingestion.handOverCatalogue();
        computed();
        // As while the values are being computed: whoever hands over asks again every few seconds.
        Ingestion.sql(
                "update catalogue set state = 'COMPUTING'",
                "update account_values set catalogue_number = 0",
                "create function no_marks() returns trigger language plpgsql as $$ begin raise 'marked again'; end $$",
                "create trigger no_marks before insert on metric_sweep execute function no_marks()",
                "create trigger no_marks before insert on metric_dirty execute function no_marks()");
        try {
            for (int i = 0; i < 3; i++) {
                Ingestion.handOver(catalogue);
            }
        } finally {
            Ingestion.sql(
                    "drop trigger no_marks on metric_sweep",
                    "drop trigger no_marks on metric_dirty",
                    "drop function no_marks()");
        }
    }

    @Test
    void aCatalogueWhoseTransactionWasRolledBackIsTakenInAnotherAttempt() {
        Ingestion.sql(
                "create sequence deadlocks",
                "create function deadlock() returns trigger language plpgsql as $$ begin"
                        + " if nextval('deadlocks') <= 2 then raise exception 'deadlock' using errcode = '40P01'; end if;"
                        + " return new; end $$",
                "create trigger deadlock before insert on metric_sweep execute function deadlock()");
        try {
            Ingestion.handOverCatalogue();
        } finally {
            Ingestion.sql("drop function deadlock() cascade", "drop sequence deadlocks");
        }
        computed();
        assertThat(number("select count(*) from account_values")).isEqualTo(1);
    }

    @Test
    void aSourceConcernsTheAccountsItSpeaksForAndNobodyBeforeItSaysUntilWhen() {
        Ingestion.handOverCatalogue();
        load(
                "tidewatch-accounts",
                null,
                "account_id,name,segment,business_model,lifecycle_stage,industry,country,csm_email,sales_owner_email,"
                        + "signup_date\nown,Own,,,,,,,,\n");
        computed();
        long computedBefore = number("select sum(version) from account_values where account_id = 'acme'");
        Ingestion.sql(
                "create table marked as select account_id from metric_dirty",
                "create function note_mark() returns trigger language plpgsql as"
                        + " $$ begin insert into marked values (new.account_id); return new; end $$",
                "create trigger note_mark before insert on metric_dirty for each row execute function note_mark()");
        try {
            load(
                    "tidewatch-tickets",
                    null,
                    "ticket_id,account_id,opened_at,resolved_at,priority,satisfaction\n"
                            + "k1,own,2026-06-02T10:00:00Z,2026-06-02T12:00:00Z,,\n");
            computed();
            assertThat(texts("select distinct account_id from marked")).containsExactly("own");
            assertThat(number("select sum(version) from account_values where account_id = 'acme'"))
                    .isEqualTo(computedBefore);

            cover("desk", "TICKET", LocalDate.of(2026, 7, 5));
            computed();
            assertThat(texts("select distinct account_id from marked")).contains("acme");
        } finally {
            Ingestion.sql("drop trigger note_mark on metric_dirty", "drop function note_mark()", "drop table marked");
        }
    }

    @Test
    void theDayOnWhichAValueBecomesUnknownIsPublished() {
        Ingestion.handOverCatalogue();
        Ingestion.moveClockTo(LocalDate.of(2026, 7, 5));
        computed();
        long published = published();

        Ingestion.moveClockTo(LocalDate.of(2026, 7, 6));

        assertThat(Ingestion.metric("acme", "days-since-executive-contact")
                        .get("reason")
                        .asText())
                .isEqualTo("The touchpoint records are complete only until 2026-07-05.");
        assertThat(published()).isEqualTo(published + 1);
    }

    @Test
    void aChangeThatChangesNoValueIsNotPublished() {
        Ingestion.handOverCatalogue();
        computed();
        long published = published();

        create("/v1/contacts/other", "{\"accountId\": \"acme\", \"name\": \"Jo\", \"role\": \"USER\"}");
        computed();
        assertThat(published()).isEqualTo(published);

        create(
                "/v1/contract-periods/p2",
                "{\"accountId\": \"acme\", \"startDate\": \"2020-01-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                        + " \"trial\": false}");
        computed();
        assertThat(published()).isEqualTo(published + 1);
    }

    @Test
    void handingOverTheSameCatalogueChangesNothing() {
        Catalogue catalogue = Ingestion.handOverCatalogue();
        computed();
        long changes = number("select max(seq) from feed_change");

        Ingestion.handOver(catalogue);

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
                        .body("{\"files\": {}}")
                        .put("/v1/catalogues/{hash}", "a".repeat(64))
                        .then()
                        .statusCode(422)
                        .extract()
                        .<String>path("type"))
                .isEqualTo("/problems/catalogue-hash-wrong");
        assertThat(as("service")
                        .contentType("application/json")
                        .body("{\"files\": {\"metrics/x.yaml\": \"id: 7\"}}")
                        .put("/v1/catalogues/{hash}", "a".repeat(64))
                        .then()
                        .statusCode(422)
                        .extract()
                        .<String>path("type"))
                .isEqualTo("/problems/catalogue-not-readable");
    }

    private static long published() {
        return number("select count(*) from feed_change where type = 'account-metrics'");
    }
}
