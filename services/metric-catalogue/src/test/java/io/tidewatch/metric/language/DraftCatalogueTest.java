package io.tidewatch.metric.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Files as an analyst writes them: what is read of them. */
class DraftCatalogueTest {
    private static final int METRICS = 60;
    private final CheckedLanguage draft = MetricLanguage.check(DraftFiles.all());

    @Test
    void everyMetricIsReadWithoutAMistakeOrAHint() {
        assertThat(draft.mistakes()).isEmpty();
        assertThat(draft.hints()).isEmpty();
        assertThat(draft.metrics().keySet()).hasSize(METRICS);
    }

    @Test
    void everyNodeOfEveryFormulaHasAType() {
        List<Formula> formulas = new ArrayList<>();
        add(draft.shared(), formulas);
        draft.metrics().values().forEach(metric -> {
            add(metric.syntax().own(), formulas);
            formulas.add(metric.syntax().value());
            if (metric.syntax().population() != null) {
                formulas.add(metric.syntax().population());
            }
        });

        assertThat(formulas).hasSizeGreaterThan(200);
        formulas.forEach(formula -> Uses.walk(formula, node -> assertThat(draft.typeOf(node))
                .as(formula.text())
                .isNotNull()
                .isNotEqualTo(Type.UNKNOWN)));
    }

    @Test
    void aFormulaInItsOneSpellingMeansTheSame() throws ExpressionException {
        List<Formula> formulas = new ArrayList<>();
        draft.metrics().values().forEach(metric -> add(metric.syntax().own(), formulas));
        for (Formula formula : formulas) {
            String spelling = ExpressionText.of(formula.tree());
            assertThat(ExpressionText.of(Parser.parse(spelling))).isEqualTo(spelling);
        }
    }

    @Test
    void aMetricKnowsTheKindsOfRecordThatItReads() {
        assertThat(kinds("net-revenue-retention")).containsExactly("contract_period");
        assertThat(kinds("days-since-executive-contact"))
                .containsExactlyInAnyOrder("contact", "contract_period", "paid_span", "touchpoint");
        // Along a reference, and fields of the account.
        assertThat(kinds("multi-role-engagement")).containsExactlyInAnyOrder("contract_period", "usage", "user");
        assertThat(kinds("referral-churn")).containsExactlyInAnyOrder("account", "contract_period");
        // Of the shared weeks only what is used of them.
        assertThat(kinds("usage-consistency")).containsExactly("usage");
        assertThat(kinds("ticket-trend")).containsExactly("ticket");
        // What the condition of subjects reads, though the measure does not name it.
        assertThat(kinds("time-to-habit")).containsExactlyInAnyOrder("usage", "user");
        assertThat(kinds("churn-risk-score")).isEmpty();
        assertThat(draft.metrics().get("churn-risk-score").metrics())
                .containsExactlyInAnyOrder(
                        "days-since-executive-contact",
                        "usage-trend",
                        "missed-operational-reviews",
                        "csm-sentiment",
                        "nps");
    }

    @Test
    void metricsOverFlagsAndRunsBelongToReporting() {
        assertThat(draft.metrics().values())
                .filteredOn(CheckedMetric::fromReporting)
                .extracting(metric -> metric.syntax().id())
                .containsExactlyInAnyOrder(
                        "accounts-at-risk",
                        "arr-at-risk",
                        "escalation-rate",
                        "expansion-flag-precision",
                        "expansion-signals",
                        "flag-lead-time",
                        "flag-precision",
                        "flag-recall",
                        "immediate-action-on-time",
                        "metric-actions",
                        "metric-balance",
                        "number-of-metrics",
                        "playbook-success",
                        "risk-indicators");
    }

    @Test
    void aMetricOfReportingCanAskForAttributesOfTheAccount() {
        Map<String, String> files = DraftFiles.all();
        String file = "metrics/accounts-at-risk.yaml";
        files.put(file, files.get(file) + "population: account.segment in $strategicSegments\n");

        CheckedLanguage checked = MetricLanguage.check(files);

        assertThat(checked.mistakes()).isEmpty();
        assertThat(checked.metrics().get("accounts-at-risk").kinds()).containsExactlyInAnyOrder("account", "flag");
    }

