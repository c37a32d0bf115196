package io.tidewatch.metric.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.DraftFiles;
import io.tidewatch.metric.language.MetricLanguage;
import org.junit.jupiter.api.Test;

/**
 * The evaluator and the slow implementation agree. {@code -Dtidewatch.comparison.accounts}, {@code .metrics} and {@code .seed} make a
 * long run of it, or a difference again.
 */
class EvaluatorComparisonTest {
    private static final int ACCOUNTS = Integer.getInteger("tidewatch.comparison.accounts", 70);
    private static final int METRICS = Integer.getInteger("tidewatch.comparison.metrics", 200);
    private static final long SEED = Long.getLong("tidewatch.comparison.seed", 0);

    @Test
    void theDraftCatalogueHasTheSameValues() {
        CheckedLanguage language = MetricLanguage.check(DraftFiles.all());
        assertThat(new Comparison(language, SEED, ACCOUNTS)
                        .differences(new EvaluatorEvaluates(language))
                        .values())
                .isEmpty();
    }

    @Test
    void boundsOfMomentsAndSpansAreTheSame() {
        CheckedLanguage language = BoundMetrics.language();
        assertThat(new Comparison(language, SEED, 300)
                        .differences(new EvaluatorEvaluates(language))
                        .values())
                .isEmpty();
    }

    @Test
    void randomMetricsHaveTheSameValues() {
        CheckedLanguage language = RandomLanguage.of(SEED, METRICS);
        assertThat(new Comparison(language, SEED, 20)
                        .differences(new EvaluatorEvaluates(language))
                        .values())
                .isEmpty();
    }
}
