package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.correct;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.moveClockTo;
import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.query;
import static io.tidewatch.ingestion.Ingestion.texts;
import static io.tidewatch.ingestion.Ingestion.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A file that says that it corrects what was imported before. */
@QuarkusTest
@IngestionTest
class CorrectionTest {

    private static final String PERIODS =
            "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan\n";
    private static final String USAGE = "usage_id,account_id,user_id,day,feature,count,duration_seconds\n";

    @BeforeEach
    void twoAccounts() {
        Ingestion.forgetEverything();
        moveClockTo("2026-06-01T12:00:00Z");
        Ingestion.accounts("acme", "beta");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aCorrectionReplacesWhatIsThereAndWhatWasKnownBeforeCanStillBeAsked() {
        Ingestion.handOverCatalogue();
        load("tidewatch-contract-periods", null, PERIODS + period("p1", "acme", "100.00") + period("p2", "acme", "7"));
        moveClockTo("2026-06-03T12:00:00Z");

        JsonNode job = correct(
                "tidewatch-contract-periods",
                PERIODS + period("p1", "acme", "150.00") + period("p2", "acme", "7") + period("p3", "acme", "1"));

        assertThat(counts(job)).isEqualTo("3 rows: 1 new, 1 corrected, 1 present, 0 conflicts, 0 rejected");
        assertThat(job.get("corrections").asBoolean()).isTrue();
        JsonNode period = tree(as("csm").get("/v1/contract-periods/tidewatch:p1"));
        assertThat(period.get("mrrMinor").asLong()).isEqualTo(15_000);
        assertThat(period.get("version").asLong()).isEqualTo(2);
        assertThat(arr("")).isEqualTo("189600");
        assertThat(arr(", \"knownAt\": \"2026-06-02T00:00:00Z\"")).isEqualTo("128400");
        assertThat(Ingestion.metric("acme", "arr").get("value").asText()).isEqualTo("189600");
    }

    @Test
    void observationsThatWereCorrectedAreKeptAsTheyWere() {
        load("tidewatch-usage", null, USAGE + "x1,acme,,2026-05-01,reports,3,\n");
        load(
                "tidewatch-sentiment",
                null,
                "sentiment_id,account_id,rated_on,rating,rated_by,comment\ns1,acme,2026-05-01,5,,\n");
        load(
                "tidewatch-churn-events",
                null,
                "churn_event_id,account_id,churned_on,reason,feedback,reactivation\nc1,acme,2026-05-01,price,,\n");

        correct("tidewatch-usage", USAGE + "x1,acme,,2026-05-01,reports,8,\n");
        correct(
                "tidewatch-sentiment",
                "sentiment_id,account_id,rated_on,rating,rated_by,comment\ns1,acme,2026-05-01,1,,\n");
        correct(
                "tidewatch-churn-events",
                "churn_event_id,account_id,churned_on,reason,feedback,reactivation\nc1,acme,2026-05-02,price,,\n");

        assertThat(
                        texts(
                                "select now.count || ' was ' || before.count from usage now join usage_history before using (id)"))
                .containsExactly("8 was 3");
        assertThat(texts("select count::text from usage_known((select known_at from usage_history))"))
                .containsExactly("3");
        assertThat(texts("select now.rating || ' was ' || before.rating from sentiment now"
                        + " join sentiment_history before using (id) where before.superseded_at = now.known_at"))
                .containsExactly("1 was 5");
        assertThat(texts("select now.churned_on || ' was ' || before.churned_on from churn_event now"
                        + " join churn_event_history before using (id)"))
                .containsExactly("2026-05-02 was 2026-05-01");
    }

    @Test
    void aCorrectionThatIsSentAgainChangesNothing() {
        load("tidewatch-contract-periods", null, PERIODS + period("p1", "acme", "100"));
        String contradicting = PERIODS + period("p1", "acme", "200") + period("p1", "acme", "300");
        assertThat(counts(correct("tidewatch-contract-periods", contradicting)))
                .isEqualTo("2 rows: 0 new, 1 corrected, 0 present, 1 conflicts, 0 rejected");
        long changes = number("select max(seq) from feed_change");

        assertThat(counts(correct("tidewatch-contract-periods", contradicting)))
                .isEqualTo("2 rows: 0 new, 0 corrected, 1 present, 1 conflicts, 0 rejected");

        assertThat(number("select max(seq) from feed_change")).isEqualTo(changes);
        assertThat(number("select version from contract_period")).isEqualTo(2);
        assertThat(number("select count(*) from import_seen")).isZero();
    }

    @Test
    void aChangeMadeByRequestStaysUntilTheSourceSaysSomethingNew() {
        String header = "contact_id,account_id,name,email,role\n";
        load("tidewatch-contacts", null, header + "c1,acme,Zoe,,USER\n");
        as("admin")
                .contentType("application/json")
                .header("If-Match", "*")
                .body("{\"accountId\": \"acme\", \"name\": \"Zoe Doe\", \"role\": \"CHAMPION\"}")
                .put("/v1/contacts/tidewatch:c1")
                .then()
                .statusCode(200);

        assertThat(counts(correct("tidewatch-contacts", header + "c1,acme,Zoe,,USER\n")))
                .contains("0 corrected, 1 present");
        assertThat(texts("select role from contact")).containsExactly("CHAMPION");

        assertThat(counts(correct("tidewatch-contacts", header + "c1,acme,Zoe,,EXECUTIVE_SPONSOR\n")))
                .contains("1 corrected");
        assertThat(texts("select role from contact")).containsExactly("EXECUTIVE_SPONSOR");
        assertThat(texts("select role from contact_history order by version")).containsExactly("USER", "CHAMPION");
    }

    @Test
    void ofTwoRowsWithOneIdTheFirstInTheFileCountsHoweverFarApartTheyAre() {
        load("tidewatch-contract-periods", null, PERIODS + period("p0", "acme", "100"));
        StringBuilder csv = new StringBuilder(PERIODS + period("p0", "acme", "200"));
        for (int i = 1; i < 1_500; i++) {
            csv.append(period("p" + i, "acme", "1"));
        }
        csv.append(period("p0", "acme", "300")).append(period("p7", "acme", "2"));

        assertThat(counts(correct("tidewatch-contract-periods", csv.toString())))
                .isEqualTo("1502 rows: 1499 new, 1 corrected, 0 present, 2 conflicts, 0 rejected");
        assertThat(number("select mrr_minor from contract_period where id = 'tidewatch:p0'"))
                .isEqualTo(20_000);
    }

    @Test
    void aRecordThatACorrectionMovesIsPublishedForBothItsAccounts() {
        String header = "contact_id,account_id,name,email,role\n";
        load("tidewatch-contacts", null, header + "c1,acme,Zoe,zoe@acme.example,EXECUTIVE_SPONSOR\n");
        long before = number("select max(seq) from feed_change");

        correct("tidewatch-contacts", header + "c1,beta,Zoe,zoe@acme.example,EXECUTIVE_SPONSOR\n");

        assertThat(texts("select key || ' ' || jsonb_array_length(data->'sponsors') from feed_change where seq > "
                        + before + " order by key"))
                .containsExactly("acme 0", "beta 1");
    }

    @Test
    void aMeetingThatWasHeldAfterAllIsCorrected() {
        String header =
                "touchpoint_id,account_id,kind,meeting_kind,status,direction,contact_ids,colleague_email,occurred_at,"
                        + "answered,answered_at,booked_at\n";
        load(
                "tidewatch-touchpoints",
                null,
                header + "t1,acme,MEETING,STRATEGIC,SCHEDULED,,,,2026-06-01T10:00:00Z,,,\n");
        String held = header + "t1,acme,MEETING,STRATEGIC,HELD,,,,2026-06-01T10:00:00Z,,,\n";

        assertThat(counts(load("tidewatch-touchpoints", null, held))).contains("1 conflicts");
        assertThat(counts(correct("tidewatch-touchpoints", held))).contains("1 corrected");

        assertThat(texts("select data->>'status' from feed_change where type = 'touchpoint' and key = 'tidewatch:t1'"
                        + " order by seq desc limit 1"))
                .containsExactly("HELD");
        assertThat(texts("select status from touchpoint_history")).containsExactly("SCHEDULED");
    }

    private static String arr(String more) {
        return query("{\"metrics\": [\"arr\"], \"asOf\": \"2026-06-01\"" + more + "}")
                .get("items")
                .get(0)
                .get("value")
                .asText();
    }

    private static String period(String id, String account, String mrr) {
        return id + "," + account + ",2026-01-01,," + mrr + ",EUR,10,false,\n";
    }

    private static String counts(JsonNode job) {
        JsonNode counts = job.get("counts");
        return counts.get("rows") + " rows: " + counts.get("accepted") + " new, " + counts.get("corrected")
                + " corrected, " + counts.get("present") + " present, " + counts.get("conflicts") + " conflicts, "
                + counts.get("rejected") + " rejected";
    }
}
