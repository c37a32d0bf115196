package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.metric.catalogue.Catalogue;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which sources feed a metric, and what it waits for. */
@QuarkusTest
@IngestionTest
class MetricSourcesTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    private static final String RENEWALS = TestMetric.of("renewals", "NUMBER", """
            measures:
              ends: {count: renewal, in: 90d}
            value: ends
            """);

    private static final String PLANS = TestMetric.of("plans", "NUMBER", """
            measures:
              plans: {count: cadence, during: inForce}
            value: plans
            """);

    private static final String BOTH = TestMetric.of("both", "NUMBER", """
            measures:
              answers: {count: survey, in: 90d}
              ends: {metric: renewals}
            value: answers + ends
            """);

    @BeforeEach
    void aCatalogueOfItsOwn() {
        Ingestion.forgetEverything();
        Ingestion.compute(Catalogue.parse(
                Map.of("metrics/renewals.yaml", RENEWALS, "metrics/plans.yaml", PLANS, "metrics/both.yaml", BOTH)));
        Ingestion.moveClockTo(DAY);
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void withoutSourcesEveryMetricNamesTheKindsThatItWaitsFor() {
        assertThat(metrics())
                .containsExactly(
                        "both [] waits for [\"contract_period\",\"survey\"]",
                        "plans [] waits for [\"cadence\"]",
                        "renewals [] waits for [\"contract_period\"]");
    }

    @Test
    void aMetricIsFedByTheSourcesOfTheKindsThatItAndTheMetricsInItRead() {
        cover("billing", "CONTRACT_PERIOD", DAY);
        cover("erp", "CONTRACT_PERIOD", DAY);
        assertThat(metrics())
                .containsExactly(
                        "both [\"billing\",\"erp\"] waits for [\"survey\"]",
                        "plans [] waits for [\"cadence\"]",
                        "renewals [\"billing\",\"erp\"] waits for []");

        cover("answers", "survey", DAY);
        assertThat(metrics()).contains("both [\"answers\",\"billing\",\"erp\"] waits for []");
    }

    @Test
    void recordsByRequestFeedAMetricToo() {
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        create(
                "/v1/accounts/acme/records/cadence/c1",
                "{\"fields\": {\"activity\": \"business-review\", \"everyMonths\": 3, \"validFrom\": \"2026-01-01\"}}");
        create(
                "/v1/contract-periods/p1",
                "{\"accountId\": \"acme\", \"startDate\": \"2026-01-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                        + " \"trial\": false}");

        assertThat(metrics())
                .containsExactly(
                        "both [\"api\"] waits for [\"survey\"]",
                        "plans [\"api\"] waits for []",
                        "renewals [\"api\"] waits for []");
    }

    /** The names of features outlast the tests that use them, so these are of this test alone. */
    @Test
    void aFeatureThatNobodyUsedUnderThatNameIsListedOnceUsageIsDelivered() {
        Ingestion.compute(Catalogue.parse(Map.of("metrics/views.yaml", TestMetric.of("views", "NUMBER", """
                parameters:
                  further: [sources-exports, sources-imports]
                measures:
                  views: {count: usage, where: feature == "sources-views", in: 30d}
                  others: {count: usage, where: feature in $further or "sources-alerts" == feature, in: 30d}
                value: views + others
                """))));
        assertThat(views().has("unseenFeatures")).isFalse();

        Ingestion.accounts("acme");
        Ingestion.load(
                "tidewatch-usage",
                DAY.toString(),
                "usage_id,account_id,user_id,day,feature,count,duration_seconds\n"
                        + "u1,acme,ann,2026-11-18,Sources-views,7,60\nu2,acme,ann,2026-11-18,sources-exports,7,60\n");
        assertThat(views().get("unseenFeatures"))
                .isEqualTo(Ingestion.json("[\"sources-alerts\", \"sources-imports\", \"sources-views\"]"));

        Ingestion.load(
                "tidewatch-usage",
                DAY.toString(),
                "usage_id,account_id,user_id,day,feature,count,duration_seconds\nu3,acme,ann,2026-11-18,sources-views,7,60\n");
        assertThat(views().get("unseenFeatures"))
                .isEqualTo(Ingestion.json("[\"sources-alerts\", \"sources-imports\"]"));
    }

    private static JsonNode views() {
        return tree(as("csm").get("/v1/metrics/sources")).get("items").get(0);
    }

    private static List<String> metrics() {
        List<String> metrics = new ArrayList<>();
        tree(as("csm").get("/v1/metrics/sources"))
                .get("items")
                .forEach(item -> metrics.add(item.get("metric").asText() + " " + item.get("sources") + " waits for "
                        + item.get("missingKinds")));
        return metrics;
    }
}
