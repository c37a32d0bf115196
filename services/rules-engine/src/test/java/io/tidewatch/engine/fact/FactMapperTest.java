package io.tidewatch.engine.fact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.engine.client.ingestion.model.AccountChange;
import io.tidewatch.engine.client.ingestion.model.AccountMetrics;
import io.tidewatch.engine.client.ingestion.model.MetricValue;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.AccountAttribute;
import io.tidewatch.rule.threshold.MetricText;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FactMapperTest {

    private static final LocalDate DAY = LocalDate.of(2026, 6, 1);
    private static final Catalogue CATALOGUE =
            Catalogue.parse(FixtureRules.bundle().files());

    private static MetricDefinition metric(String id) {
        return CATALOGUE.metric(id).orElseThrow();
    }

    private static io.tidewatch.rule.threshold.MetricValue value(MetricValue published) {
        AccountFact fact = new AccountFact(
                "a",
                new AccountChange().id("a").name("A"),
                new AccountMetrics().values(List.of(published)),
                null,
                0,
                null,
                null);
        return FactMapper.value(fact, metric(published.getMetric()), DAY);
    }

    private static MetricValue published(String id) {
        return new MetricValue()
                .metric(id)
                .definitionHash(metric(id).definitionHash())
                .state("KNOWN");
    }

    /** What a bundle adds to the fields of accounts. */
    private static final String FIELDS = """
            extends: account
            fields:
              program: {type: WORD, of: [GOLD, SILVER]}
              employees: {type: INTEGER}
              margin: {type: DECIMAL}
              strategic: {type: BOOLEAN}
              budget: {type: MONEY}
              end: {type: NAME}
              tierKnown: {type: NAME}
            """;

    /** As account-ingestion's contract names them, so that a name that only rules know fails here. */
    private static final String PUBLISHED = """
            {"id": "a", "name": "A", "segment": "SMB", "businessModel": "CONSUMPTION", "lifecycleStage": "RENEWAL",
             "country": "Norway", "industry": "Retail", "csmEmail": "nadia@example.com",
             "salesOwnerEmail": "omar@example.com",
             "fields": {"tier": "A", "region": "North", "channel": "partner", "parent": "b", "referredBy": "c",
                        "program": "GOLD", "employees": 250, "margin": 0.5, "strategic": true}}
            """;

    private static final Map<String, String> CONDITIONS = Map.ofEntries(
            Map.entry("segment", "segment == \"SMB\""),
            Map.entry("businessModel", "businessModel == \"CONSUMPTION\""),
            Map.entry("lifecycleStage", "lifecycleStage == \"RENEWAL\""),
            Map.entry("country", "country == \"Norway\""),
            Map.entry("industry", "industry == \"Retail\""),
            Map.entry("csmEmail", "csmEmail == \"nadia@example.com\""),
            Map.entry("salesOwnerEmail", "salesOwnerEmail == \"omar@example.com\""),
            Map.entry("tier", "tier == \"A\""),
            Map.entry("region", "region == \"North\""),
            Map.entry("channel", "channel == \"partner\""),
            Map.entry("parent", "parent == \"b\""),
            Map.entry("referredBy", "referredBy == \"c\""),
            Map.entry("program", "program == \"GOLD\""),
            Map.entry("employees", "employees >= 250"),
            Map.entry("margin", "margin == 0.5"),
            Map.entry("strategic", "strategic"));

    @Test
    void aRuleOnAnyAttributeFires() throws Exception {
        assertThat(outcomes(PUBLISHED)).hasSize(CONDITIONS.size()).values().containsOnly(Outcome.RAISE);
    }

    @Test
    void aRuleOnAnAttributeThatTheAccountDoesNotHaveIsUnknown() throws Exception {
        assertThat(outcomes("{\"id\": \"a\", \"name\": \"A\"}"))
                .hasSize(CONDITIONS.size())
                .values()
                .containsOnly(Outcome.UNKNOWN);
    }

    @Test
    void aNumberBelowTheBoundAndAFlagThatIsFalseRaiseNothing() throws Exception {
        assertThat(outcomes(PUBLISHED.replace("250", "249").replace("true", "false")))
                .containsEntry("employees", Outcome.CLEAR)
                .containsEntry("strategic", Outcome.CLEAR)
                .containsEntry("tier", Outcome.RAISE);
    }

    /** Property → what a rule on it comes to. */
    private static Map<String, Outcome> outcomes(String published) throws Exception {
        AccountFact fact = new AccountFact(
                "a",
                new ObjectMapper()
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .readValue(published, AccountChange.class),
                new AccountMetrics().values(List.of()),
                null,
                0,
                null,
                null);
        Map<String, String> files = new TreeMap<>(FixtureRules.bundle().files());
        files.keySet().retainAll(CATALOGUE.files().keySet());
        files.put("records/account.yaml", FIELDS);
        assertThat(AccountAttribute.of(Catalogue.parse(files)))
                .extracting(AccountAttribute::property)
                .containsExactlyInAnyOrderElementsOf(CONDITIONS.keySet());
        CONDITIONS.forEach(
                (property, condition) -> files.put("thresholds/" + property + ".drl", rule(id(property), condition)));
        try (CompiledBundle bundle = new BundleCompiler().compile(RuleBundle.of(files))) {
            Map<String, Outcome> byId = bundle
                    .evaluate(
                            List.of(FactMapper.facts(fact, bundle.catalogue(), DAY)),
                            DAY.atStartOfDay().toInstant(ZoneOffset.UTC))
                    .getFirst()
                    .stream()
                    .collect(Collectors.toMap(ThresholdResult::thresholdId, ThresholdResult::outcome));
            return CONDITIONS.keySet().stream()
                    .collect(Collectors.toMap(property -> property, property -> byId.get(id(property))));
        }
    }

    private static String id(String property) {
        return property.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String rule(String id, String condition) {
        return """
                package rules;

                rule "%1$s"
                    @threshold("%1$s")
                    @level("WATCH")
                    @question("NONE")
                    @because("It has the value.")
                    @reviewBy("2027-01-31")
                when
                    $account : Account( %2$s )
                then
                    flags.raise($account, "%1$s");
                end
                """.formatted(id, condition);
    }

    @Test
    void aRatioIsExactAtTheBound() {
        assertThat(value(published("seat-utilization")
                                .value("85.0000")
                                .numerator("85")
                                .denominator("100"))
                        .on(DAY))
                .hasValue(85.0);
    }

    @Test
    void anAgeGrowsWithTheDayAndEndsWithItsCoverage() {
        var age = value(published("days-since-executive-contact")
                .value("3")
                .anchor(DAY.minusDays(29))
                .coveredThrough(DAY.plusDays(1))
                .details(Map.of("unansweredOutreach", "4")));

        assertThat(age.on(DAY)).hasValue(29);
        assertThat(age.on(DAY.plusDays(1))).hasValue(30);
        assertThat(age.on(DAY.plusDays(2))).isEmpty();
        assertThat(age.details()).containsEntry("unansweredOutreach", 4L);
    }

    @Test
    void aWindowBeyondItsCoverageIsUnknown() {
        assertThat(value(published("power-user-percentage")
                                .value("10")
                                .numerator("1")
                                .denominator("10")
                                .coveredThrough(DAY.minusDays(1)))
                        .on(DAY))
                .isEmpty();
    }

    @Test
    void whatIsMissingOrOfAnotherDefinitionIsUnknown() {
        assertThat(value(published("arr")).on(DAY)).isEmpty();
        assertThat(value(published("arr").value("12").state("UNKNOWN").reason("no period"))
                        .unknownReason(DAY))
                .isEqualTo("no period");
        assertThat(value(published("arr").value("12").definitionHash("0".repeat(64)))
                        .on(DAY))
                .isEmpty();
        assertThat(value(published("seat-utilization").numerator("1").denominator("0"))
                        .on(DAY))
                .isEmpty();
    }

    @Test
    void moneyHasTheDecimalsOfTheCurrencyOfItsOwnValue() {
        MetricDefinition metric = metric("gross-revenue-retention");
        assertThat(MetricWords.explanation(metric, retention("USD"), DAY))
                .isEqualTo("USD 8,950.00 of USD 17,900.00 over 365 days");
        assertThat(MetricWords.explanation(metric, retention("JPY"), DAY))
                .isEqualTo("JPY 895,000 of JPY 1,790,000 over 365 days");
        assertThat(MetricText.of(
                        metric("arr"), value(published("arr").value("1506000").currency("KWD")), DAY))
                .isEqualTo("KWD 1,506.000");
        assertThat(MetricText.of(metric("arr"), value(published("arr").value("0")), DAY))
                .isEqualTo("0");
    }

    private static io.tidewatch.rule.threshold.MetricValue retention(String currency) {
        return value(published("gross-revenue-retention")
                .value("50")
                .numerator("895000")
                .denominator("1790000")
                .windowDays(365)
                .currency(currency));
    }

    @Test
    void valuesReadWellInMessages() {
        var seats =
                value(published("seat-utilization").value("85").numerator("85").denominator("100"));
        assertThat(MetricText.of(metric("seat-utilization"), seats, DAY)).isEqualTo("85 %");
        assertThat(MetricWords.explanation(metric("seat-utilization"), seats, DAY))
                .isEqualTo("85 of 100");
        assertThat(MetricText.of(metric("arr"), value(published("arr")), DAY)).isEqualTo("unknown");
        var reason = value(published("arr").state("UNKNOWN").reason("No source delivers contract periods."));
        assertThat(MetricWords.explanation(metric("arr"), reason, DAY))
                .isEqualTo("no source delivers contract periods");
    }

    @Test
    void aMessageHasTheBandOfAMetricWithBands() {
        Map<String, String> files = new TreeMap<>(FixtureRules.bundle().files());
        files.computeIfPresent(
                "metrics/seat-utilization.yaml",
                (path, text) -> text.stripTrailing() + "\nbands: {LOW: below 40, HIGH: above}\n");
        MetricDefinition metric =
                Catalogue.parse(files).metric("seat-utilization").orElseThrow();
        assertThat(MetricWords.inMessages(
                        metric, value(published("seat-utilization").value("40")), DAY))
                .extracting(shown -> shown.getProperty() + " " + shown.getKnown() + " " + shown.getValue())
                .containsExactly("seatUtilization true 40 %", "seatUtilizationBand true HIGH");
        assertThat(MetricWords.inMessages(metric, value(published("seat-utilization")), DAY))
                .extracting(shown -> shown.getProperty() + " " + shown.getKnown() + " " + shown.getValue())
                .containsExactly("seatUtilization false not known", "seatUtilizationBand false not known");
    }
}
