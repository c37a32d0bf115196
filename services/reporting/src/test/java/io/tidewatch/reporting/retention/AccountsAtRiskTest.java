package io.tidewatch.reporting.retention;

import static io.tidewatch.reporting.standin.StandInIngestion.figure;
import static io.tidewatch.reporting.standin.StandInIngestion.leftOut;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tidewatch.reporting.standin.ReportingTest;
import io.tidewatch.testsuite.ServiceClock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which accounts are at risk, with how much, and why. */
@QuarkusTest
class AccountsAtRiskTest extends ReportingTest {

    private static final String NADIA = "nadia@example.com";

    @Test
    void anAccountWithTwoFlagsCountsOnceAndShowsBothReasons() {
        accountWithArr("acme", 120_000_00L);
        rules.atRisk(id("acme"), "executive-silence", "The sponsor has been silent for 31 days.", 1);
        rules.atRisk(id("acme"), "power-users-low", "Only 12.00 % are power users.", 1);

        JsonPath report =
                reportWhen(seen -> seen.getList("atRiskAccounts[0].flags").size() == 2);

        assertThat(report.getString("arrAtRisk.value")).isEqualTo("12000000");
        assertThat(report.getString("arrAtRisk.currency")).isEqualTo("EUR");
        assertThat(report.getInt("accountsAtRisk")).isEqualTo(1);
        assertThat(report.getList("atRiskAccounts[0].flags.reason"))
                .containsExactly("The sponsor has been silent for 31 days.", "Only 12.00 % are power users.");
        assertThat(report.getString("arrAtRisk.definitionHash")).isEqualTo("arr-hash");
    }

    @Test
    void onlyRaisedRiskOfRenewalCounts() {
        List<String> names =
                List.of("grows", "unknown", "clear", "healthy", "watched", "celebrated", "asked-else", "risky");
        names.forEach(name -> accountWithArr(name, 100_00L));
        rules.flag(id("grows"), "seat-limit", "RAISED", "OPPORTUNITY", "GROW", "Seats run out.", 1);
        rules.flag(id("unknown"), "executive-silence", "UNKNOWN", null, "RENEW", "No sponsor is known.", 1);
        rules.flag(id("clear"), "executive-silence", "CLEAR", null, "RENEW", "They talk.", 1);
        rules.flag(id("healthy"), "executive-silence", "CLEAR", "HEALTHY", "RENEW", "They talk a lot.", 1);
        rules.flag(id("watched"), "executive-silence", "RAISED", "WATCH", "RENEW", "Watched.", 1);
        rules.flag(id("celebrated"), "first-login", "RAISED", "MILESTONE", "RENEW", "The first login.", 1);
        rules.flag(id("asked-else"), "executive-silence", "RAISED", "AT_RISK", "ADVOCATE", "Something else.", 1);
        rules.atRisk(id("risky"), "executive-silence", "Silent.", 1);

        JsonPath report =
                reportWhen(seen -> seen.getInt("accountsAtRisk") > 0 && seen.getInt("accounts") == names.size());

        assertThat(report.getList("atRiskAccounts.accountId")).containsExactly(id("risky"));
        assertThat(report.getString("arrAtRisk.value")).isEqualTo("10000");
    }

    @Test
    void aFlagThatClearsVanishesAndAnOlderVersionDoesNotBringItBack() {
        accountWithArr("acme", 500_00L);
        rules.atRisk(id("acme"), "executive-silence", "Silent.", 5);
        reportWhen(seen -> seen.getInt("accountsAtRisk") == 1);

        rules.flag(id("acme"), "executive-silence", "CLEAR", null, "RENEW", "They talk again.", 6);
        reportWhen(seen -> seen.getInt("accountsAtRisk") == 0);

        rules.atRisk(id("acme"), "executive-silence", "Published late.", 5);
        ingestion.account(id("acme"), "Published after it", segment, NADIA, 2);
        rules.atRisk(id("acme"), "later", "So that the late one was read.", 1);
        JsonPath report = reportWhen(seen -> seen.getInt("accountsAtRisk") == 1);

        assertThat(report.getList("atRiskAccounts[0].flags.thresholdId")).containsExactly("later");
    }

