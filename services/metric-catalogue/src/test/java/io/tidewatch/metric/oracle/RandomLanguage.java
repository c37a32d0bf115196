package io.tidewatch.metric.oracle;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.DraftFiles;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.Vocabulary;
import java.util.Map;

/** Random metrics over the draft vocabulary and its shared words; those that the checker refuses are dropped. */
final class RandomLanguage {
    private RandomLanguage() {}

    /** Metrics by the names {@code r<seed>} and, where a group needs it, {@code r<seed>-over}. */
    static CheckedLanguage of(long firstSeed, int number) {
        return of(firstSeed, number, null);
    }

    /** As {@link #of(long, int)}, with the currency that amounts are converted into. */
    static CheckedLanguage of(long firstSeed, int number, String reportingCurrency) {
        Map<String, String> files = DraftFiles.all();
        if (reportingCurrency != null) {
            files.merge("shared.yaml", "reportingCurrency: " + reportingCurrency + "\n", (own, line) -> line + own);
        }
        files.keySet().removeIf(file -> file.startsWith("metrics/"));
        Vocabulary vocabulary = MetricLanguage.check(files).vocabulary();
        for (long seed = firstSeed; seed < firstSeed + number; seed++) {
            add(files, vocabulary, "r" + seed, seed, false);
            add(files, vocabulary, "r" + seed + "-over", seed, true);
        }
        return MetricLanguage.check(files);
    }

    private static void add(Map<String, String> files, Vocabulary vocabulary, String id, long seed, boolean over) {
        files.put("metrics/" + id + ".yaml", RandomMetrics.file(vocabulary, id, seed, over));
    }
}
