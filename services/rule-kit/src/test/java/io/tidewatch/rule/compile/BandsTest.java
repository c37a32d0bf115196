package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules compare the band of a metric with its names. */
class BandsTest extends ChangedRules {
    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);
    private static final Instant NOW = Instant.parse("2026-06-30T10:15:00Z");
    private static final String FILE = "thresholds/bands.drl";
    private static final String METRIC = "metrics/seat-utilization.yaml";

    private static final String RULE = """
            rule "%1$s" @threshold("%1$s") @level("WATCH") @question("NONE")
                @because("The use is {seatUtilizationBand} ({seatUtilization}).")
            when
                $account : Account( %2$s )
            then
                flags.raise($account, "%1$s");
            end
            """;

    private static final Map<String, String> CONDITIONS = new TreeMap<>(Map.of(
            "low", "seatUtilizationBand == \"LOW\"",
            "middle", "$account.seatUtilizationBand == 'MIDDLE'",
            "high", "\"HIGH\" == seatUtilizationBand",
            "not-low", "seatUtilizationBand != \"LOW\"",
            "not-middle", "seatUtilizationBand != \"MIDDLE\"",
            "no-middle", "!( seatUtilizationBand == \"MIDDLE\" )",
            "ends", "seatUtilizationBand in (\"HIGH\", \"LOW\")",
            "low-or-middle", "seatUtilizationBand == \"LOW\" || == \"MIDDLE\"",
            "not-in", "$use : seatUtilizationBand, $use not in (\"LOW\", \"MIDDLE\")"));

    private static final String TABLE = """
            RuleTable Use
            CONDITION,METADATA,METADATA,METADATA,METADATA,METADATA,ACTION
            $account : Account...,,,,,,
            seatUtilizationBand,"threshold(""$param"")","level(""$param"")","question(""$param"")","because(""x"")",\
            "clear(""seatUtilizationBand != '$param'"")","flags.raise($account, ""$param"");"
            Band,Threshold,Level,Question,Because,Clear unless,Raise
            HIGH,table,WATCH,NONE,x,HIGH,table
            """;

    private static CompiledBundle compiled;

    @BeforeAll
    static void compile() {
        Map<String, String> files = FixtureRules.catalogueFiles();
        files.put(METRIC, banded(files.get(METRIC)));
        StringBuilder rules = new StringBuilder("package rules;\n");
        CONDITIONS.forEach((id, condition) -> rules.append(RULE.formatted(id, condition)));
        rules.append(RULE.formatted("nothing-known", "seatUtilizationBandUnknown")
                .replace("{seatUtilizationBand} ({seatUtilization})", "not known"));
        files.put(FILE, rules.toString());
        files.put("thresholds/bands.drl.csv", TABLE);
        compiled = new BundleCompiler().compile(RuleBundle.of(files));
    }

    private static String banded(String metric) {
        return metric.stripTrailing() + "\nbands: {LOW: below 40, MIDDLE: to 80, HIGH: above}\n";
    }

    @AfterAll
    static void giveItUp() {
        compiled.dispose();
    }

    @BeforeEach
    void ofTheFixtureToo() {
        files.put(METRIC, banded(files.get(METRIC)));
    }

    @ParameterizedTest
    @CsvSource({
        "39.99, ends low low-or-middle no-middle not-middle",
        "40, low-or-middle middle not-low",
        "80, low-or-middle middle not-low",
        "80.01, ends high no-middle not-in not-low not-middle table",
        ", nothing-known"
    })
    void aBandHoldsFromItsFirstValueToItsLast(Double value, String raised) {
        assertThat(judged(value).stream()
                        .filter(result -> result.outcome() == Outcome.RAISE)
                        .map(ThresholdResult::thresholdId)
                        .sorted())
                .containsExactly(raised.split(" "));
    }

    @Test
    void theBandIsUnknownWhileTheValueIs() {
        assertThat(judged(null).stream().filter(result -> result.outcome() == Outcome.UNKNOWN))
                .hasSize(CONDITIONS.size() + 1);
        assertThat(result("low", null).evidence().sentence()).startsWith("Not known: Seat utilization (");
    }

    @Test
    void theReasonShowsTheBandAndTheEvidenceTheConditionAsWritten() {
        assertThat(result("low", 39.99).evidence().sentence()).isEqualTo("The use is LOW (39.99 %).");
        assertThat(result("low", 39.99).evidence().bounds()).containsExactly("seatUtilizationBand == \"LOW\"");
        assertThat(result("low", 39.99).evidence().values())
                .singleElement()
                .satisfies(value -> assertThat(value.metricId()).isEqualTo("seat-utilization"));
    }

    @Test
    void itIsAmongTheWordsOfRules() {
        BundleWords words = BundleWords.of(compiled.catalogue(), List.of());
        assertThat(words.facts().get("Account"))
                .filteredOn(word -> word.name().startsWith("seatUtilization"))
                .extracting(word -> word.name() + ": " + word.type() + "; " + word.meaning())
                .anySatisfy(word -> assertThat(word)
                        .isEqualTo("seatUtilizationBand: LOW, MIDDLE, HIGH; the band of seatUtilization: LOW below 40,"
                                + " MIDDLE to 80, HIGH above"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "seatUtilizationBand == 'HIHG'|seatUtilizationBand cannot be 'HIHG'; it must be one of LOW, MIDDLE, HIGH. Did you mean 'HIGH'?",
                "seatUtilizationBand == segment|seatUtilizationBand is compared with the name of a band between quotation marks, not with segment.",
                "seatUtilizationBand in ('HIGH', segment)|seatUtilizationBand is compared with the name of a band between quotation marks, not with segment.",
                "seatUtilizationBand in ('LOW', 'MIDDLE', 'HIGH')|These are all bands of seatUtilization. To ask whether it is known, write seatUtilizationKnown.",
                "seatUtilizationBand < 'HIGH'|'<' needs a number here, but seatUtilizationBand is a text.",
                "seatUtilizationBand|seatUtilizationBand alone is not a condition.",
                "arrBand == 'HIGH'|Account has no property 'arrBand'.",
                "seatUtilization == 'HIGH'|'==' needs a number here, but \"HIGH\" is a text.",
            })
    void aMistakeIsNamed(String condition, String sentence) {
        files.put(
                FILE,
                "package rules;\n"
                        + RULE.formatted("wrong", condition.replace('\'', '"')).replace("{seatUtilizationBand} ", ""));
        assertAmong(FILE + ":5", sentence);
    }

    @Test
    void aMessageShowsTheBand() {
        change(TASK, "{metric.seatUtilization}{#if", "{metric.seatUtilizationBand} {metric.arrBand}{#if");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("The bundle tracks no metric 'arrBand' of an account.");
    }

    @Test
    void aMetricThatWouldTakeTheNameOfABandIsRefused() {
        files.put(
                "metrics/seat-utilization-band.yaml",
                FixtureRules.bundle().files().get(METRIC).replace("id: seat-utilization", "id: seat-utilization-band"));
        assertThat(problems())
                .anySatisfy(problem -> assertThat(problem).contains("would have the name 'seatUtilizationBand"));
    }

    private static ThresholdResult result(String threshold, Double value) {
        return judged(value).stream()
                .filter(result -> result.thresholdId().equals(threshold))
                .findFirst()
                .orElseThrow();
    }

    private static List<ThresholdResult> judged(Double value) {
        Map<String, MetricValue> values =
                value == null ? Map.of() : Map.of("seat-utilization", MetricValue.Known.of(value, DAY));
        return compiled.evaluate(List.of(new AccountFacts("acme", Map.of(), values)), NOW)
                .getFirst();
    }
}
