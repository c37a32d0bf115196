package io.tidewatch.metric.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A metric that divides must say its population, unless its text shows that the numerator lies in the denominator. */
class RatiosTest {
    private static final String MEASURES = """
            measures:
              all: {count: survey, where: instrument == NPS, in: 90d}
              good: {count: survey, where: score >= 9 and instrument == NPS, in: 90d}
              scored: {count: survey, where: instrument == NPS and score is not missing, in: 90d}
              older: {count: survey, where: instrument == NPS and score >= 9, in: 91d}
              other: {count: survey, where: instrument == CSAT, in: 90d}
              either: {count: survey, where: instrument == NPS or score >= 9, in: 90d}
              amount: {sum: score, of: survey, where: instrument == NPS, in: 90d}
              asked: all > 0
              happy: all > 0 and good > 0
              fans: good >= 3
              silent: good < 3
              any: good >= 0
              less: min(all, other)
              risen: other when asked else 0
              lifted: other when asked else 1
            details: [all, good, scored, older, other, either, amount, asked, happy, fans, silent, any, less, risen, lifted]
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " => ", textBlock = """
                    good / all               => true
                    1 - good / all           => true
                    100 * good / all         => true
                    (good - other) / all     => false
                    (good + scored) / all    => true
                    good / scored            => true
                    scored / good            => false
                    all / good               => false
                    older / all              => false
                    either / all             => false
                    all / either             => false
                    amount / all             => false
                    happy / asked            => true
                    fans / asked             => true
                    silent / asked           => false
                    any / asked              => false
                    good / asked             => true
                    less / all               => true
                    risen / asked            => true
                    lifted / asked           => false
                    good / 30 / all          => true
                    other / 30 / all         => false
                    good / (all + other)     => false
                    good / all - other / all => false
                    """)
    void theNumeratorLiesInTheDenominatorOrThePopulationIsMissing(String value, boolean within) {
        Map<String, String> files = DraftFiles.all();
        files.put("metrics/x.yaml", "id: x\nunit: RATIO\n" + MEASURES + "value: " + value + "\n");

        assertThat(MetricLanguage.check(files).mistakes())
                .extracting(Mistake::kind)
                .isEqualTo(within ? List.of() : List.of(MistakeKind.NEEDS_POPULATION));
    }
}