    @Test
    void nothingAtRiskIsZeroInTheCurrencyOfTheAccounts() {
        accountWithArr("calm", 100_00L);
        rules.flag(id("calm"), "executive-silence", "CLEAR", null, "RENEW", "They talk.", 1);

        JsonPath report =
                reportWhen(seen -> seen.getInt("accounts") == 1 && seen.getString("arrAtRisk.currency") != null);

        assertThat(report.getString("arrAtRisk.state")).isEqualTo("KNOWN");
        assertThat(report.getString("arrAtRisk.value")).isEqualTo("0");
        assertThat(report.getInt("accountsNotJudged")).isZero();
        assertThat(report.getList("atRiskAccounts")).isEmpty();
    }

    @Test
    void whereNoFlagCouldBeJudgedTheRiskIsUnknownAndNotZero() {
        accountWithArr("dark", 100_00L);
        accountWithArr("half-dark", 100_00L);
        rules.flag(id("dark"), "executive-silence", "UNKNOWN", null, "RENEW", "No sponsor is known.", 1);
        rules.flag(id("half-dark"), "executive-silence", "UNKNOWN", null, "RENEW", "No sponsor is known.", 1);
        rules.flag(id("half-dark"), "power-users-low", "CLEAR", null, "RENEW", "40 %.", 1);

        JsonPath report = reportWhen(seen -> seen.getInt("accounts") == 2 && seen.getString("arr.state") != null);

        assertThat(report.getString("arrAtRisk.state")).isEqualTo("UNKNOWN");
        assertThat(report.getString("bySegment[0].arrAtRisk.state")).isEqualTo("UNKNOWN");
        assertThat(report.getInt("accountsNotJudged")).isEqualTo(2);
        assertThat(report.getInt("arrAtRisk.leftOut[0].accounts")).isEqualTo(2);
        assertThat(report.getInt("arrAtRisk.leftOut[0].revenue[0].minor")).isEqualTo(200_00);
        assertThat(get("/").asString()).contains("It is unknown which accounts are at risk");
    }

    @Test
    void anUnknownFlagThatCanOnlyBeWatchedDoesNotMakeTheRiskUnknown() {
        accountWithArr("watched", 100_00L);
        accountWithArr("dark", 100_00L);
        rules.flag(id("watched"), "quiet-users", "UNKNOWN", "WATCH", "RENEW", "No usage is known.", 1);
        rules.flag(id("dark"), "executive-silence", "UNKNOWN", "AT_RISK", "RENEW", "No sponsor is known.", 1);

        JsonPath report = reportWhen(seen -> seen.getInt("accounts") == 2 && seen.getInt("accountsNotJudged") < 2);

        assertThat(report.getInt("accountsNotJudged")).isEqualTo(1);
    }

    @Test
    void anUnknownArrIsCountedAsLeftOutAndNeverAsZero() {
        accountWithArr("known", 700_00L);
        ingestion.account(id("dark"), "Dark Ltd", segment, NADIA, 1);
        ingestion.values(id("dark"), null, null, null, 1);
        rules.atRisk(id("dark"), "executive-silence", "Silent.", 1);
        JsonPath alone = reportWhen(seen -> seen.getInt("accountsAtRisk") == 1
                && "no paid period is known".equals(seen.getString("atRiskAccounts[0].arr.reason")));
        assertThat(alone.getString("arrAtRisk.state")).isEqualTo("UNKNOWN");
        assertThat(alone.getString("arrAtRisk.value")).isNull();
        assertThat(alone.getInt("arrAtRisk.leftOut[0].accounts")).isEqualTo(1);

        rules.atRisk(id("known"), "executive-silence", "Silent.", 1);
        JsonPath both = reportWhen(seen -> seen.getInt("accountsAtRisk") == 2);

        assertThat(both.getString("arrAtRisk.state")).isEqualTo("KNOWN");
        assertThat(both.getString("arrAtRisk.value")).isEqualTo("70000");
        assertThat(both.getList("arrAtRisk.leftOut.accounts")).containsExactly(1);
        assertThat(both.getList("arrAtRisk.leftOut[0].revenue")).isEmpty();
        assertThat(get("/").asString()).contains("Not included: 1 account. ");
        assertThat(both.getList("atRiskAccounts.name")).containsExactly("known", "Dark Ltd");
    }