    @Test
    void aMetricIsReadAsItsFileSaysIt() {
        MetricSyntax retention = draft.metrics().get("net-revenue-retention").syntax();
        assertThat(retention.unit()).isEqualTo(Unit.PERCENT);
        assertThat(retention.period()).isEqualTo(new PeriodLength(365, false));
        assertThat(retention.population().text()).isEqualTo("activeAtStart");
        assertThat(retention.place()).isEqualTo(new Place("metrics/net-revenue-retention.yaml", 2));

        MetricSyntax churn = draft.metrics().get("downgrade-to-churn").syntax();
        MeasureSyntax.Aggregate gone =
                (MeasureSyntax.Aggregate) churn.own().measures().get("gone");
        assertThat(gone.function()).isEqualTo(AggregateFunction.COUNT);
        assertThat(gone.time().in()).isEqualTo(new Window.Relative(Window.Relative.Side.AFTER, 180, "downOn"));

        MetricSyntax health = draft.metrics().get("customer-health-score").syntax();
        assertThat(health.bands()).extracting(Band::name).containsExactly("RED", "YELLOW", "GREEN");
        assertThat(health.overAccounts().name()).isEqualTo("mean");

        SubjectsSyntax weeks = draft.shared().subjects().get("weeks");
        assertThat(weeks.areWeeks()).isTrue();
        assertThat(weeks.last()).isEqualTo(12);
    }

    @Test
    void aKindIsReadAsItsFileSaysIt() {
        RecordKind survey = draft.vocabulary().kind("survey");
        assertThat(survey.home()).isEqualTo(RecordKind.Home.DECLARED);
        assertThat(survey.time()).isEqualTo("answeredOn");
        assertThat(survey.fields().get("score"))
                .isEqualTo(new RecordField(FieldType.DECIMAL, List.of(), null, false, false, "answeredOn", false));
        assertThat(draft.vocabulary().kinds()).hasSize(40);
        assertThat(draft.vocabulary().kind("contract_period").spans().keySet()).containsExactly("paid", "trial");
    }

    @Test
    void aPeriodIsANumberOfDaysOrOfMonths() {
        Map<String, String> files = DraftFiles.all();
        String file = "metrics/net-revenue-retention.yaml";
        String text = files.get(file);
        files.put(file, text.replace("period: 365d", "period: 12mo"));
        assertThat(MetricLanguage.check(files)
                        .metrics()
                        .get("net-revenue-retention")
                        .syntax()
                        .period())
                .isEqualTo(new PeriodLength(12, true));
        for (String wrong : List.of("0mo", "1000mo", "12m", "12 mo", "1y")) {
            files.put(file, text.replace("period: 365d", "period: " + wrong));
            assertThat(MetricLanguage.check(files).mistakes()).as(wrong).isNotEmpty();
        }
    }

    @Test
    void aFileOfTheBundleAddsFieldsToAKind() {
        Map<String, String> files = DraftFiles.all();
        files.put("records/ticket-region.yaml", "extends: ticket\nfields:\n  region: {type: NAME}\n");
        files.put(
                "metrics/regions.yaml",
                "id: regions\nunit: NUMBER\nmeasures:\n  regions: {count: ticket}\nby: {regions: region}\nvalue: regions\n");

        assertThat(MetricLanguage.check(files).mistakes()).isEmpty();
    }

    private Set<String> kinds(String metric) {
        return draft.metrics().get(metric).kinds();
    }

    private static void add(Definitions definitions, List<Formula> formulas) {
        definitions.measures().values().forEach(measure -> add(measure, formulas));
        definitions.subjects().values().forEach(subject -> {
            subject.with().values().forEach(aggregate -> add(aggregate, formulas));
            if (subject.where() != null) {
                formulas.add(subject.where());
            }
        });
    }

    private static void add(MeasureSyntax measure, List<Formula> formulas) {
        switch (measure) {
            case MeasureSyntax.Computed computed -> formulas.add(computed.formula());
            case MeasureSyntax.Aggregate aggregate -> {
                if (aggregate.argument() != null) {
                    formulas.add(aggregate.argument());
                }
                if (aggregate.where() != null) {
                    formulas.add(aggregate.where());
                }
            }
            default -> {
                // Other metrics and scores have no formulas.
            }
        }
    }
}
