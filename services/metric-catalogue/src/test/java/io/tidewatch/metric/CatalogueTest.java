package io.tidewatch.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewatch.metric.reading.FileProblem;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final String SEATS = "metrics/seat-utilization.yaml";
    private static final String POWER = "metrics/power-user-percentage.yaml";
    private final Map<String, String> files = new TreeMap<>(RulesFolder.metricFiles());

    @Test
    void theShippedCatalogueHasTheTenMetrics() {
        assertThat(Catalogue.parse(files).tracked())
                .extracting(MetricDefinition::id)
                .containsExactly(
                        "active-user-percentage",
                        "arr",
                        "average-resolution-time",
                        "days-since-executive-contact",
                        "days-to-renewal",
                        "gross-revenue-retention",
                        "logo-churn",
                        "net-revenue-retention",
                        "power-user-percentage",
                        "seat-utilization");
    }

    @Test
    void parametersOfAMeasureAreRead() {
        MetricDefinition metric =
                Catalogue.parse(files).metric("power-user-percentage").orElseThrow();
        assertThat(metric.windowDays()).isEqualTo(30);
        assertThat(metric.numerator())
                .isEqualTo(new MeasureUse(
                        Measure.POWER_USERS,
                        10,
                        8,
                        List.of("automations", "dashboards", "exports", "forecasts", "reports")));
        assertThat(metric.property()).isEqualTo("powerUserPercentage");
    }

    @Test
    void jsonGoesThereAndBackWithEqualBytesAndHash() {
        Catalogue catalogue = Catalogue.parse(files);
        Catalogue again = Catalogue.fromJson(catalogue.toJson());
        assertThat(again).isEqualTo(catalogue);
        assertThat(again.toJson()).isEqualTo(catalogue.toJson());
        assertThat(again.catalogueHash()).isEqualTo(catalogue.catalogueHash()).hasSize(64);
    }

    @Test
    void jsonThatIsNoCatalogueIsRefused() {
        for (String text : List.of("", "{}", "[]", "null", "{\"metrics\":[{}]}", "{\"metrics\":null}", "{\"x\":1}")) {
            assertThatThrownBy(() -> Catalogue.fromJson(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aNewNameKeepsTheDefinitionHashAndAnotherWindowChangesIt() {
        String before = hash(POWER);
        change(POWER, "name: Power users", "name: Heavy users");
        assertThat(hash(POWER)).isEqualTo(before);
        change(POWER, "windowDays: 30", "windowDays: 28");
        assertThat(hash(POWER)).isNotEqualTo(before);
    }

    @Test
    void theOrderOfListsDoesNotChangeTheDefinition() {
        String before = hash(POWER);
        change(POWER, "[automations, dashboards, exports", "[dashboards, automations, exports");
        change(POWER, "[USERS, USAGE]", "[USAGE, USERS]");
        assertThat(hash(POWER)).isEqualTo(before);
    }

    @Test
    void aMisspeltWordIsNamedWithItsLineAndASuggestion() {
        change(SEATS, "name: ASSIGNED_SEATS", "name: ASIGNED_SEATS");
        FileProblem problem = theOnlyProblem();
        assertThat(problem.file()).isEqualTo(SEATS);
        assertThat(problem.line()).isEqualTo(15);
        assertThat(problem.suggestion()).isEqualTo("ASSIGNED_SEATS");
        assertThat(problem.sentence()).startsWith("'name' must be one of ").endsWith(", not 'ASIGNED_SEATS'.");
    }

    @Test
    void aMisspeltKeyIsNamedWithASuggestion() {
        change(SEATS, "focusArea:", "focus:");
        assertThat(problems())
                .extracting(FileProblem::describe)
                .contains(SEATS + ":1: 'focusArea' is missing.")
                .anyMatch(line -> line.contains("'focus' is not a known key here."));
    }

    @Test
    void aWindowIsRequiredOrRefusedByKind() {
        change(POWER, "windowDays: 30\n", "");
        assertThat(theOnlyProblem().sentence()).isEqualTo("A metric of kind DISTINCT_RATIO must have 'windowDays'.");
        files.putAll(RulesFolder.metricFiles());
        change(SEATS, "kind: RATIO", "kind: RATIO\nwindowDays: 30");
        assertThat(theOnlyProblem().sentence()).isEqualTo("A metric of kind RATIO must not have 'windowDays'.");
        files.putAll(RulesFolder.metricFiles());

        // A year is twelve months of the calendar; 365 days are not a year in a leap year.
        change("metrics/logo-churn.yaml", "windowMonths: 12", "windowDays: 365");
        assertThat(problems())
                .extracting(FileProblem::sentence)
                .containsExactlyInAnyOrder(
                        "A metric of kind PERIOD_RATIO must not have 'windowDays'.",
                        "A metric of kind PERIOD_RATIO must have 'windowMonths'.");
    }

    @Test
    void aYearBeforeFollowsTheCalendar() {
        MetricDefinition churn = Catalogue.parse(files).metric("logo-churn").orElseThrow();

        assertThat(churn.windowStart(LocalDate.of(2024, 12, 31))).isEqualTo("2023-12-31");
        assertThat(churn.windowDays(LocalDate.of(2024, 12, 31))).isEqualTo(366);
        assertThat(churn.windowStart(LocalDate.of(2024, 2, 29))).isEqualTo("2023-02-28");
        assertThat(churn.windowStart(LocalDate.of(2025, 2, 28))).isEqualTo("2024-02-28");
    }

    @Test
    void aMeasureOfAnotherKindIsRefused() {
        change(SEATS, "name: ASSIGNED_SEATS", "name: MRR_AT_START");
        assertThat(theOnlyProblem().sentence())
                .isEqualTo("The measure MRR_AT_START cannot be used in a metric of kind RATIO.");
    }

    @Test
    void missingParametersAreNamed() {
        change(POWER, "  minDays: 8\n", "");
        assertThat(theOnlyProblem().describe()).isEqualTo(POWER + ":16: 'minDays' is missing.");
    }

    @Test
    void twoFilesCannotDefineOneMetric() {
        files.put("metrics/copy/seat-utilization.yaml", files.get(SEATS));
        assertThat(theOnlyProblem().sentence()).contains("is already in");
    }

    @Test
    void textThatIsNoYamlIsNamedWithItsLine() {
        files.put(SEATS, "id: seat-utilization\nname: [unclosed\n");
        assertThat(theOnlyProblem().sentence()).startsWith("This is not valid YAML");
        files.put(SEATS, "");
        assertThat(theOnlyProblem().sentence()).startsWith("The file must hold");
    }

    @Test
    void aliasesAndHugeFilesAreRefused() {
        files.put(SEATS, "a: &a [x]\nb: [*a, *a]\n");
        assertThat(problems()).isNotEmpty();
        files.put(SEATS, "name: " + "x".repeat(300_000));
        assertThat(theOnlyProblem().sentence()).startsWith("The file is longer than");
    }

    @Test
    void anAgeIsCountedInUtcDays() {
        assertThat(DayCount.between(java.time.LocalDate.of(2026, 2, 28), java.time.LocalDate.of(2026, 3, 30)))
                .isEqualTo(30);
        assertThat(DayCount.dayOf(java.time.Instant.parse("2026-03-01T23:59:59Z")))
                .isEqualTo("2026-03-01");
    }

    private String hash(String file) {
        String id = file.substring(file.indexOf('/') + 1, file.length() - ".yaml".length());
        return Catalogue.parse(files).metric(id).orElseThrow().definitionHash();
    }

    private void change(String file, String from, String to) {
        assertThat(files.get(file)).contains(from);
        files.put(file, files.get(file).replace(from, to));
    }

    private FileProblem theOnlyProblem() {
        assertThat(problems()).hasSize(1);
        return problems().getFirst();
    }

    private List<FileProblem> problems() {
        CatalogueRefusedException refused =
                catchThrowableOfType(CatalogueRefusedException.class, () -> Catalogue.parse(files));
        assertThat(refused).as("the files should have been refused").isNotNull();
        return refused.problems();
    }
}
