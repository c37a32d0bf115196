package io.tidewatch.reporting.retention;

import static io.tidewatch.reporting.standin.StandInIngestion.figure;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tidewatch.reporting.standin.ReportingTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A base in two currencies has a GRR and an NRR in each of them; they stand side by side in every form. */
@QuarkusTest
class SeveralCurrenciesTest extends ReportingTest {

    private static final String NADIA = "nadia@example.com";
    private static final String GRR = "gross-revenue-retention";
    private static final String NRR = "net-revenue-retention";

    @Test
    void thePercentagesOfEachCurrencyStandSideBySideInEveryForm() throws IOException {
        accounts();
        ingestion.setFigures(List.of(
                figure(GRR, "ALL", null, "90.5", "EUR").put("numerator", "9050").put("denominator", "10000"),
                figure(GRR, "ALL", null, "80", "USD"),
                figure(NRR, "ALL", null, "104.259", "EUR"),
                figure(NRR, "ALL", null, "95", "USD"),
                figure("logo-churn", "ALL", null, "3", null),
                figure("arr", "ALL", null, "10000", "EUR"),
                figure("arr", "ALL", null, "3000", "USD"),
                // The customers in dollars have left since: no ARR of today, but a GRR.
                figure(GRR, "CSM", NADIA, "90.5", "EUR"),
                figure(GRR, "CSM", NADIA, "0", "USD"),
                figure(NRR, "CSM", NADIA, "104.259", "EUR"),
                figure("arr", "CSM", NADIA, "10000", "EUR")));

        JsonPath json = report();
        String page = get("/").asString();
        // To look at: the page as it is, with the style sheet beside it.
        Files.writeString(Path.of("target", "two-currencies-page.html"), page);

        assertThat(json.getString("grr.state")).isEqualTo("KNOWN");
        assertThat(json.getString("grr.value")).isNull();
        assertThat(json.getString("grr.reason")).isNull();
        assertThat(json.getList("grr.percentages.currency")).containsExactly("EUR", "USD");
        assertThat(json.getList("grr.percentages.value")).containsExactly("90.5", "80");
        assertThat(json.getString("grr.percentages[0].numerator")).isEqualTo("9050");
        assertThat(json.getString("grr.definitionHash")).isEqualTo(GRR + "-hash");
        assertThat(json.getString("logoChurn.value")).isEqualTo("3");
        assertThat((Object) json.get("logoChurn.percentages")).isNull();
        assertThat(json.getString("byCsm[0].nrr.value"))
                .as("of one currency, as before")
                .isEqualTo("104.259");
        assertThat(page)
                .contains("EUR\u00a090.50\u00a0%, USD\u00a080.00\u00a0%")
                .contains("EUR\u00a0104.25\u00a0%, USD\u00a095.00\u00a0%")
                .contains("EUR\u00a0100.00 + USD\u00a030.00")
                .contains("EUR\u00a090.50\u00a0%, USD\u00a00.00\u00a0%")
                .contains(">EUR\u00a0104.25\u00a0%<")
                .doesNotContain("value per currency");
        assertThat(rows("all")).containsExactly("EUR 100.00 90.5 104.259", "USD 30.00 80 95");
        assertThat(rows("csm")).containsExactly("EUR 100.00 90.5 104.259", "USD 0.00 0 ");
    }

    @Test
    void whereTheOneCurrencyIsUnknownTheOtherIsShown() {
        accounts();
        ingestion.setFigures(List.of(figure(GRR, "ALL", null, null, "EUR"), figure(GRR, "ALL", null, "80", "USD")));

        JsonPath json = report();

        assertThat(json.getString("grr.state")).isEqualTo("KNOWN");
        assertThat(json.getList("grr.percentages.state")).containsExactly("UNKNOWN", "KNOWN");
        assertThat(json.getString("grr.percentages[0].reason")).isEqualTo("nobody was active then");
        assertThat(get("/").asString()).contains("EUR\u00a0unknown, USD\u00a080.00\u00a0%");
    }

    @Test
    void aBaseOfOneCurrencyDoesNotNameItWithPercentages() {
        accounts();
        ingestion.setFigures(
                List.of(figure(GRR, "ALL", null, "90.5", "EUR"), figure("arr", "ALL", null, "10000", "EUR")));

        JsonPath json = report();

        assertThat(json.getString("grr.value")).isEqualTo("90.5");
        assertThat((Object) json.get("grr.percentages")).isNull();
        assertThat(get("/").asString()).contains("<data value=\"90.5\">90.50\u00a0%</data>");
    }

    @Test
    void valuesWithoutACurrencyAreNotShownBesideOthers() {
        accounts();
        ingestion.setFigures(List.of(figure(GRR, "ALL", null, "90.5", null), figure(GRR, "ALL", null, "80", "USD")));

        assertThat(report().getString("grr.state")).isEqualTo("UNKNOWN");
    }

    private void accounts() {
        ingestion.account(id("euro"), "euro", segment, NADIA, 1);
        ingestion.values(id("euro"), 100_00L, "EUR", null, 1);
        ingestion.account(id("dollar"), "dollar", segment, null, 1);
        ingestion.values(id("dollar"), 30_00L, "USD", null, 1);
        rules.atRisk(id("euro"), "executive-silence", "Silent.", 1);
        rules.atRisk(id("dollar"), "executive-silence", "Silent.", 1);
        reportWhen(seen -> seen.getList("arrAtRisk.amounts").size() == 2);
    }

    private List<String> rows(String dimension) {
        return CsvReader.builder().ofNamedCsvRecord(csv("/v1/reports/retention/groups.csv")).stream()
                .filter(row -> row.getField("dimension").equals(dimension))
                .filter(row -> !"csm".equals(dimension) || row.getField("group").equals(NADIA))
                .map(row -> List.of("currency", "arr", "grr_percent", "nrr_percent").stream()
                        .map(row::getField)
                        .collect(Collectors.joining(" ")))
                .toList();
    }
}