    @Test
    void anAccountThatPaysNothingIsAtRiskWithNothing() {
        accountWithArr("pays", 100_00L);
        ingestion.account(id("left"), "left", segment, NADIA, 1);
        ingestion.values(id("left"), 0L, null, null, 1);
        rules.atRisk(id("left"), "executive-silence", "Silent.", 1);
        rules.flag(id("pays"), "executive-silence", "CLEAR", null, "RENEW", "They talk.", 1);

        JsonPath report = reportWhen(seen -> seen.getInt("accountsAtRisk") == 1
                && "0".equals(seen.getString("atRiskAccounts[0].arr.value"))
                && seen.getInt("accountsNotJudged") == 0
                && "EUR".equals(seen.getString("arrAtRisk.currency")));

        assertThat(report.getString("arrAtRisk.value")).isEqualTo("0");
        assertThat(report.getList("arrAtRisk.leftOut")).isEmpty();
        assertThat(csv("/v1/reports/retention/accounts.csv")).contains(",nadia@example.com,0,0,,");
    }

    @Test
    void amountsOfSeveralCurrenciesAreNeverAddedUp() {
        accountWithArr("euro", 100_00L);
        ingestion.account(id("dollar"), "dollar", segment, NADIA, 1);
        ingestion.values(id("dollar"), 30_00L, "USD", null, 1);
        rules.atRisk(id("euro"), "executive-silence", "Silent.", 1);
        rules.atRisk(id("dollar"), "executive-silence", "Silent.", 1);

        JsonPath report = reportWhen(seen -> seen.getList("arrAtRisk.amounts").size() == 2);

        assertThat(report.getString("arrAtRisk.value")).isNull();
        assertThat(report.getList("arrAtRisk.amounts.currency")).containsExactly("EUR", "USD");
        assertThat(report.getList("arrAtRisk.amounts.minor")).containsExactly(100_00, 30_00);
    }

    @Test
    void theDaysToTheRenewalAreCountedFromToday() {
        LocalDate today = ServiceClock.today();
        ingestion.account(id("soon"), "soon", segment, NADIA, 1);
        ingestion.values(id("soon"), 100_00L, "EUR", today.plusDays(40).toString(), 1);
        ingestion.account(id("past"), "past", segment, NADIA, 1);
        ingestion.values(id("past"), 50_00L, "EUR", today.toString(), 1);
        rules.atRisk(id("soon"), "executive-silence", "Silent.", 1);
        rules.atRisk(id("past"), "executive-silence", "Silent.", 1);

        JsonPath report = reportWhen(seen -> seen.getInt("accountsAtRisk") == 2
                && seen.getList("atRiskAccounts.name").contains("past"));

        assertThat(report.getInt("atRiskAccounts.find { it.name == 'soon' }.daysToRenewal"))
                .isEqualTo(40);
        assertThat((Object) report.get("atRiskAccounts.find { it.name == 'past' }.daysToRenewal"))
                .as("a renewal that has come is not known any more")
                .isNull();
    }

