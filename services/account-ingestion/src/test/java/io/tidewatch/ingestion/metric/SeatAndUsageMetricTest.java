package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.load;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@IngestionTest
class SeatAndUsageMetricTest {

    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);
    private static final String USAGE = "usage_id,account_id,user_id,day,feature,count,duration_seconds\n";

    private int number;

    @BeforeEach
    void anAccountWithTwentySeats() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        Ingestion.moveClockTo("2026-12-31T12:00:00Z");
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        period("2026-01-01", null, 20, false);
        cover("product", "USAGE", LocalDate.of(2026, 12, 31));
        cover("tidewatch", "USAGE", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31));
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aSeatCountsFromTheDayItIsAssignedToTheDayBeforeItIsTakenBack() {
        user("u1", "2026-06-10", "2026-06-20");

        assertThat(seats(LocalDate.of(2026, 6, 9))).isEqualTo("0");
        assertThat(seats(LocalDate.of(2026, 6, 10))).isEqualTo("5");
        assertThat(seats(LocalDate.of(2026, 6, 19))).isEqualTo("5");
        assertThat(seats(LocalDate.of(2026, 6, 20))).isEqualTo("0");
    }

    @Test
    void seatsAreBoughtFromTheFirstDayOfAPaidPeriodToTheDayBeforeItsEnd() {
        user("u1", "2026-01-01", null);
        period("2026-06-10", "2026-06-20", 80, false);
        period("2026-06-01", null, 1000, true); // a trial counts nothing
        period("2026-06-12", "2026-06-12", 1000, false); // ends on the day it starts

        assertThat(seats(LocalDate.of(2026, 6, 9))).isEqualTo("5");
        assertThat(seats(LocalDate.of(2026, 6, 10))).isEqualTo("1");
        assertThat(seats(LocalDate.of(2026, 6, 19))).isEqualTo("1");
        assertThat(seats(LocalDate.of(2026, 6, 20))).isEqualTo("5");
    }

    @Test
    void seventeenOfTwentyAreExactlyEightyFivePercent() {
        for (int i = 0; i < 17; i++) {
            user("u" + i, "2026-01-01", null);
        }
        assertThat(seats(DAY)).isEqualTo("85");
    }

    @Test
    void aUserIsActiveWithinThirtyDaysThatEndWithTheDayItself() {
        user("u1", "2026-01-01", null);
        usage("u1", "2026-06-01", "logins", 1);

        assertThat(active(LocalDate.of(2026, 5, 31))).isEqualTo("0");
        assertThat(active(LocalDate.of(2026, 6, 1))).isEqualTo("5");
        assertThat(active(LocalDate.of(2026, 6, 30))).isEqualTo("5");
        assertThat(active(LocalDate.of(2026, 7, 1))).isEqualTo("0");
    }

    @Test
    void aUserCountsOnceAndUseOfNothingCountsNothing() {
        user("u1", "2026-01-01", null);
        usage("u1", "2026-06-20", "logins", 3);
        usage("u1", "2026-06-21", "reports", 3);
        usage("u2", "2026-06-21", "reports", 0);

        assertThat(active(DAY)).isEqualTo("5");
    }

    @Test
    void idsThatAreMailAddressesAreOneUserInAnyCase() {
        load(
                "tidewatch-users",
                null,
                "user_id,account_id,email,seat_assigned_from,seat_assigned_until\n"
                        + "HELLO@EMAIL.EXAMPLE,acme,,2026-01-01,\n"
                        + "hello@email.example,acme,,2026-01-01,\n"
                        + "other+tag@email.example,acme,,2026-01-01,\n");
        create("/v1/users/Third@Email.Example", "{\"accountId\": \"acme\", \"seatAssignedFrom\": \"2026-01-01\"}");
        for (String user : List.of("Hello@Email.example", "hello@email.example", "ghost@nowhere.example")) {
            usage(user, "2026-06-20", "logins", 1);
        }

        assertThat(seats(DAY)).isEqualTo("15");
        assertThat(active(DAY)).isEqualTo("10");
        assertThat(Ingestion.as("csm").get("/v1/users/THIRD@email.example").<String>path("id"))
                .isEqualTo("third@email.example");
    }

    @Test
    void aPowerUserDoesTenValueActionsOnEightDays() {
        user("enough", "2026-01-01", null);
        user("one-action-short", "2026-01-01", null);
        user("one-day-short", "2026-01-01", null);
        user("no-value", "2026-01-01", null);
        for (int i = 0; i < 8; i++) {
            String day = LocalDate.of(2026, 6, 1).plusDays(i).toString();
            usage("enough", day, "reports", i < 2 ? 2 : 1);
            usage("one-action-short", day, "reports", i < 1 ? 2 : 1);
            usage("no-value", day, "logins", 9);
            if (i < 7) {
                usage("one-day-short", day, "exports", 5);
            }
            usage("without-a-seat", day, "reports", 5);
        }

        assertThat(Figures.of("power-user-percentage", "acme", DAY)).isEqualTo("25");
        // On the day after, the first of the eight days has left the window.
        assertThat(Figures.of("power-user-percentage", "acme", DAY.plusDays(1))).isEqualTo("0");
    }

    @Test
    void usageThatNamesNoUserMakesUserMetricsUnknown() {
        user("u1", "2026-01-01", null);
        usage("u1", "2026-06-20", "reports", 3);
        usage("", "2026-06-21", "reports", 3);

        assertThat(active(DAY)).isEqualTo("UNKNOWN: 1 of 2 records of usage have no user.");
        assertThat(Figures.of("power-user-percentage", "acme", DAY))
                .isEqualTo("UNKNOWN: 1 of 2 records of usage have no user.");
        // Once it has left the window, the others can be counted again.
        assertThat(active(LocalDate.of(2026, 7, 21))).isEqualTo("0");
    }

    @Test
    void withoutSeatsOrUsersNothingIsKnown() {
        assertThat(seats(DAY)).isEqualTo("UNKNOWN: No source delivers users.");
        user("u1", "2026-07-01", null);
        assertThat(seats(LocalDate.of(2025, 12, 31))).isEqualTo("UNKNOWN: " + ValueReading.NOT_A_CUSTOMER);
        assertThat(Figures.of("power-user-percentage", "acme", DAY))
                .isEqualTo("UNKNOWN: There is nothing to divide by: 'licensed' is 0.");
    }

    @Test
    void beyondWhatTheSourceCoversNothingIsKnown() {
        user("u1", "2026-01-01", null);
        cover("product", "USAGE", DAY);

        assertThat(active(DAY)).isEqualTo("0");
        assertThat(active(DAY.plusDays(1))).isEqualTo("UNKNOWN: The usage records are complete only until 2026-06-30.");
    }

    @Test
    void ofSeveralSourcesTheOneThatIsBehindCounts() {
        user("u1", "2026-01-01", null);
        cover("product", "USAGE", DAY);
        cover("mobile", "USAGE", DAY.minusDays(1));

        assertThat(active(DAY.minusDays(1))).isEqualTo("0");
        assertThat(active(DAY)).startsWith("UNKNOWN: The usage records are complete only until 2026-06-29");
    }

    @Test
    void aPeriodWithoutSeatsMakesTheirNumberUnknown() {
        user("u1", "2026-01-01", null);
        create(
                "/v1/contract-periods/no-seats",
                "{\"accountId\": \"acme\", \"startDate\": \"2026-02-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                        + " \"trial\": false}");
        assertThat(seats(DAY)).isEqualTo("UNKNOWN: 1 of 2 records of contract period have no purchasedSeats.");
    }

    private static String seats(LocalDate day) {
        return Figures.of("seat-utilization", "acme", day);
    }

    private static String active(LocalDate day) {
        return Figures.of("active-user-percentage", "acme", day);
    }

    private void period(String start, String end, int seats, boolean trial) {
        create(
                "/v1/contract-periods/p" + number++,
                "{\"accountId\": \"acme\", \"startDate\": \"" + start + "\", "
                        + (end == null ? "" : "\"endDate\": \"" + end + "\", ")
                        + "\"mrrMinor\": 10000, \"currency\": \"EUR\", \"purchasedSeats\": " + seats + ", \"trial\": "
                        + trial + "}");
    }

    /** Users and usage of one source, so that they mean the same person. */
    private static void user(String id, String from, String until) {
        create(
                "/v1/users/tidewatch:" + id,
                "{\"accountId\": \"acme\", \"seatAssignedFrom\": \"" + from + "\""
                        + (until == null ? "" : ", \"seatAssignedUntil\": \"" + until + "\"") + "}");
    }

    private void usage(String user, String day, String feature, int count) {
        load(
                "tidewatch-usage",
                "2026-12-31",
                USAGE + "x" + number++ + ",acme," + user + "," + day + "," + feature + "," + count + ",\n");
    }
}
