package io.tidewatch.metric.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.DraftFiles;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.RulesFolder;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The evaluator and the slow implementation agree. {@code -Dtidewatch.comparison.accounts}, {@code .metrics}, {@code .rounds} and {@code
 * .seed} make a long run of it, or a difference again.
 */
class EvaluatorComparisonTest {
    private static final int ACCOUNTS = Integer.getInteger("tidewatch.comparison.accounts", 70);
    private static final int METRICS = Integer.getInteger("tidewatch.comparison.metrics", 40);
    private static final int ROUNDS = Integer.getInteger("tidewatch.comparison.rounds", 6);
    private static final long SEED = Long.getLong("tidewatch.comparison.seed", 0);
    /** The seeds of two rounds are this far apart. */
    private static final long APART = 10_000;

    private static final String[] REPORTING_CURRENCIES = {null, "USD", "EUR"};

    @Test
    void theDraftCatalogueHasTheSameValues() {
        CheckedLanguage language = MetricLanguage.check(DraftFiles.all());
        assertThat(new Comparison(language, SEED, ACCOUNTS)
                        .differences(new EvaluatorEvaluates(language))
                        .values())
                .isEmpty();
    }

    @Test
    void theShippedCatalogueHasTheSameValues() {
        CheckedLanguage language = MetricLanguage.check(RulesFolder.files());
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

    /** Each round has metrics of its own and another currency into which amounts are converted, or none. */
    @Test
    void randomMetricsHaveTheSameValues() {
        Map<String, String> differences = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            long seed = SEED + round * APART;
            CheckedLanguage language = RandomLanguage.of(seed, METRICS, REPORTING_CURRENCIES[round % 3]);
            differences.putAll(new Comparison(language, seed, 20).differences(new EvaluatorEvaluates(language)));
        }
        assertThat(differences.values()).isEmpty();
    }
}
