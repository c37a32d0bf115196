package io.tidewatch.ingestion.history;

import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.moveClockTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.Column;
import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.history.Rows;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.Vocabulary;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was imported is what the history of an account holds. */
@QuarkusTest
@IngestionTest
class HistoriesTest {

    private static final Vocabulary VOCABULARY = MetricLanguage.shipped();
    private static final LocalDate HORIZON = LocalDate.of(2026, 12, 31);
    private static final String ACCOUNTS =
            "account_id,name,segment,business_model,lifecycle_stage,industry,country,csm_email,sales_owner_email,signup_date\n";
    private static final String PERIODS =
            "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan\n";
    private static final String USAGE = "usage_id,account_id,user_id,day,feature,count,duration_seconds\n";
    private static final String TICKETS = "ticket_id,account_id,opened_at,resolved_at,priority,satisfaction\n";
    private static final String TOUCHPOINTS = "touchpoint_id,account_id,kind,meeting_kind,status,direction,contact_ids,"
            + "colleague_email,occurred_at,answered,answered_at,booked_at\n";

    @Inject
    Pool pool;

    @BeforeEach
    void twoAccounts() {
        Ingestion.forgetEverything();
        moveClockTo("2026-06-10T12:00:00Z");
        load(
                "tidewatch-accounts",
                null,
                ACCOUNTS + "acme,Acme,Small,SEAT_BASED,ADOPTION,Food,DE,csm@example.com,,2026-01-05\n"
                        + "beta,Beta,,,,,,,,\n");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void attributesAreThoseOfEachDayAndTheFirstOnesReachBack() {
        moveClockTo("2026-06-20T12:00:00Z");
        Ingestion.as("admin")
                .contentType("application/json")
                .header("If-Match", "\"1\"")
                .body("{\"name\": \"Acme\", \"segment\": \"Large\", \"csmEmail\": \"other@example.com\"}")
                .put("/v1/accounts/acme")
                .then()
                .statusCode(200);

        AccountHistory acme = history("acme", null);
        assertThat(attributes(acme, "2020-01-01"))
                .containsExactly("Small", "SEAT_BASED", "ADOPTION", "Food", "DE", "csm@example.com", "2026-01-05");
        assertThat(attributes(acme, "2026-06-19").getFirst()).isEqualTo("Small");
        assertThat(attributes(acme, "2026-06-20"))
                .containsExactly("Large", null, null, null, null, "other@example.com", null);
        assertThat(attributes(history("acme", "2026-06-20T11:59:59Z"), "2026-06-20")
                        .getFirst())
                .isEqualTo("Small");
        assertThat(history("acme", "2026-06-10T11:00:00Z").attributesOn(0)).isEqualTo(-1);
        assertThat(history("beta", null).attributesOn(0)).isZero();
    }

    @Test
    void fieldsWithoutAColumnAreReadLikeTheOthers() {
        load("tidewatch-contacts", null, "contact_id,account_id,name,email,role\nc1,acme,Bo,,CHAMPION\n");
        Ingestion.sql(
                "update account set fields = '{\"tier\": \"A\", \"parent\": \"beta\", \"left\": 1}' where id = 'acme'",
                "update contact set fields = '{\"level\": \"DIRECTOR\", \"function\": 7}'");

        AccountHistory acme = history("acme", null);
        assertThat(rows(acme, "account", "segment", "tier", "parent", "channel"))
                .containsExactly("2026-06-10 Small A beta null");
        assertThat(rows(acme, "contact", "role", "level", "function"))
                .containsExactly("tidewatch:c1 CHAMPION DIRECTOR null");
    }

    @Test
    void contractPeriodsContactsAndUsersAreThereWithTheirFields() {
        load(
                "tidewatch-contract-periods",
                null,
                PERIODS + "p1,acme,2026-01-01,2026-12-31,100.50,EUR,7,false,Pro\np2,acme,2025-12-01,,0,JPY,,true,\n");
        load("tidewatch-contacts", null, "contact_id,account_id,name,email,role\nc1,acme,Bo,,EXECUTIVE_SPONSOR\n");
        load(
                "tidewatch-users",
                null,
                "user_id,account_id,email,seat_assigned_from,seat_assigned_until\nu1,acme,,2026-02-01,2026-03-01\nu2,acme,,,\n");

        AccountHistory acme = history("acme", null);
        assertThat(rows(acme, "contract_period", "startDate", "endDate", "mrr", "purchasedSeats", "trial", "plan"))
                .containsExactly(
                        "tidewatch:p2 2025-12-01 null 0 JPY null 1 null",
                        "tidewatch:p1 2026-01-01 2026-12-31 10050 EUR 7 0 Pro");
        assertThat(rows(acme, "paid_span", "startDate", "endDate"))
                .containsExactly("tidewatch:p1 2026-01-01 2026-12-31");
        assertThat(rows(acme, "contact", "role")).containsExactly("tidewatch:c1 EXECUTIVE_SPONSOR");
        assertThat(rows(acme, "user", "seatAssignedFrom", "seatAssignedUntil"))
                .containsExactlyInAnyOrder("tidewatch:u1 2026-02-01 2026-03-01", "tidewatch:u2 null null");
        assertThat(rows(history("beta", null), "contract_period", "startDate")).isEmpty();
    }

    @Test
    void usageIsThereOfEachDayAndWhatWasNotUsedIsNot() {
        load("tidewatch-users", null, "user_id,account_id,email,seat_assigned_from,seat_assigned_until\nu1,acme,,,\n");
        load(
                "tidewatch-usage",
                null,
                USAGE
                        + "x3,acme,u1,2026-06-02,views,2,\nx1,acme,u1,2026-06-01,reports,3,60\nx2,acme,,2026-06-01,exports,1,\n"
                        + "x4,acme,u1,2026-06-03,views,0,\nx5,beta,gone,2026-06-03,views,4,\n");

        assertThat(rows(history("acme", null), "usage", "day", "user", "feature", "count", "durationSeconds"))
                .containsExactly(
                        "null 2026-06-01 null exports 1 null",
                        "null 2026-06-01 tidewatch:u1 reports 3 60",
                        "null 2026-06-02 tidewatch:u1 views 2 null");
        assertThat(rows(history("beta", null), "usage", "day", "user", "feature", "count"))
                .containsExactly("null 2026-06-03 tidewatch:gone views 4");
    }

    @Test
    void ticketsTouchpointsRatingsAndDeparturesAreThereWithTheirFields() {
        load("tidewatch-contacts", null, "contact_id,account_id,name,email,role\nc1,acme,Bo,,EXECUTIVE_SPONSOR\n");
        load(
                "tidewatch-tickets",
                null,
                TICKETS
                        + "k1,acme,2026-06-02T10:00:00Z,2026-06-02T12:00:00.5Z,high,4.5\nk2,acme,2026-06-03T10:00:00Z,,,\n");
        load(
                "tidewatch-touchpoints",
                null,
                TOUCHPOINTS + "t1,acme,EMAIL,,SENT,OUTBOUND,c1,,2026-06-04T10:00:00Z,true,2026-06-05T10:00:00Z,\n"
                        + "t2,acme,MEETING,STRATEGIC,MISSED,,,,2026-06-06T10:00:00Z,,,2026-06-01T09:00:00Z\n");
        load(
                "tidewatch-sentiment",
                null,
                "sentiment_id,account_id,rated_on,rating,rated_by,comment\ns1,acme,2026-06-01,4,Jo,\n");
        load(
                "tidewatch-churn-events",
                null,
                "churn_event_id,account_id,churned_on,reason,feedback,reactivation\ne1,acme,2026-06-01,price,,false\n");

        AccountHistory acme = history("acme", null);
        assertThat(rows(acme, "ticket", "openedAt", "resolvedAt", "priority", "satisfaction"))
                .containsExactly(
                        "tidewatch:k1 2026-06-02T10:00:00Z 2026-06-02T12:00:00.500Z high 4.5",
                        "tidewatch:k2 2026-06-03T10:00:00Z null null null");
        assertThat(rows(
                        acme,
                        "touchpoint",
                        "kind",
                        "meetingKind",
                        "status",
                        "direction",
                        "contacts",
                        "occurredAt",
                        "bookedAt",
                        "twoWayAt",
                        "outreach",
                        "withSponsor"))
                .containsExactly(
                        "tidewatch:t1 EMAIL null SENT OUTBOUND [tidewatch:c1] 2026-06-04T10:00:00Z null 2026-06-05T10:00:00Z 1 1",
                        "tidewatch:t2 MEETING STRATEGIC MISSED null [] 2026-06-06T10:00:00Z 2026-06-01T09:00:00Z null 1 0");
        assertThat(rows(acme, "sentiment", "ratedOn", "rating", "ratedBy"))
                .containsExactly("tidewatch:s1 2026-06-01 4 Jo");
        assertThat(rows(acme, "churn_event", "churnedOn", "reason", "reactivation"))
                .containsExactly("tidewatch:e1 2026-06-01 price 0");
    }

    @Test
    void everyKindIsAsItWasKnownAtThatTime() {
        load("tidewatch-contract-periods", null, PERIODS + "p1,acme,2026-01-01,,100.00,EUR,,false,\n");
        load("tidewatch-contacts", null, "contact_id,account_id,name,email,role\nc1,acme,Bo,,USER\n");
        load(
                "tidewatch-users",
                null,
                "user_id,account_id,email,seat_assigned_from,seat_assigned_until\nu1,acme,,2026-01-01,\n");
        load("tidewatch-usage", null, USAGE + "x1,acme,u1,2026-06-01,views,1,\n");
        load("tidewatch-tickets", null, TICKETS + "k1,acme,2026-06-02T10:00:00Z,,,\n");
        load("tidewatch-touchpoints", null, TOUCHPOINTS + "t1,acme,CALL,,SCHEDULED,,,,2026-06-04T10:00:00Z,,,\n");
        load(
                "tidewatch-sentiment",
                null,
                "sentiment_id,account_id,rated_on,rating,rated_by,comment\ns1,acme,2026-06-01,4,,\n");
        load(
                "tidewatch-churn-events",
                null,
                "churn_event_id,account_id,churned_on,reason,feedback,reactivation\ne1,acme,2026-06-01,a,,\n");
        moveClockTo("2026-06-15T12:00:00Z");
        Ingestion.correct("tidewatch-contract-periods", PERIODS + "p1,acme,2026-01-01,,200.00,EUR,,false,\n");
        Ingestion.correct("tidewatch-contacts", "contact_id,account_id,name,email,role\nc1,acme,Bo,,CHAMPION\n");
        Ingestion.correct(
                "tidewatch-users",
                "user_id,account_id,email,seat_assigned_from,seat_assigned_until\nu1,acme,,2026-01-02,\n");
        Ingestion.correct("tidewatch-usage", USAGE + "x1,acme,u1,2026-06-01,views,2,\n");
        Ingestion.correct("tidewatch-tickets", TICKETS + "k1,acme,2026-06-02T11:00:00Z,,,\n");
        Ingestion.correct("tidewatch-touchpoints", TOUCHPOINTS + "t1,acme,CALL,,HELD,,,,2026-06-04T10:00:00Z,,,\n");
        Ingestion.correct(
                "tidewatch-sentiment",
                "sentiment_id,account_id,rated_on,rating,rated_by,comment\ns1,acme,2026-06-01,5,,\n");
        Ingestion.correct(
                "tidewatch-churn-events",
                "churn_event_id,account_id,churned_on,reason,feedback,reactivation\ne1,acme,2026-06-01,b,,\n");

        assertThat(changing(history("acme", "2026-06-10T11:59:59Z"))).containsOnly(List.of());
        assertThat(changing(history("acme", "2026-06-14T00:00:00Z")))
                .containsExactly(
                        List.of("tidewatch:p1 10000 EUR"),
                        List.of("tidewatch:c1 USER"),
                        List.of("tidewatch:u1 2026-01-01"),
                        List.of("null 1"),
                        List.of("tidewatch:k1 2026-06-02T10:00:00Z"),
                        List.of("tidewatch:t1 SCHEDULED"),
                        List.of("tidewatch:s1 4"),
                        List.of("tidewatch:e1 a"));
        assertThat(changing(history("acme", null)))
                .containsExactly(
                        List.of("tidewatch:p1 20000 EUR"),
                        List.of("tidewatch:c1 CHAMPION"),
                        List.of("tidewatch:u1 2026-01-02"),
                        List.of("null 2"),
                        List.of("tidewatch:k1 2026-06-02T11:00:00Z"),
                        List.of("tidewatch:t1 HELD"),
                        List.of("tidewatch:s1 5"),
                        List.of("tidewatch:e1 b"));
    }

    private static List<List<String>> changing(AccountHistory history) {
        return List.of(
                rows(history, "contract_period", "mrr"),
                rows(history, "contact", "role"),
                rows(history, "user", "seatAssignedFrom"),
                rows(history, "usage", "count"),
                rows(history, "ticket", "openedAt"),
                rows(history, "touchpoint", "status"),
                rows(history, "sentiment", "rating"),
                rows(history, "churn_event", "reason"));
    }

    @Test
    void anImportCoversTheDaysFromItsFirstRecordOn() {
        String late = "k2,acme,2026-05-20T23:59:59Z,,,\n";
        load("tidewatch-tickets", "2026-06-08", TICKETS + late + "k1,beta,2026-05-21T00:00:00Z,,,\n");
        assertThat(covered("acme", "ticket", null)).isEqualTo("2026-05-20..2026-06-08");
        assertThat(covered("beta", "ticket", null)).isEqualTo("2026-05-20..2026-06-08");

        moveClockTo("2026-06-11T12:00:00Z");
        load("tidewatch-tickets", "2026-06-09", TICKETS + late + "k0,acme,2026-03-01T00:00:00Z,,,\n");
        assertThat(covered("acme", "ticket", null)).isEqualTo("2026-03-01..2026-06-09");
        assertThat(covered("acme", "ticket", "2026-06-11T00:00:00Z")).isEqualTo("2026-05-20..2026-06-08");

        load("tidewatch-tickets", "2026-06-10", TICKETS + "k9,acme,2026-06-10T00:00:00Z,,,\n");
        assertThat(covered("acme", "ticket", null)).isEqualTo("2026-03-01..2026-06-10");
    }

    @Test
    void theFirstDayThatASourceDeclaresCountsInsteadOfThatOfItsImports() {
        load("tidewatch-tickets", "2026-06-08", TICKETS + "k1,acme,2026-05-20T10:00:00Z,,,\n");
        declare("2026-01-01", "2026-06-09");
        assertThat(covered("acme", "ticket", null)).isEqualTo("2026-01-01..2026-06-09");
        assertThat(Ingestion.as("csm").get("/v1/sources").<List<String>>path("items.completeFrom"))
                .contains("2026-01-01");

        declare(null, "2026-06-09");
        assertThat(covered("acme", "ticket", null)).isEqualTo("2026-05-20..2026-06-09");
    }

    @Test
    void aFirstDayAfterTheLastOneIsRejected() {
        Ingestion.unchecked("admin")
                .contentType("application/json")
                .body("{\"completeFrom\": \"2026-06-09\", \"completeThrough\": \"2026-06-08\"}")
                .put("/v1/sources/tidewatch/coverage/TICKET")
                .then()
                .statusCode(400);
    }

    @Test
    void ofSeveralSourcesTheDaysThatAllOfThemCoverCount() {
        load("tidewatch-tickets", "2026-06-08", TICKETS + "k1,acme,2026-05-20T10:00:00Z,,,\n");
        cover("desk", "TICKET", LocalDate.of(2026, 6, 5));
        assertThat(covered("acme", "ticket", null)).isEqualTo("2026-05-20..2026-06-05");
        Ingestion.sql("update source_coverage set complete_from = '2026-05-25' where source = 'desk'");
        assertThat(covered("acme", "ticket", null)).isEqualTo("2026-05-25..2026-06-05");
    }

    @Test
    void anAccountIsCoveredByThoseSourcesOfAccountsThatDeliveredItAndOneMadeByRequestByAll() {
        cover("tidewatch", "ACCOUNT", LocalDate.of(2026, 6, 5));
        cover("tidewatch", "TICKET", LocalDate.of(2026, 6, 5));
        cover("crm", "ACCOUNT", LocalDate.of(2026, 6, 3));
        cover("crm", "TICKET", LocalDate.of(2026, 6, 3));
        Ingestion.sql("insert into account_source (source, external_id, account_id) values ('crm', '7', 'acme')");
        assertThat(covered("acme", "ticket", null)).isEqualTo("..2026-06-03");
        assertThat(covered("beta", "ticket", null)).isEqualTo("..2026-06-05");

        Ingestion.sql("delete from account_source where account_id = 'beta'");
        assertThat(covered("beta", "ticket", null))
                .isEqualTo("No source says until which day its tickets are complete.");
        Ingestion.sql("update account set source = 'api' where id = 'beta'");
        assertThat(covered("beta", "ticket", null)).isEqualTo("..2026-06-03");

        Ingestion.sql("update account set source = 'crm' where id = 'beta'");
        cover("desk", "TICKET", LocalDate.of(2026, 6, 1));
        assertThat(covered("beta", "ticket", null))
                .as("a source that delivers no accounts covers all of them")
                .isEqualTo("..2026-06-01");
    }

    @Test
    void whatNoSourceBringsIsNotCovered() {
        assertThat(covered("acme", "ticket", null))
                .isEqualTo("No source says until which day its tickets are complete.");
        assertThat(covered("acme", "user", null)).isEqualTo("No source delivers users.");
        assertThat(covered("acme", "contract_period", null)).isEqualTo("No source delivers contract periods.");
        assertThat(covered("acme", "cadence", null)).isEqualTo("No source delivers cadence records.");
        assertThat(covered("acme", "survey", null))
                .isEqualTo("No source says until which day its survey records are complete.");
        assertThat(covered("acme", "flag", null)).isEqualTo("No source delivers flag records.");

        load("tidewatch-tickets", null, TICKETS + "k1,acme,2026-05-20T10:00:00Z,,,\n");
        cover("desk", "TICKET", LocalDate.of(2026, 6, 5));
        assertThat(covered("acme", "ticket", null))
                .isEqualTo("A source of tickets does not say until which day it is complete.");
    }

    @Test
    void whatCameByRequestCoversItself() {
        create("/v1/users/u9", "{\"accountId\": \"acme\", \"seatAssignedFrom\": \"2026-01-01\"}");
        assertThat(covered("acme", "user", null)).isEqualTo("always");
        assertThat(covered("beta", "user", null)).isEqualTo("No source delivers users.");
    }

    @Test
    void seatsHoldNoLongerThanTheirSourceIsCompleteAndContractsDo() {
        cover("tidewatch", "USER", LocalDate.of(2026, 6, 5));
        cover("tidewatch", "CONTRACT_PERIOD", LocalDate.of(2026, 6, 5));
        assertThat(covered("acme", "user", null)).isEqualTo("..2026-06-05");
        assertThat(covered("acme", "contract_period", null)).isEqualTo("always");
    }

    @Test
    void unsettledRowsUncoverTheirKindForTheirAccount() {
        load(
                "tidewatch-contract-periods",
                null,
                PERIODS + "p1,acme,2026-01-01,,lots,EUR,,false,\np2,beta,2026-01-01,,10.00,EUR,,false,\n");
        assertThat(covered("acme", "contract_period", null))
                .isEqualTo(
                        "The source \"tidewatch\" sent contract periods of the account that were rejected or conflict with"
                                + " stored records.");
        assertThat(covered("beta", "contract_period", null)).isEqualTo("always");
        assertThat(covered("acme", "user", null)).isEqualTo("No source delivers users.");
    }

    private static void declare(String from, String through) {
        Ingestion.as("admin")
                .contentType("application/json")
                .body("{" + (from == null ? "" : "\"completeFrom\": \"" + from + "\", ") + "\"completeThrough\": \""
                        + through + "\"}")
                .put("/v1/sources/tidewatch/coverage/TICKET")
                .then()
                .statusCode(200);
    }

    private String covered(String account, String kind, String knownAt) {
        CoveredDays days = history(account, knownAt).covered(VOCABULARY.kind(kind));
        if (days.problem() != null || days.equals(CoveredDays.ALWAYS)) {
            return days.problem() == null ? "always" : days.problem();
        }
        return (days.from() == Integer.MIN_VALUE ? "" : LocalDate.ofEpochDay(days.from())) + ".."
                + LocalDate.ofEpochDay(days.through());
    }

    private AccountHistory history(String account, String knownAt) {
        HistoryScope scope = new HistoryScope(
                List.of("acme", "beta"), VOCABULARY, knownAt == null ? null : OffsetDateTime.parse(knownAt), HORIZON);
        return pool
                .withConnection(connection -> Histories.load(connection, scope))
                .await()
                .atMost(Duration.ofSeconds(60))
                .stream()
                .filter(history -> history.accountId().equals(account))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> attributes(AccountHistory history, String day) {
        int version = history.attributesOn(Math.toIntExact(LocalDate.parse(day).toEpochDay()));
        Rows versions = history.rows(Vocabulary.ACCOUNT);
        return Arrays.asList(
                        "segment", "businessModel", "lifecycleStage", "industry", "country", "csmEmail", "signupDate")
                .stream()
                .map(name -> shown(history, versions, name, version))
                .toList();
    }

    private static List<String> rows(AccountHistory history, String kind, String... fields) {
        Rows rows = history.rows(kind);
        List<String> shown = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            StringBuilder line = new StringBuilder(String.valueOf(rows.id(row)));
            for (String field : fields) {
                line.append(' ').append(shown(history, rows, field, row));
            }
            shown.add(line.toString());
        }
        return shown;
    }

    private static String shown(AccountHistory history, Rows rows, String name, int row) {
        Column column = rows.column(name);
        if (column.isMissing(row)) {
            return null;
        }
        String target = rows.kind().fields().get(name).target();
        return switch (column.type()) {
            case DATE -> LocalDate.ofEpochDay(column.longs()[row]).toString();
            case INSTANT ->
                java.time.Instant.EPOCH
                        .plus(column.longs()[row], java.time.temporal.ChronoUnit.MICROS)
                        .toString();
            case NAME, TEXT -> history.dictionary().text((int) column.longs()[row]);
            case WORD -> rows.kind().fields().get(name).words().get((int) column.longs()[row]);
            case MONEY -> column.longs()[row] + " " + history.dictionary().text(column.currencies()[row]);
            case DECIMAL -> Double.toString(column.doubles()[row]);
            case REF -> history.referenceId(target, (int) column.longs()[row]);
            case REFS ->
                Arrays.stream(column.lists()[row])
                        .mapToObj(number -> history.referenceId(target, number))
                        .toList()
                        .toString();
            default -> Long.toString(column.longs()[row]);
        };
    }
}
