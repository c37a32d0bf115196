package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.correct;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a row that is not stored means for the figures of its account: it is missing, and not 0. */
@QuarkusTest
@IngestionTest
class UnsettledRowsTest {

    private static final String PERIODS =
            "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan\n";
    private static final String FIRST = PERIODS + "p1,acme,2026-01-01,,100.00,EUR,,false,\n";

    @BeforeEach
    void twoAccounts() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        accounts("acme", "beta");
    }

    @Test
    void aFileWhoseRowsWereAllRejectedMakesNoRevenueKnown() {
        load("tidewatch-contract-periods", null, PERIODS + "p1,acme,2026-01-01,,lots,EUR,,false,\nx\n");

        assertThat(arr("acme")).isEqualTo("UNKNOWN");
        assertThat(kinds()).containsExactly("ACCOUNT");
    }

    @Test
    void aRejectedRowMakesItsAccountUnknownUntilItIsImportedCorrectly() {
        String bad = "p2,acme,2026-01-01,,lots,EUR,,false,\n";
        load("tidewatch-contract-periods", null, FIRST + bad + "p3,beta,2026-01-01,,10.00,EUR,,false,\n");

        assertThat(arr("acme")).isEqualTo("UNKNOWN");
        assertThat(arr("beta")).isEqualTo("12000");

        load("tidewatch-contract-periods", null, PERIODS + bad.replace("lots", "50.00"));
        assertThat(arr("acme")).isEqualTo("180000");
    }

    @Test
    void aConflictingRowMakesItsAccountUnknownUntilItIsCorrected() {
        String changed = FIRST.replace("100.00", "200.00");
        load("tidewatch-contract-periods", null, FIRST);
        load("tidewatch-contract-periods", null, changed);
        assertThat(arr("acme")).isEqualTo("UNKNOWN");

        correct("tidewatch-contract-periods", changed);
        assertThat(arr("acme")).isEqualTo("240000");
    }

    @Test
    void aConflictIsSettledByAPutEvenOfWhatIsStoredAlready() {
        load("tidewatch-contract-periods", null, FIRST);
        load("tidewatch-contract-periods", null, FIRST.replace("100.00", "200.00"));
        assertThat(arr("acme")).isEqualTo("UNKNOWN");

        as("admin")
                .contentType("application/json")
                .header("If-Match", "\"1\"")
                .body(
                        "{\"accountId\": \"acme\", \"startDate\": \"2026-01-01\", \"mrrMinor\": 10000, \"currency\": \"EUR\","
                                + " \"trial\": false}")
                .put("/v1/contract-periods/tidewatch:p1")
                .then()
                .statusCode(200);
        assertThat(arr("acme")).isEqualTo("120000");
    }

    @Test
    void aRecordThatWasPutForARejectedRowIsCorrectedByItsSource() {
        load("tidewatch-contract-periods", null, FIRST + "p2,acme,2026-01-01,,lots,EUR,,false,\n");
        create(
                "/v1/contract-periods/tidewatch:p2",
                "{\"accountId\": \"acme\", \"startDate\": \"2026-01-01\", \"mrrMinor\": 5000, \"currency\": \"EUR\","
                        + " \"trial\": false}");
        assertThat(arr("acme")).isEqualTo("180000");

        correct("tidewatch-contract-periods", PERIODS + "p2,acme,2026-01-01,,60.00,EUR,,false,\n");
        assertThat(arr("acme")).isEqualTo("192000");
    }

    @Test
    void aRowWithoutAnIdIsSettledByDismissingIt() {
        JsonNode job = load("tidewatch-contract-periods", null, FIRST + ",acme,2026-01-01,,50.00,EUR,,false,\n");
        assertThat(arr("acme")).isEqualTo("UNKNOWN");

        as("integration")
                .contentType("application/json")
                .body("{\"lines\": [3]}")
                .put("/v1/imports/{id}/rows/dismissed", job.get("id").asText())
                .then()
                .statusCode(200);
        assertThat(arr("acme")).isEqualTo("120000");
    }

    @Test
    void aRowWhoseAccountComesLaterMakesThatAccountUnknown() {
        load("tidewatch-contract-periods", null, FIRST + "p2,late,2026-01-01,,50.00,EUR,,false,\n");
        accounts("late");
        assertThat(arr("late")).isEqualTo("UNKNOWN");

        load("tidewatch-contract-periods", null, PERIODS + "p2,late,2026-01-01,,50.00,EUR,,false,\n");
        assertThat(arr("late")).isEqualTo("60000");
    }

    @Test
    void whileARowHasNoReadableAccountTheKindIsNotDelivered() {
        load("tidewatch-contract-periods", null, FIRST + "p2\n");

        assertThat(arr("acme")).isEqualTo("120000");
        assertThat(kinds()).containsExactly("ACCOUNT");

        load("tidewatch-contract-periods", null, FIRST);
        assertThat(kinds()).containsExactly("ACCOUNT", "CONTRACT_PERIOD");
    }

    private static void accounts(String... ids) {
        load(
                "tidewatch-accounts",
                null,
                "account_id,name,segment,business_model,lifecycle_stage,industry,country,csm_email,sales_owner_email,signup_date\n"
                        + String.join(",Name,,,,,,,,\n", ids)
                        + ",Name,,,,,,,,\n");
    }

    private static List<String> kinds() {
        return as("csm").get("/v1/sources").path("items.kind");
    }

    private static String arr(String account) {
        JsonNode value = metric(account, "arr");
        return value.hasNonNull("value")
                ? value.get("value").asText()
                : value.get("state").asText();
    }
}
