package io.tidewatch.metric.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.DraftFiles;
import io.tidewatch.metric.language.MetricLanguage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Each committed change of the evaluator's source is found by the comparison with the slow implementation. */
class EvaluatorMutationDrillTest {
    private static final int ACCOUNTS = 120;
    private static final int RANDOM = 300;

    @Test
    void everyTextIsInItsFileOnce() {
        Map<String, String> sources = Mutation.sources();
        assertThat(Mutation.all()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(Mutation.all()).allSatisfy(mutation -> assertThat(mutation.occurrences(sources))
                .as(mutation.name())
                .isEqualTo(1));
    }

    @Test
    @EnabledIfSystemProperty(
            named = "tidewatch.drills",
            matches = "full",
            disabledReason = "Compiles the evaluator some forty times; runs with -Dtidewatch.drills=full")
    void everyChangeIsFound() throws Exception {
        CheckedLanguage draft = MetricLanguage.check(DraftFiles.all());
        CheckedLanguage random = RandomLanguage.of(0, RANDOM, "USD");
        Comparison ofDraft = new Comparison(draft, 0, ACCOUNTS).keepingExpected();
        CheckedLanguage bounds = BoundMetrics.language();
        Comparison ofBounds = new Comparison(bounds, 0, 400).keepingExpected();
        Comparison ofRandom = new Comparison(random, 0, ACCOUNTS / 3).keepingExpected();
        Map<String, String> sources = Mutation.sources();
        assertThat(ofDraft.finds(Recompiled.evaluator(sources, draft)))
                .as("without a change")
                .isFalse();
        assertThat(ofBounds.finds(Recompiled.evaluator(sources, bounds)))
                .as("without a change, bounds")
                .isFalse();
        assertThat(ofRandom.finds(Recompiled.evaluator(sources, random)))
                .as("without a change, random metrics")
                .isFalse();
        List<String> survived = new ArrayList<>();
        for (Mutation mutation : Mutation.all()) {
            Map<String, String> changed = mutation.applied(sources);
            if (!isFound(ofDraft, changed, draft)
                    && !isFound(ofBounds, changed, bounds)
                    && !isFound(ofRandom, changed, random)) {
                survived.add(mutation.name());
            }
        }
        assertThat(survived).isEmpty();
    }

    /** A change that makes the evaluator fail is found, too. */
    private static boolean isFound(Comparison comparison, Map<String, String> sources, CheckedLanguage language)
            throws Exception {
        Evaluates changed = Recompiled.evaluator(sources, language);
        try {
            return comparison.finds(changed);
        } catch (RuntimeException failed) {
            return true;
        }
    }
}
