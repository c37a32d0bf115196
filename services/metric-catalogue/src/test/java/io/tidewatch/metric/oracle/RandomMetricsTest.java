package io.tidewatch.metric.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.language.CheckedLanguage;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RandomMetricsTest {
    private static final int NUMBER = 200;

    private final CheckedLanguage language = RandomLanguage.of(0, NUMBER);

    @Test
    void mostRandomMetricsHaveNoMistakes() {
        assertThat(language.metrics()).hasSizeGreaterThan(NUMBER / 2);
    }

    @Test
    void manyOfThemAreKnownAndNotZeroForSomeAccount() {
        Evaluates oracle = new OracleEvaluates(language);
        TreeSet<String> known = new TreeSet<>();
        for (long seed = 0; seed < 20; seed++) {
            PlainAccount account = RandomAccounts.of(language.vocabulary(), seed);
            oracle.account(account, RandomAccounts.asOf(account), null).forEach((id, seen) -> {
                if (seen.value() != null && seen.value().number() != 0) {
                    known.add(id);
                }
            });
        }
        assertThat(known).hasSizeGreaterThan(NUMBER / 4);
    }
}
