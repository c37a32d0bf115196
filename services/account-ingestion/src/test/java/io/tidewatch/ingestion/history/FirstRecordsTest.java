package io.tidewatch.ingestion.history;

import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.moveClockTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.metric.history.HeldFields;
import io.tidewatch.metric.language.MetricLanguage;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@IngestionTest
class FirstRecordsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 6, 10);
    private static final String PERIODS =
            "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan\n";
    private static final String USAGE = "usage_id,account_id,user_id,day,feature,count,duration_seconds\n";
    private static final String TICKETS = "ticket_id,account_id,opened_at,resolved_at,priority,satisfaction\n";
    private static final String TOUCHPOINTS = "touchpoint_id,account_id,kind,meeting_kind,status,direction,contact_ids,"
            + "colleague_email,occurred_at,answered,answered_at,booked_at\n";

    @Inject
    Pool pool;

    @BeforeEach
    void anAccount() {
        Ingestion.forgetEverything();
        moveClockTo("2026-06-10T12:00:00Z");
        create("/v1/accounts/beta", "{\"name\": \"Beta\"}");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void anAccountWithoutSignUpAndContractBeginsWithItsFirstRecordOfAnyKind() {
        assertThat(beginning(null)).isNull();
        load("tidewatch-usage", null, USAGE + "x,beta,u1,2026-06-07,views,1,\nunused,beta,u1,2020-01-01,views,0,\n");
        assertThat(beginning(null)).isEqualTo("2026-06-07");
        load("tidewatch-tickets", null, TICKETS + "k,beta,2026-06-06T23:59:59Z,,,\n");
        assertThat(beginning(null)).isEqualTo("2026-06-06");
        load("tidewatch-touchpoints", null, TOUCHPOINTS + "t,beta,EMAIL,,SENT,OUTBOUND,,,2026-06-05T00:00:00Z,,,\n");
        assertThat(beginning(null)).isEqualTo("2026-06-05");
        load(
                "tidewatch-sentiment",
                null,
                "sentiment_id,account_id,rated_on,rating,rated_by,comment\ns,beta,2026-06-04,4,Jo,\n");
        assertThat(beginning(null)).isEqualTo("2026-06-04");
        load(
                "tidewatch-churn-events",
                null,
                "churn_event_id,account_id,churned_on,reason,feedback,reactivation\ne,beta,2026-06-03,,,\n");
        assertThat(beginning(null)).isEqualTo("2026-06-03");
        load("tidewatch-users", null, "user_id,account_id,email,seat_assigned_from,seat_assigned_until\nu1,beta,,,\n");
        Ingestion.sql("update account_user set fields = '{\"createdOn\": \"2026-06-02\"}'");
        assertThat(beginning(null)).isEqualTo("2026-06-02");
        Ingestion.sql(
                "insert into record (kind, account_id, id, at, fields, source, external_id, content_hash, known_at)"
                        + " values ('survey', 'beta', 's', '2026-06-01', '{}', 'api', 's', '', '2026-06-20T00:00:00Z')");
        assertThat(beginning(null)).isEqualTo("2026-06-01");
        assertThat(beginning("2026-06-19T00:00:00Z")).isEqualTo("2026-06-02");
        load("tidewatch-contract-periods", null, PERIODS + "p,beta,2026-06-08,,1,EUR,,false,\n");
        assertThat(beginning(null)).isEqualTo("2026-06-08");
    }

    /** The first day of beta in a history without any of its records but contract periods; null without one. */
    private String beginning(String knownAt) {
        HistoryScope scope = new HistoryScope(
                List.of("beta"),
                HeldFields.of(MetricLanguage.shipped(), Map.of()),
                knownAt == null ? null : OffsetDateTime.parse(knownAt),
                TODAY);
        int day = pool.withConnection(connection -> Histories.load(connection, scope))
                .await()
                .atMost(Duration.ofSeconds(60))
                .getFirst()
                .firstDay();
        return day == Integer.MIN_VALUE ? null : LocalDate.ofEpochDay(day).toString();
    }
}