    @Test
    void accountsThatAreNotCustomersAreNotAtRiskAndNotCounted() {
        accountWithArr("stays", 100_00L);
        rules.atRisk(id("stays"), "power-users-low", "Few power users.", 1);
        for (String name : List.of("left", "trial", "prospect")) {
            ingestion.account(id(name), name, segment, NADIA, 1);
            ingestion.valuesOfNoCustomer(id(name), 1);
        }
        rules.atRisk(id("left"), "power-users-low", "Judged before it left.", 1);
        rules.flag(id("trial"), "power-users-low", "UNKNOWN", null, "RENEW", "Not a customer.", 1);
        rules.atRisk(id("stays"), "executive-silence", "So that all of the above was read.", 1);

        JsonPath report = reportWhen(seen -> "2".equals(seen.getString("atRiskAccounts[0].flagCount")));

        assertThat(report.getList("atRiskAccounts.accountId")).containsExactly(id("stays"));
        assertThat(report.getInt("accountsAtRisk")).isEqualTo(1);
        assertThat(report.getInt("accounts")).isEqualTo(1);
        assertThat(report.getInt("accountsNotJudged")).isZero();
        assertThat(report.getInt("bySegment[0].accounts")).isEqualTo(1);
        assertThat(get("/").asString()).doesNotContain("Judged before it left.");
        assertThat(csv("/v1/reports/retention/accounts.csv")).doesNotContain(id("left"));
    }

    @Test
    void theArrIsThatOfTheActiveDefinitionAlsoWhileAnotherIsComputed() {
        ingestion.account(id("acme"), "acme", segment, NADIA, 1);
        ingestion.valuesOfTwoDefinitions(id("acme"), 999_00L, 100_00L, 1);
        rules.atRisk(id("acme"), "executive-silence", "Silent.", 1);

        JsonPath report = reportWhen(seen -> seen.getInt("accountsAtRisk") == 1);
        ingestion.setFiguresDown(true);
        JsonPath later = report();

        assertThat(report.getString("arrAtRisk.value")).isEqualTo("10000");
        assertThat(report.getString("atRiskAccounts[0].arr.definitionHash")).isEqualTo("arr-hash");
        assertThat(later.getString("arrAtRisk.value")).isEqualTo("10000");
    }

    @Test
    void manyReasonsUnderAHeadlineAreFoldedAway() {
        accountWithArr("acme", 100_00L);
        ObjectNode nrr = figure("net-revenue-retention", "ALL", null, "100", null);
        for (String why : List.of("No CRM.", "No billing.", "Two currencies.")) {
            leftOut(nrr, why, 1, "EUR", 100_00L);
        }
        ingestion.setFigures(List.of(nrr));
        reportWhen(seen -> seen.getInt("accounts") == 1);

        assertThat(get("/").asString())
                .contains("<summary>Accounts not included, for 3 reasons</summary>")
                .contains("<p>Not included: 1 account (ARR EUR 100.00). No CRM.</p>")
                .doesNotContain("<dd class=\"note\">Not included: 1 account (ARR EUR 100.00). No CRM.");
    }

    @Test
    void besideAFigureStandHowManyAccountsAndHowMuchRevenueItLeavesOutAndWhy() {
        accountWithArr("acme", 100_00L);
        String why = "It pays in another currency than a year before.";
        ingestion.setFigures(List.of(
                leftOut(figure("net-revenue-retention", "ALL", null, "100", null), why, 1, "EUR", 108_000_00L),
                leftOut(figure("net-revenue-retention", "SEGMENT", segment, "100", null), why, 1, "EUR", 108_000_00L)));
        JsonPath report = reportWhen(seen -> seen.getInt("accounts") == 1);

        assertThat(report.getString("nrr.value")).isEqualTo("100");
        assertThat(report.getString("nrr.leftOut[0].reason")).isEqualTo(why);
        assertThat(report.getInt("nrr.leftOut[0].accounts")).isEqualTo(1);
        assertThat(report.getString("nrr.leftOut[0].revenue[0].currency")).isEqualTo("EUR");
        assertThat(report.getInt("nrr.leftOut[0].revenue[0].minor")).isEqualTo(108_000_00);
        assertThat(report.getInt("bySegment[0].nrr.leftOut[0].accounts")).isEqualTo(1);
        assertThat(report.getList("grr.leftOut")).isEmpty();
        assertThat(get("/").asString())
                .contains("Not included: 1 account (ARR EUR 108,000.00). " + why)
                .contains("<summary>1 account not included</summary>");
        List<NamedCsvRecord> rows =
                CsvReader.builder().ofNamedCsvRecord(csv("/v1/reports/retention/groups.csv")).stream()
                        .toList();
        assertThat(rows)
                .extracting(row -> row.getField("nrr_accounts_left_out"))
                .containsExactly("1", "1", "0");
        assertThat(rows.getFirst().getField("note"))
                .contains("NRR does not include 1 account (ARR EUR 108,000.00). " + why);
    }

