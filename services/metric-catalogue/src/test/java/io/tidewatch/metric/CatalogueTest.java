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
    void jsonThatIsNotACatalogueIsRefused() {
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
        assertProblems(new Expected(SEATS, 15, "ASSIGNED_SEATS", "'name'", "PURCHASED_SEATS", "'ASIGNED_SEATS'"));
    }

    @Test
    void aMisspeltKeyIsNamedWithASuggestion() {
        change(SEATS, "focusArea:", "focus:");
        assertProblems(new Expected(SEATS, 1, null, "'focusArea'"), new Expected(SEATS, 8, null, "'focus'"));
        change(SEATS, "focus:", "focusarea:");
        assertProblems(new Expected(SEATS, 1, null, "'focusArea'"), new Expected(SEATS, 8, "focusArea", "'focusarea'"));
    }

    @Test
    void aWindowIsRequiredOrRefusedByKind() {
        change(POWER, "windowDays: 30\n", "");
        assertProblems(new Expected(POWER, 1, null, "'windowDays'", "'kind'", "DISTINCT_RATIO"));
        files.putAll(RulesFolder.metricFiles());
        change(SEATS, "kind: RATIO", "kind: RATIO\nwindowDays: 30");
        assertProblems(new Expected(SEATS, 14, null, "'windowDays'", "'kind'", "RATIO"));
        files.putAll(RulesFolder.metricFiles());

        // A year is twelve months of the calendar; 365 days are not a year in a leap year.
        change("metrics/logo-churn.yaml", "windowMonths: 12", "windowDays: 365");
        String churn = "metrics/logo-churn.yaml";
        assertProblems(
                new Expected(churn, 1, null, "'windowMonths'", "PERIOD_RATIO"),
                new Expected(churn, 13, null, "'windowDays'", "PERIOD_RATIO"));
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
        assertProblems(new Expected(SEATS, 15, null, "MRR_AT_START", "RATIO"));
    }

    @Test
    void missingParametersAreNamed() {
        change(POWER, "  minDays: 8\n", "");
        assertProblems(new Expected(POWER, 15, null, "'minDays'", "'name'", "POWER_USERS"));
    }

    @Test
    void twoFilesCannotDefineOneMetric() {
        String copy = "metrics/copy/seat-utilization.yaml";
        files.put(copy, files.get(SEATS));
        assertProblems(new Expected(SEATS, 1, null, "'seat-utilization'", copy));
    }

    @Test
    void textThatIsNotYamlIsNamedWithItsLine() {
        files.put(SEATS, "id: seat-utilization\nname: [unclosed\n");
        assertProblems(new Expected(SEATS, 2, null, "'['"));
        files.put(SEATS, "");
        assertProblems(new Expected(SEATS, 1, null, "empty"));
        files.put(SEATS, "- id\n");
        assertProblems(new Expected(SEATS, 1, null, "'key: value'"));
    }

    @Test
    void aliasesAndHugeFilesAreRefused() {
        files.put(SEATS, "a: &a [x]\nb: [*a, *a]\n");
        assertThat(problems()).isNotEmpty();
        files.put(SEATS, "name: " + "x".repeat(300_000));
        assertProblems(new Expected(SEATS, 0, null, "262144"));
        files.put(SEATS, "name: " + "[".repeat(100) + "]".repeat(100));
        assertProblems(new Expected(SEATS, 1, null, "20"));
        files.put(SEATS, "stages:\n" + "- 1\n".repeat(60_000));
        assertProblems(new Expected(SEATS, 20_000, null, "20000"));
    }

    @Test
    void aKeyThatAppearsTwiceAndAControlCharacterAreNamed() {
        change(SEATS, "unit: PERCENT\n", "unit: PERCENT\nunit: HOURS\nfocusArea: \"a\\u0007b\"\n");
        assertProblems(
                new Expected(SEATS, 12, null, "'unit'"),
                new Expected(SEATS, 13, null, "'focusArea'"),
                new Expected(SEATS, 13, null, "U+0007"));
    }

    @Test
    void wordsThatOtherReadersTakeForTruthValuesStayText() {
        change(SEATS, "name: Seat utilization", "name: NO");
        assertThat(Catalogue.parse(files)
                        .metric("seat-utilization")
                        .orElseThrow()
                        .name())
                .isEqualTo("NO");
        change(SEATS, "name: NO", "name: 2026");
        assertProblems(new Expected(SEATS, 2, null, "'name'", "quotes", "'2026'"));
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

    /** Where a problem is, what was probably meant, and the words and values that its sentence names. */
    private record Expected(String file, int line, String suggestion, String... names) {}

    private void assertProblems(Expected... expected) {
        List<FileProblem> found = problems();
        assertThat(found).hasSize(expected.length);
        for (int number = 0; number < expected.length; number++) {
            FileProblem problem = found.get(number);
            Expected wanted = expected[number];
            assertThat(problem.file()).isEqualTo(wanted.file());
            assertThat(problem.line()).as(problem.describe()).isEqualTo(wanted.line());
            assertThat(problem.suggestion()).as(problem.describe()).isEqualTo(wanted.suggestion());
            assertThat(problem.sentence()).contains(wanted.names());
        }
    }

    private List<FileProblem> problems() {
        CatalogueRefusedException refused =
                catchThrowableOfType(CatalogueRefusedException.class, () -> Catalogue.parse(files));
        assertThat(refused).as("the files should have been refused").isNotNull();
        return refused.problems();
    }
}
