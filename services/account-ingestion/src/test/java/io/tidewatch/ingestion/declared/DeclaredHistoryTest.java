package io.tidewatch.ingestion.declared;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.metric;
import static io.tidewatch.ingestion.Ingestion.moveClockTo;
import static io.tidewatch.ingestion.declared.Visits.change;
import static io.tidewatch.ingestion.declared.Visits.create;
import static io.tidewatch.ingestion.declared.Visits.delete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.history.Histories;
import io.tidewatch.ingestion.history.HistoryScope;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.Column;
import io.tidewatch.metric.history.Rows;
import io.tidewatch.metric.language.Vocabulary;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Metrics read the records of declared kinds, for the days that sources cover, as they are or were known. */
@QuarkusTest
@IngestionTest
class DeclaredHistoryTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 6, 10);
    private static final String RECORDS = "/v1/accounts/acme/records/";

    @Inject
    Pool pool;

    @BeforeEach
    void oneAccount() {
        Ingestion.forgetEverything();
        moveClockTo(TODAY + "T12:00:00Z");
        Visits.compute();
        Ingestion.create("/v1/accounts/acme", "{\"name\": \"Acme\", \"signupDate\": \"2026-01-01\"}");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aMetricCountsTheRecordsOfItsWindow() {
        cover("crm", "visit", TODAY);
        create(RECORDS + "visit/before", "{\"visitedOn\": \"2026-05-11\"}");
        create(RECORDS + "visit/first", "{\"visitedOn\": \"2026-05-12\"}");
        create(RECORDS + "visit/last", "{\"visitedOn\": \"2026-06-10\"}");
        create(RECORDS + "visit/after", "{\"visitedOn\": \"2026-06-11\"}");
        assertThat(value("visits")).isEqualTo("2");

        delete(RECORDS + "visit/first", "\"1\"", true).then().statusCode(204);
        assertThat(value("visits")).isEqualTo("1");
    }

    @Test
    void withoutASourceThatIsCompleteTheValueIsUnknown() {
        create(RECORDS + "visit/v1", "{\"visitedOn\": \"2026-06-10\"}");
        assertThat(reason("visits")).isEqualTo("No source says until which day its visit records are complete.");

        cover("crm", "visit", TODAY.minusDays(1));
        assertThat(reason("visits")).isEqualTo("The visit records are complete only until 2026-06-09.");

        cover("crm", "visit", TODAY);
        assertThat(value("visits")).isEqualTo("1");
    }

    @Test
    void recordsThatHoldNeedOnlyASourceThatDeliversThem() {
        assertThat(reason("pledged")).isEqualTo("No source delivers pledge records.");

        create(RECORDS + "pledge/p1", "{\"units\": 2.5}");
        assertThat(value("pledged")).isEqualTo("2.5");
        delete(RECORDS + "pledge/p1", "\"1\"", false);
        assertThat(reason("pledged")).isEqualTo("No source delivers pledge records.");

        cover("crm", "pledge", TODAY.minusDays(100));
        assertThat(value("pledged")).isEqualTo("0");
    }

    @Test
    void figuresAsTheyWereKnownBeforeADeletionStay() {
        cover("crm", "visit", TODAY);
        create(RECORDS + "visit/v1", "{\"visitedOn\": \"2026-06-09\"}");
        create(RECORDS + "visit/v2", "{\"visitedOn\": \"2026-06-09\"}");
        moveClockTo("2026-06-11T12:00:00Z");
        delete(RECORDS + "visit/v1", "\"1\"", true);
        moveClockTo("2026-06-12T12:00:00Z");

        assertThat(figure("2026-06-10T12:05:00Z")).isEqualTo("2");
        assertThat(figure("2026-06-11T11:59:59Z")).isEqualTo("2");
        assertThat(figure("2026-06-11T12:05:00Z")).isEqualTo("1");
    }

    private static String figure(String knownAt) {
        JsonNode item = Ingestion.query(
                        "{\"metrics\": [\"visits\"], \"asOf\": \"2026-06-10\", \"groupBy\": [\"ACCOUNT\"], \"knownAt\": \""
                                + knownAt + "\"}")
                .at("/items/0");
        return item.path("value").asText(item.path("state").asText());
    }

    @Test
    void allFieldsOfAllKindsComeInOneHistory() {
        create(RECORDS + "visit/v1", """
                {"visitedOn": "2026-06-01", "topic": "ROADMAP", "topics": ["SUPPORT", "PRICE"], "guests": 12, "hours": 1.5,
                 "fee": {"minor": -500, "currency": "JPY"}, "remote": true, "startedAt": "2026-06-01T10:00:00.000001Z",
                 "venue": "Hall 2", "notes": "Quiet", "host": "c1", "attendees": ["c2", "c1"]}
                """).then().statusCode(201);
        create(RECORDS + "visit/v0", "{\"visitedOn\": \"2026-05-01\"}");
        create(RECORDS + "deal/d1", "{\"probability\": 50}");
        change(RECORDS + "deal/d1", "{\"probability\": 60}", "\"1\"");

        AccountHistory history = history(Visits.catalogue(Map.of()).language().vocabulary());
        assertThat(rows(history, "visit", "visitedOn", "topic", "topics", "guests", "hours", "fee", "remote"))
                .containsExactly(
                        "v0 2026-05-01 - - - - - -", "v1 2026-06-01 ROADMAP [PRICE, SUPPORT] 12 1.5 -500 JPY 1");
        assertThat(rows(history, "visit", "startedAt", "venue", "notes", "host", "attendees"))
                .containsExactly("v0 - - - - -", "v1 2026-06-01T10:00:00.000001Z Hall 2 Quiet c1 [c1, c2]");
        assertThat(rows(history, "deal", "probability", "openedOn")).containsExactly("d1 60 -");
    }

    @Test
    void whatAnotherCatalogueReadsDifferentlyIsMissing() {
        create(RECORDS + "visit/v1", """
                {"visitedOn": "2026-06-01", "topic": "PRICE", "guests": 12, "hours": 1.5,
                 "fee": {"minor": 500, "currency": "JPY"}, "startedAt": "2026-06-01T10:00:00Z", "venue": "Hall 2", "host": "c1"}
                """).then().statusCode(201);
        String other = Visits.VISIT
                .replace("visitedOn: {type: DATE,", "visitedOn: {type: INSTANT,")
                .replace("guests: {type: INTEGER}", "guests: {type: NAME}")
                .replace("hours: {type: DECIMAL}", "hours: {type: INTEGER}")
                .replace("fee: {type: MONEY}", "fee: {type: DECIMAL}")
                .replace("startedAt: {type: INSTANT}", "startedAt: {type: MONEY}")
                .replace("host: {type: REF, to: contact}", "host: {type: REFS, to: contact}")
                .replace("  venue: {type: NAME}\n", "")
                .replace("topic: {type: WORD, of: [PRICE, ROADMAP]}", "topic: {type: WORDS, of: [PRICE, ROADMAP]}");
        Vocabulary vocabulary =
                Visits.catalogue(Map.of("records/visit.yaml", other)).language().vocabulary();

        assertThat(rows(
                        history(vocabulary),
                        "visit",
                        "visitedOn",
                        "guests",
                        "hours",
                        "fee",
                        "startedAt",
                        "host",
                        "topic"))
                .containsExactly("v1 - - - - - - -");
    }

    @Test
    void recordsWithoutAnAccountHaveAHistoryOfTheirOwn() {
        create("/v1/records/deal/d1", "{\"probability\": 10}");
        create(RECORDS + "deal/d2", "{\"probability\": 20}");
        cover("crm", "deal", TODAY);
        cover("crm", "ACCOUNT", TODAY);
        Vocabulary vocabulary = Visits.catalogue(Map.of()).language().vocabulary();

        AccountHistory without = history(vocabulary, HistoryScope.NO_ACCOUNT);
        assertThat(rows(without, "deal", "probability")).containsExactly("d1 10");
        assertThat(without.covered(vocabulary.kind("deal")).through()).isEqualTo((int) TODAY.toEpochDay());
        assertThat(rows(history(vocabulary), "deal", "probability")).containsExactly("d2 20");
    }

    @Test
    void recordsWithoutAnAccountCountInTheFigureOfEveryoneAlone() {
        Ingestion.compute(Visits.catalogue(Map.of("metrics/deals.yaml", Visits.deals())));
        cover("crm", "deal", TODAY);
        create(RECORDS + "deal/own", "{\"openedOn\": \"2026-06-01\"}");
        create("/v1/records/deal/of-nobody", "{\"openedOn\": \"2026-06-02\"}");

        assertThat(deals("")).isEqualTo("2");
        assertThat(deals(", \"groupBy\": [\"SEGMENT\"]")).isEqualTo("1");
        assertThat(deals(", \"accountIds\": [\"acme\"]")).isEqualTo("1");
    }

    private static String deals(String question) {
        return Ingestion.query("{\"metrics\": [\"deals\"], \"asOf\": \"" + TODAY + "\"" + question + "}")
                .at("/items/0/value")
                .asText();
    }

    @Test
    void aSourceIsCompleteForTheKindsOfTheCatalogueAndNoOther() {
        cover("crm", "visit", TODAY);
        as("csm").get("/v1/sources").then().body("items.kind", hasItem("visit"));

        uncovered("vist").body("errors[0].suggestion", equalTo("visit"));
        uncovered("ticket").body("errors[0].suggestion", equalTo("TICKET"));
        uncovered("renewal").body("type", equalTo("/problems/kind-unknown"));
    }

    private static io.restassured.response.ValidatableResponse uncovered(String kind) {
        return as("admin")
                .contentType("application/json")
                .body("{\"completeThrough\": \"2026-06-09\"}")
                .put("/v1/sources/crm/coverage/{kind}", kind)
                .then()
                .statusCode(404);
    }

    private static String value(String metric) {
        JsonNode value = metric("acme", metric);
        return value.path("value").asText(value.toString());
    }

    private static String reason(String metric) {
        JsonNode value = metric("acme", metric);
        return value.path("reason").asText(value.toString());
    }

    private AccountHistory history(Vocabulary vocabulary) {
        return history(vocabulary, "acme");
    }

    private AccountHistory history(Vocabulary vocabulary, String account) {
        HistoryScope scope =
                new HistoryScope(List.of(account), vocabulary, OffsetDateTime.parse("2026-06-30T00:00:00Z"), TODAY);
        return pool.withConnection(connection -> Histories.load(connection, scope))
                .await()
                .atMost(Duration.ofSeconds(60))
                .getFirst();
    }

    private static List<String> rows(AccountHistory history, String kind, String... fields) {
        Rows rows = history.rows(kind);
        return java.util.stream.IntStream.range(0, rows.size())
                .mapToObj(row -> rows.id(row)
                        + Arrays.stream(fields)
                                .map(field -> " " + shown(history, rows, field, row))
                                .reduce("", String::concat))
                .toList();
    }

    private static String shown(AccountHistory history, Rows rows, String name, int row) {
        Column column = rows.column(name);
        if (column.isMissing(row)) {
            return "-";
        }
        var field = rows.kind().fields().get(name);
        return switch (column.type()) {
            case DATE -> LocalDate.ofEpochDay(column.longs()[row]).toString();
            case INSTANT ->
                Instant.EPOCH.plus(column.longs()[row], ChronoUnit.MICROS).toString();
            case NAME, TEXT -> history.dictionary().text((int) column.longs()[row]);
            case WORD -> field.words().get((int) column.longs()[row]);
            case WORDS ->
                Arrays.stream(column.lists()[row])
                        .mapToObj(field.words()::get)
                        .toList()
                        .toString();
            case MONEY -> column.longs()[row] + " " + history.dictionary().text(column.currencies()[row]);
            case DECIMAL -> Double.toString(column.doubles()[row]);
            case REF -> history.referenceId(field.target(), (int) column.longs()[row]);
            case REFS ->
                Arrays.stream(column.lists()[row])
                        .mapToObj(number -> history.referenceId(field.target(), number))
                        .toList()
                        .toString();
            default -> Long.toString(column.longs()[row]);
        };
    }
}