    @Test
    void openRunsAreShownWithTheirNextStepUntilTheyClose() {
        accountWithArr("acme", 100_00L);
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        rules.run(first, id("acme"), "OPEN", "Outreach by CS leadership", "2026-01-09T03:04:05Z", 1);
        rules.run(second, id("acme"), "OPEN", "Reminder", "2026-01-03T03:04:05Z", 1);

        JsonPath report = reportWhen(seen -> seen.getList("openRuns").size() == 2);
        assertThat(report.getList("openRuns.nextStep")).containsExactly("Reminder", "Outreach by CS leadership");
        assertThat(report.getString("openRuns[0].accountName")).isEqualTo("acme");

        rules.run(second, id("acme"), "SUCCEEDED", null, null, 2);
        JsonPath later = reportWhen(seen -> seen.getList("openRuns").size() == 1);
        assertThat(later.getString("openRuns[0].id")).isEqualTo(first.toString());
    }

    @Test
    void aJudgementOfAnOpenRunIsReportedUntilItIsWithdrawn() {
        accountWithArr("acme", 100_00L);
        UUID run = UUID.randomUUID();
        rules.runWith(
                run, id("acme"), 1, List.of(List.of("reviewHeld", "A review was held.", "2026-01-05T03:04:05.5Z")));

        JsonPath held = reportWhen(seen -> seen.getList("openRuns").size() == 1);
        assertThat(held.getList("openRuns[0].judgements"))
                .containsExactly(
                        Map.of("word", "reviewHeld", "sentence", "A review was held.", "at", "2026-01-05T03:04:05.5Z"));

        rules.runWith(run, id("acme"), 2, List.of());
        reportWhen(seen -> seen.getList("openRuns[0].judgements").isEmpty());
    }

    @Test
    void figuresComeFromIngestionWithTheirDefinitionAndTheirDays() {
        accountWithArr("acme", 100_00L);
        ingestion.setFigures(List.of(
                figure("gross-revenue-retention", "ALL", null, "91.234567", null),
                figure("net-revenue-retention", "ALL", null, "104.5", null),
                figure("arr", "ALL", null, "10000", "EUR"),
                figure("gross-revenue-retention", "SEGMENT", segment, null, null)));
        reportWhen(seen -> seen.getInt("accounts") == 1);

        JsonPath report = asLeader()
                .queryParam("segment", segment)
                .queryParam("asOf", "2026-01-31")
                .queryParam("from", "2025-01-31")
                .get("/v1/reports/retention")
                .jsonPath();

        assertThat(report.getString("grr.value")).isEqualTo("91.234567");
        assertThat(report.getString("grr.definitionHash")).isEqualTo("gross-revenue-retention-hash");
        assertThat(report.getString("nrr.value")).isEqualTo("104.5");
        assertThat(report.getString("logoChurn.state")).isEqualTo("UNKNOWN");
        assertThat(report.getString("arr.amounts[0].minor")).isEqualTo("10000");
        assertThat(report.getString("bySegment[0].grr.reason")).isEqualTo("nobody was active then");
        assertThat(ingestion.queries()).anySatisfy(query -> {
            assertThat(query.path("where").path("SEGMENT").asText()).isEqualTo(segment);
            assertThat(query.path("asOf").asText()).isEqualTo("2026-01-31");
            assertThat(query.path("from").asText()).isEqualTo("2025-01-31");
            assertThat(query.path("groupBy").toString()).isEqualTo("[\"SEGMENT\",\"CSM\"]");
            assertThat(query.path("separately").asBoolean()).isTrue();
        });
    }

    private void accountWithArr(String name, long minor) {
        ingestion.account(id(name), name, segment, NADIA, 1);
        ingestion.values(id(name), minor, "EUR", null, 1);
    }
}
