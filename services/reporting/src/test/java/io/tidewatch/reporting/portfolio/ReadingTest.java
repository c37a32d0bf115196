package io.tidewatch.reporting.portfolio;

import static io.tidewatch.reporting.standin.StandInIngestion.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tidewatch.reporting.standin.ReportingTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to a report when its providers are away, are restored from a backup or publish what cannot be read. */
@QuarkusTest
class ReadingTest extends ReportingTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @AfterEach
    void everythingIsReadAgain() {
        ingestion.setDown(false);
        ingestion.setFiguresDown(false);
        rules.setDown(false);
        reportWhen(seen -> seen.getList("freshness.state").equals(List.of("FRESH", "FRESH")));
    }

    @Test
    void withoutIngestionTheRestIsShownWithWhatIsMissingAndSinceWhen() {
        oneAccountAtRisk();
        ingestion.setDown(true);

        JsonPath report = reportWhen(seen -> "STALE".equals(seen.getString("freshness[0].state")));

        assertThat(report.getString("arrAtRisk.value")).isEqualTo("10000");
        assertThat(report.getString("grr.state")).isEqualTo("UNKNOWN");
        assertThat(report.getString("grr.reason")).contains("account-ingestion answered with status 503");
        assertThat(report.getString("freshness[0].upTo")).isNotNull();
        assertThat(report.getString("missing[0]")).contains("GRR, NRR, logo churn and ARR are missing");
        assertThat(report.getList("missing", String.class)).anySatisfy(sentence -> assertThat(sentence)
                .contains("may be out of date: account-ingestion was last read completely at"));
        assertThat(get("/").asString())
                .contains("Some data are missing")
                .contains("EUR\u00a0100.00")
                .contains("was last read completely at");
    }

    @Test
    void withoutRulesEngineTheLastFlagsAreShownAsOutOfDate() {
        oneAccountAtRisk();
        ingestion.setFigures(List.of(figure("gross-revenue-retention", "ALL", null, "90", null)));
        rules.setDown(true);

        JsonPath report = reportWhen(seen -> seen.getList("freshness.state").equals(List.of("FRESH", "STALE")));

        assertThat(report.getInt("accountsAtRisk")).isEqualTo(1);
        assertThat(report.getString("grr.value")).isEqualTo("90");
        assertThat(report.getList("missing", String.class))
                .singleElement()
                .asString()
                .contains("flags and playbook runs");
        assertThat(csv("/v1/reports/retention/groups.csv"))
                .contains("The flags and playbook runs may be out of date: rules-engine was last read completely at");
        assertThat(csv("/v1/reports/retention/accounts.csv")).contains(id("acme"));
    }

    @Test
    void afterARestoreOfTheProviderItsStateIsReadAnewAlsoWhereItsVersionsAreLower() {
        ingestion.account(id("acme"), "acme", segment, null, 1);
        ingestion.values(id("acme"), 100_00L, "EUR", null, 1);
        rules.atRisk(id("acme"), "executive-silence", "Silent.", 50);
        rules.atRisk(id("acme"), "gone-after-the-restore", "Silent.", 50);
        reportWhen(seen -> seen.getInt("accountsAtRisk") == 1
                && seen.getList("atRiskAccounts[0].flags").size() == 2);

        rules.restoreEmpty();
        rules.atRisk(id("acme"), "executive-silence", "Silent, as of the backup.", 3);

        JsonPath report = reportWhen(
                seen -> "Silent, as of the backup.".equals(seen.getString("atRiskAccounts[0].flags[0].reason")));
        assertThat(report.getList("atRiskAccounts[0].flags.thresholdId")).containsExactly("executive-silence");
    }

    @Test
    void anAccountThatIsGoneIsNotAtRiskAnyMore() {
        oneAccountAtRisk();
        ingestion.restoreEmpty();
        ingestion.account(id("other"), "other", segment, null, 1);
        ingestion.showInSnapshot(id("acme"), "account", id("acme"), 9, null);

        JsonPath report = reportWhen(seen -> seen.getInt("accounts") == 1 && seen.getInt("accountsAtRisk") == 0);

        assertThat(report.getList("atRiskAccounts")).isEmpty();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        asLeader().get("/v1/reports/retention").jsonPath().getList("atRiskAccounts.accountId"))
                .as("not even without its segment")
                .doesNotContain(id("acme")));
    }

    @Test
    void aChangeThatCannotBeReadIsSetAsideAndReportedAndBlocksNoOther() {
        ingestion.publish(
                id("odd"),
                "account-metrics",
                id("odd"),
                1,
                JSON.createObjectNode().put("accountId", id("odd")).put("asOf", "not a day"));
        ingestion.publish(id("odd"), "a-type-of-later", id("odd"), 1, JSON.createObjectNode());
        oneAccountAtRisk();

        JsonPath report = report();

        assertThat(report.getInt("accountsAtRisk")).isEqualTo(1);
        assertThat(report.getList("missing", String.class))
                .anySatisfy(sentence -> assertThat(sentence).contains("could not be read and"));

        ingestion.account(id("odd"), "odd", segment, null, 1);
        ingestion.values(id("odd"), 50_00L, "EUR", null, 2);

        reportWhen(
                seen -> seen.getInt("accounts") == 2 && seen.getList("missing").isEmpty());
    }

    @Test
    void anAbsurdAmountIsUnknownAndTheRestOfTheReportIsShown() {
        oneAccountAtRisk();
        ingestion.setFigures(List.of(figure("arr", "ALL", null, "110680464442257309684", "EUR")));

        JsonPath report = reportWhen(seen -> "UNKNOWN".equals(seen.getString("arr.state")));

        assertThat(report.getString("arr.reason")).isEqualTo("It is larger than any amount of money could be.");
        assertThat(report.getString("arrAtRisk.value")).isEqualTo("10000");
    }

    private void oneAccountAtRisk() {
        ingestion.account(id("acme"), "acme", segment, null, 1);
        ingestion.values(id("acme"), 100_00L, "EUR", null, 1);
        rules.atRisk(id("acme"), "executive-silence", "Silent.", 1);
        reportWhen(seen -> "10000".equals(seen.getString("arrAtRisk.value")));
    }
}
