package io.tidewatch.reporting.retention;

import static io.tidewatch.reporting.standin.StandInIngestion.figure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tidewatch.reporting.standin.ReportingTest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Page, JSON and CSV show the same figures, and what is shown by group adds up to the headline to the cent. */
@QuarkusTest
class SumsTest extends ReportingTest {

    private static final int ACCOUNTS = 60;
    private static final String[] CSMS = {"nadia@example.com", "tomas@example.com", "kim@example.com", null};
    private static final String[] NAMES = {
        "Alder Freight", "Birchwood Clinics", "Cobalt Mining", "Dovetail Interiors", "Elm Street Bank", "Fjord Lines"
    };

    private final Random random = new Random(20260101);
    private long expected;
    private int atRisk;

    @Test
    void theSumsByGroupEqualTheHeadlineInEveryForm() throws IOException {
        publishManyAccounts();
        JsonPath json = reportWhen(seen -> seen.getInt("accountsAtRisk") == atRisk
                && seen.getInt("accounts") == ACCOUNTS
                && seen.getList("openRuns").size() == 3
                && Long.toString(expected).equals(seen.getString("arrAtRisk.value")));
        String page = get("/").asString();
        // To look at: the page as it is, with the style sheet beside it.
        Files.writeString(Path.of("target", "retention-page.html"), page);

        assertThat(sum(json, "byCsm")).isEqualTo(expected);
        assertThat(sum(json, "bySegment")).isEqualTo(expected);
        assertThat(json.getList("byCsm.group")).contains("").last().isEqualTo("");
        assertThat(page).contains("<data value=\"" + expected + "\">");
        assertThat(barsOfEachChart(page)).hasSize(2).allMatch(sum -> sum == expected);

        assertThat(sumOf("/v1/reports/retention/accounts.csv", null)).isEqualTo(BigDecimal.valueOf(expected, 2));
        for (String dimension : List.of("all", "segment", "csm")) {
            assertThat(sumOf("/v1/reports/retention/groups.csv", dimension))
                    .as(dimension)
                    .isEqualTo(BigDecimal.valueOf(expected, 2));
        }
        assertThat(records("/v1/reports/retention/groups.csv").getFirst().getField("grr_percent"))
                .isEqualTo(json.getString("grr.value"))
                .isEqualTo("93.417");
        assertThat(page).contains("<data value=\"93.417\">93.41\u00a0%</data>");
        assertThat(records("/v1/reports/retention/accounts.csv").stream()
                        .map(row -> row.getField("account_id"))
                        .distinct())
                .hasSize(atRisk);
    }

    private void publishManyAccounts() {
        for (int number = 0; number < ACCOUNTS; number++) {
            String id = id("a" + number);
            String name = NAMES[number % NAMES.length] + " " + (number / NAMES.length + 1);
            ingestion.account(id, name, segment, CSMS[random.nextInt(CSMS.length)], 1);
            Long arr = random.nextInt(12) == 0 ? null : random.nextLong(900_000_000L) + 1;
            ingestion.values(id, arr, "EUR", number % 3 == 0 ? null : "2099-06-30", 1);
            int fate = random.nextInt(4);
            if (fate <= 1) {
                rules.atRisk(id, "executive-silence", "We wrote 4 times in 41 days without an answer.", 1);
                expected += Objects.requireNonNullElse(arr, 0L);
                atRisk++;
            }
            if (fate == 1) {
                rules.atRisk(id, "power-users-low", "12.50 % of the users are power users; below 20 %.", 1);
            }
            if (fate == 2) {
                rules.flag(id, "seat-limit", "RAISED", "OPPORTUNITY", "GROW", "91.00 % of the seats are assigned.", 1);
            }
        }
        for (int number = 0; number < 3; number++) {
            rules.run(
                    UUID.randomUUID(),
                    id("a" + number),
                    "OPEN",
                    "Outreach by CS leadership, if the sponsor does not answer",
                    number == 0 ? "2026-01-09T03:04:05Z" : "2099-01-09T03:04:05Z",
                    1);
        }
        List<ObjectNode> figures = new ArrayList<>();
        figures.add(figure("gross-revenue-retention", "ALL", null, "93.417", null));
        figures.add(figure("net-revenue-retention", "ALL", null, "107.2", null));
        figures.add(figure("logo-churn", "ALL", null, null, null));
        figures.add(figure("arr", "ALL", null, "23456789000", "EUR"));
        for (String csm : CSMS) {
            figures.add(figure("gross-revenue-retention", "CSM", csm, csm == null ? null : "95.5", null));
            figures.add(figure("net-revenue-retention", "CSM", csm, csm == null ? null : "101.25", null));
            figures.add(figure("arr", "CSM", csm, "5000000000", "EUR"));
        }
        ingestion.setFigures(figures);
    }

    private static long sum(JsonPath json, String groups) {
        return json.getList(groups + ".arrAtRisk.value", String.class).stream()
                .filter(Objects::nonNull)
                .mapToLong(Long::parseLong)
                .sum();
    }

    private static List<Long> barsOfEachChart(String page) {
        return Pattern.compile("<svg class=\"chart\".*?</svg>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(chart -> Pattern.compile("data-minor=\"(\\d+)\"")
                        .matcher(chart.group())
                        .results()
                        .mapToLong(bar -> Long.parseLong(bar.group(1)))
                        .sum())
                .toList();
    }

    private BigDecimal sumOf(String path, String dimension) {
        return records(path).stream()
                .filter(row -> dimension == null || row.getField("dimension").equals(dimension))
                .map(row -> row.getField("arr_at_risk"))
                .filter(value -> !value.isEmpty())
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private List<NamedCsvRecord> records(String path) {
        return CsvReader.builder().ofNamedCsvRecord(csv(path)).stream().toList();
    }
}
