package io.tidewatch.metric.catalogue;

import static io.tidewatch.metric.catalogue.ExampleFiles.POWER;
import static io.tidewatch.metric.catalogue.ExampleFiles.RETENTION;
import static io.tidewatch.metric.catalogue.ExampleFiles.SCORE;
import static io.tidewatch.metric.catalogue.ExampleFiles.SEATS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.metric.MetricStatus;
import io.tidewatch.metric.Question;
import io.tidewatch.metric.Unit;
import io.tidewatch.metric.reading.FileProblem;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
    private final Map<String, String> files = ExampleFiles.all();

    @Test
    void aMetricHasWhatPeopleAndRulesSeeOfIt() {
        MetricDefinition seats = metric("seats-taken");

        assertThat(seats.questions()).containsExactly(Question.RENEW, Question.GROW);
        assertThat(seats.unit()).isEqualTo(Unit.PERCENT);
        assertThat(seats.property()).isEqualTo("seatsTaken");
        assertThat(seats.status()).isEqualTo(MetricStatus.TRACKED);
        assertThat(seats.definitionHash()).hasSize(64);
    }

    @Test
    void onlyTrackedMetricsAreComputed() {
        change(SEATS, "status: TRACKED", "status: AVAILABLE");

        Catalogue catalogue = Catalogue.parse(files);
        assertThat(catalogue.metrics()).hasSize(6);
        assertThat(catalogue.tracked())
                .extracting(MetricDefinition::id)
                .hasSize(5)
                .doesNotContain("seats-taken");
    }

    @Test
    void jsonHoldsTheFilesAndComesBackWithEqualBytesAndHash() {
        files.put("thresholds/x.drl", "not of the catalogue");
        Catalogue catalogue = Catalogue.parse(files);
        files.remove("thresholds/x.drl");

        Catalogue again = Catalogue.fromJson(catalogue.toJson());

        assertThat(catalogue.files()).isEqualTo(files);
        assertThat(again.files()).isEqualTo(files);
        assertThat(again.metrics()).isEqualTo(catalogue.metrics());
        assertThat(again.toJson()).isEqualTo(catalogue.toJson());
        assertThat(again.catalogueHash()).isEqualTo(catalogue.catalogueHash()).hasSize(64);
    }

    @Test
    void jsonThatIsNotACatalogueIsRefused() {
        for (String text : List.of(
                "",
                "{}",
                "[]",
                "null",
                "{\"files\":[]}",
                "{\"files\":null}",
                "{\"files\":{\"metrics/x.yaml\":1}}",
                "{\"files\":{\"../x\":\"id: x\"}}",
                "{\"files\":{},\"x\":1}")) {
            assertThatThrownBy(() -> Catalogue.fromJson(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void jsonWithAMistakeIsRefusedWithItsPlace() {
        String json = Catalogue.parse(files).toJson().replace("value: assigned / seats", "value: asigned / seats");

        assertThatThrownBy(() -> Catalogue.fromJson(json))
                .isInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageStartingWith("metrics/seats-taken.yaml:13: There is no measure 'asigned'.");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            seats-taken  | metrics/seats-taken.yaml | name: Name         | name: Other
            seats-taken  | metrics/seats-taken.yaml | status: TRACKED    | status: AVAILABLE
            seats-taken  | metrics/seats-taken.yaml | assigned / seats   | (assigned)  /  seats
            seats-taken  | shared.yaml              | [reports, exports] | [reports]
            seats-taken  | shared.yaml              | mrrAtEnd: {sum: mrr, of | mrrAtEnd: {mean: mrr, of
            power-users  | shared.yaml              | [reports, exports] | [exports, reports]
            power-users  | shared.yaml              | in: 20d            | in: 10d
            power-users  | records/order.yaml       | product:           | article:
            """)
    void whatDoesNotDecideTheValueKeepsTheHash(String metric, String file, String from, String to) {
        String before = metric(metric).definitionHash();
        change(file, from, to);
        assertThat(metric(metric).definitionHash()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            seats-taken  | metrics/seats-taken.yaml  | seats > 0          | seats > 1
            seats-taken  | shared.yaml               | sum: purchasedSeats | mean: purchasedSeats
            power-users  | shared.yaml               | [reports, exports] | [reports]
            power-users  | shared.yaml               | in: 30d            | in: 28d
            power-users  | shared.yaml               | PRODUCT_LED: 5     | PRODUCT_LED: 4
            power-users  | metrics/power-users.yaml  | >= $minActions     | > $minActions
            revenue-kept | metrics/revenue-kept.yaml | period: 12mo       | period: 365d
            revenue-kept | metrics/revenue-kept.yaml | membership: START  | membership: END
            overall      | metrics/overall.yaml      | weight: 2          | weight: 3
            overall      | shared.yaml               | PRODUCT_LED: 5     | PRODUCT_LED: 4
            """)
    void whatDecidesTheValueChangesTheHash(String metric, String file, String from, String to) {
        String before = metric(metric).definitionHash();
        change(file, from, to);
        assertThat(metric(metric).definitionHash()).isNotEqualTo(before);
    }

    @Test
    void aParameterOfItsOwnCountsLikeASharedOne() {
        String shared = metric("power-users").definitionHash();
        files.put(POWER, files.get(POWER) + "parameters:\n  minActions: {PRODUCT_LED: 5, default: 10}\n");
        assertThat(metric("power-users").definitionHash()).isEqualTo(shared);
        change(POWER, "default: 10}", "default: 11}");
        assertThat(metric("power-users").definitionHash()).isNotEqualTo(shared);
    }

    @Test
    void aMetricNeedsWhatTheMetricsBehindItReadAndWhatDerivedKindsFollowFrom() {
        Catalogue catalogue = Catalogue.parse(files);
        assertThat(catalogue.sources("days-left")).containsExactly("contract_period");
        assertThat(catalogue.sources("overall")).containsExactly("contract_period", "usage", "user");
    }

    @Test
    void theReportingCurrencyCountsForTheMetricsThatReadMoney() {
        String revenue = metric("revenue-kept").definitionHash();
        String users = metric("power-users").definitionHash();
        files.put("shared.yaml", "reportingCurrency: USD\n" + files.get("shared.yaml"));
        String dollars = metric("revenue-kept").definitionHash();
        assertThat(dollars).isNotEqualTo(revenue);
        change("shared.yaml", "reportingCurrency: USD", "reportingCurrency: EUR");
        assertThat(metric("revenue-kept").definitionHash()).isNotEqualTo(dollars);
        assertThat(metric("power-users").definitionHash()).isEqualTo(users);
    }

    @Test
    void aFieldCountsForTheMetricsThatReadIt() {
        files.put("records/more.yaml", "extends: usage\nfields:\n  region: {type: NAME}\n  paidOn: {type: DATE}\n");
        String unread = metric("power-users").definitionHash();
        change("shared.yaml", "feature in $valueFeatures, in", "feature in $valueFeatures and region is missing, in");
        String read = metric("power-users").definitionHash();
        assertThat(read).isNotEqualTo(unread);
        change("records/more.yaml", "region: {type: NAME}", "region: {type: NAME, since: paidOn}");
        assertThat(metric("power-users").definitionHash()).isNotEqualTo(read);
    }

    @Test
    void aPeriodOfMonthsFollowsTheCalendar() {
        MetricDefinition kept = metric("revenue-kept");

        assertThat(kept.windowStart(LocalDate.of(2024, 12, 31))).isEqualTo("2023-12-31");
        assertThat(kept.windowDays(LocalDate.of(2024, 12, 31))).isEqualTo(366);
        assertThat(kept.windowStart(LocalDate.of(2024, 2, 29))).isEqualTo("2023-02-28");
        assertThat(kept.windowStart(LocalDate.of(2025, 2, 28))).isEqualTo("2024-02-28");
    }

    @Test
    void theWindowOfAMetricWithoutAPeriodIsWhatItCounts() {
        LocalDate day = LocalDate.of(2026, 3, 1);
        assertThat(metric("power-users").windowDays(day)).isEqualTo(30);
        assertThat(metric("seats-taken").windowDays(day)).isNull();
        change(POWER, "actions >= $minActions", "actions >= $minActions and days > 3");
        assertThat(metric("power-users").windowDays(day)).isNull();
    }

    @Test
    void agesAndCountdownsAreCountedFromADay() {
        assertThat(metric("quiet-days").anchoring()).isEqualTo(Anchoring.SINCE);
        assertThat(metric("days-left").anchoring()).isEqualTo(Anchoring.UNTIL);
        assertThat(metric("seats-taken").anchoring()).isEqualTo(Anchoring.NONE);
    }

    @Test
    void aMistakeOfTheLanguageIsAProblemWithItsLineAndASuggestion() {
        change(SCORE, "of: seats-taken", "of: seats-takn");
        assertThat(problems())
                .containsExactly(
                        new FileProblem(SCORE, 15, "There is no measure or metric 'seats-takn'.", "seats-taken"));
    }

    @Test
    void aMetricNeedsTheKeysForPeople() {
        change(RETENTION, "focusArea: Adoption\n", "focusarea: Adoption\n");
        assertThat(problems())
                .containsExactly(new FileProblem(RETENTION, 6, "'focusarea' is not a known key here.", "focusArea"));
    }

    @Test
    void wordsForPeopleAreCheckedAgainstTheirLists() {
        change(SEATS, "type: LEADING", "type: LEADNG");
        change(SEATS, "questions: [RENEW, GROW]", "questions: [RENEW, NONE]");
        assertThat(problems())
                .extracting(FileProblem::line, FileProblem::suggestion)
                .containsExactly(tuple(4, null), tuple(5, "LEADING"));
    }

    @Test
    void problemsBeyondThoseThatAreKeptAreCounted() {
        change(SEATS, "value: assigned / seats", "value: " + "1 % ".repeat(3));
        for (int number = 0; number < 300; number++) {
            files.put("metrics/x-" + number + ".yaml", "id: x\n");
        }
        assertThat(problems().getLast().sentence()).matches("There are [0-9]+ more problems; correct these first.");
    }

    @Test
    void wordsThatOtherReadersTakeForTruthValuesStayText() {
        change(SEATS, "name: Name", "name: NO");
        assertThat(metric("seats-taken").name()).isEqualTo("NO");
        change(SEATS, "name: NO", "name: 2026");
        assertThat(problems()).hasSize(1);
        assertThat(problems().getFirst().sentence()).contains("'name'", "quotes", "'2026'");
    }

    @Test
    void aCatalogueThatNoServiceWouldAcceptIsRefused() {
        String most = "# " + "x".repeat(200_000) + "\n";
        for (int number = 0; number < 9; number++) {
            files.put(
                    "records/x" + number + ".yaml",
                    most + "extends: usage\nfields:\n  x" + number + ": {type: NAME}\n");
        }
        assertThat(Catalogue.parse(files).files()).hasSize(17);
        files.put("records/x9.yaml", most + "extends: usage\nfields:\n  x9: {type: NAME}\n");
        assertThat(problems())
                .singleElement()
                .extracting(FileProblem::sentence)
                .asString()
                .contains("2000000 bytes");
    }

    @Test
    void textThatIsNotYamlIsNamedWithItsLine() {
        files.put(SEATS, "id: seats-taken\nname: [unclosed\n");
        assertPlace(SEATS, 2, "'['");
        files.put(SEATS, "");
        assertPlace(SEATS, 1, "empty");
        files.put(SEATS, "- id\n");
        assertPlace(SEATS, 1, "'key: value'");
    }

    @Test
    void aliasesAndHugeFilesAreRefused() {
        files.put(SEATS, "a: &a [x]\nb: [*a, *a]\n");
        assertPlace(SEATS, 2, "another part of the file");
        files.put(SEATS, "name: " + "x".repeat(300_000));
        assertPlace(SEATS, 0, "262144");
        files.put(SEATS, "name: " + "[".repeat(100) + "]".repeat(100));
        assertPlace(SEATS, 0, "deeper than 20 levels");
        files.put(SEATS, "stages:\n" + "- 1\n".repeat(60_000));
        assertPlace(SEATS, 20_000, "20000");
    }

    @Test
    void aKeyThatAppearsTwiceAndAControlCharacterAreNamed() {
        change(SEATS, "unit: PERCENT\n", "unit: PERCENT\nunit: HOURS\nalsoCalled: [\"a\\u0007b\"]\n");
        assertThat(problems())
                .extracting(FileProblem::line, FileProblem::sentence)
                .containsExactly(
                        tuple(12, "The key 'unit' appears twice."),
                        tuple(13, "The value contains the invisible character U+0007. Delete it."));
    }

    private void assertPlace(String file, int line, String word) {
        assertThat(problems())
                .filteredOn(problem -> problem.file().equals(file))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line()).isEqualTo(line);
                    assertThat(problem.sentence()).contains(word);
                });
    }

    private MetricDefinition metric(String id) {
        return Catalogue.parse(files).metric(id).orElseThrow();
    }

    private void change(String file, String from, String to) {
        assertThat(files.get(file)).contains(from);
        files.put(file, files.get(file).replace(from, to));
    }

    private List<FileProblem> problems() {
        CatalogueRefusedException refused =
                catchThrowableOfType(CatalogueRefusedException.class, () -> Catalogue.parse(files));
        assertThat(refused).as("the files should have been refused").isNotNull();
        return refused.problems();
    }
}
