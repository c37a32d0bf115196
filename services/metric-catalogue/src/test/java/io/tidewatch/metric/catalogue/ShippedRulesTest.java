package io.tidewatch.metric.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.language.RulesFolder;
import org.junit.jupiter.api.Test;

/** The catalogue in the rules folder of this repository. */
class ShippedRulesTest {
    /** 157 rows of the list of KPIs that the language expresses, and 15 metrics beside them. */
    private static final int METRICS = 171;

    private final Catalogue catalogue = Catalogue.parse(RulesFolder.files());

    /** Reports, messages and the example ask for these by their ids; rules decide which others are tracked. */
    @Test
    void metricsThatReportsAndMessagesNameAreTracked() {
        assertThat(catalogue.tracked())
                .extracting(MetricDefinition::id)
                .contains(
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
    void everyMetricOfTheRulesFolderIsReadWithoutAMistakeOrAHint() {
        assertThat(catalogue.metrics()).hasSizeGreaterThanOrEqualTo(METRICS);
        assertThat(catalogue.language().hints()).isEmpty();
        assertThat(catalogue.metrics()).extracting(MetricDefinition::name).doesNotHaveDuplicates();
    }

    @Test
    void metricsOverFlagsAndRunsAreNotComputedPerAccount() {
        assertThat(catalogue.tracked()).allMatch(MetricDefinition::ofAccounts);
        assertThat(catalogue.metrics())
                .filteredOn(MetricDefinition::fromReporting)
                .extracting(MetricDefinition::id)
                .contains("accounts-at-risk", "flag-precision", "playbook-success", "number-of-metrics")
                .hasSize(14);
    }

    @Test
    void consumersCountAgesFromADay() {
        assertThat(anchoring("days-since-executive-contact")).isEqualTo(Anchoring.SINCE);
        assertThat(anchoring("days-to-renewal")).isEqualTo(Anchoring.UNTIL);
    }

    private Anchoring anchoring(String id) {
        return catalogue.metric(id).orElseThrow().anchoring();
    }
}
