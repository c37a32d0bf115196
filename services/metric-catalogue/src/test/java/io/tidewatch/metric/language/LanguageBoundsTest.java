package io.tidewatch.metric.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LanguageBoundsTest {
    private static final String FILE = "metrics/x.yaml";
    private final Map<String, String> files = DraftFiles.all();

    LanguageBoundsTest() {
        files.keySet().removeIf(file -> file.startsWith("metrics/"));
    }

    @Test
    void aLongExpressionIsRejected() {
        assertThat(mistakesOf(value("1" + " + 1".repeat(50_000)))).containsExactly(MistakeKind.TOO_LONG);
        assertThat(mistakesOf(value("1" + " + 1".repeat(250)))).containsExactly(MistakeKind.TOO_LONG);
        assertThat(mistakesOf(value("11111 " + "+ 1 ".repeat(248) + "+1"))).isEmpty();
    }

    @Test
    void deepNestingIsRejected() {
        for (String open : List.of("(", "not ", "-", "daysSince(", "1 else ")) {
            assertThat(mistakesOf(value(open.repeat(50) + "1"))).as(open).containsExactly(MistakeKind.TOO_DEEP);
        }
        assertThat(mistakesOf(value("(".repeat(39) + "1" + ")".repeat(39)))).isEmpty();
        assertThat(mistakesOf(value("(".repeat(40) + "1" + ")".repeat(40)))).containsExactly(MistakeKind.TOO_DEEP);
    }

    @Test
    void aFileWithTooManyMeasuresIsRejected() {
        assertThat(mistakesOf(chain(101))).containsExactly(MistakeKind.TOO_MANY);
    }

    @Test
    void measuresThatReadEachOtherTwiceAreCheckedOnce() {
        assertThat(mistakesOf(chain(100))).isEmpty();
    }

    @Test
    void aRatioOfMeasuresThatReadEachOtherTwiceIsCheckedOnce() {
        String ratio = chain(100).replace("value: m99", "value: m99 / seats");
        assertThat(mistakesOf(ratio)).containsExactly(MistakeKind.NEEDS_POPULATION);
    }

    @Test
    void aLongChainOfMetricsIsChecked() {
        int most = MetricLanguage.MOST_METRICS;
        for (int number = 0; number < most; number++) {
            String read = number == 0 ? "m: 1" : "m: {metric: x-" + (number - 1) + "}";
            files.put(
                    "metrics/x-" + number + ".yaml",
                    "id: x-" + number + "\nunit: NUMBER\nmeasures:\n  " + read + "\nvalue: m\n");
        }
        CheckedLanguage checked = MetricLanguage.check(files);
        assertThat(checked.mistakes()).isEmpty();
        assertThat(checked.metrics().keySet()).hasSize(most);

        files.put(FILE, value("1"));
        assertThat(MetricLanguage.check(files).mistakes())
                .extracting(Mistake::kind)
                .containsExactly(MistakeKind.TOO_MANY);
    }

    @Test
    void ofManyMistakesTheFirstAreListedAndTheOthersCounted() {
        for (int number = 0; number < 1000; number++) {
            String id = "x-%03d".formatted(number);
            files.put("metrics/" + id + ".yaml", "id: " + id + "\nunit: NUMBER\nvalue: seets\n");
        }
        CheckedLanguage checked = MetricLanguage.check(files);

        assertThat(checked.mistakes()).hasSize(200).allSatisfy(mistake -> assertThat(mistake.suggestion())
                .isEqualTo("seats"));
        assertThat(checked.more()).isEqualTo(800);
    }

    @Test
    void brokenFilesAreReportedAndNeverThrow() {
        Map<String, String> draft = DraftFiles.all();
        List<String> names = List.copyOf(draft.keySet());
        String signs = "(){}[],:$\"' \n-+*/<>=!.&|#ä0aZ";
        Random random = new Random(7);
        int reported = 0;
        for (int round = 0; round < 300; round++) {
            Map<String, String> broken = new TreeMap<>(files);
            String name = names.get(random.nextInt(names.size()));
            StringBuilder text = new StringBuilder(draft.get(name));
            for (int change = 0; change < 1 + random.nextInt(4); change++) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, signs.charAt(random.nextInt(signs.length())));
                    default -> text.replace(at, Math.min(text.length(), at + 9), "");
                }
            }
            broken.put(name, text.toString());
            List<Mistake> mistakes = MetricLanguage.check(broken).mistakes();
            reported += mistakes.isEmpty() ? 0 : 1;
        }
        assertThat(reported).isGreaterThan(200);
    }

    private List<MistakeKind> mistakesOf(String metric) {
        files.put(FILE, metric);
        return MetricLanguage.check(files).mistakes().stream()
                .map(Mistake::kind)
                .toList();
    }

    private static String value(String expression) {
        return "id: x\nunit: NUMBER\nvalue: " + expression + "\n";
    }

    /** Measures of which each reads the one before it twice: followed along every way, they are 2 to the power of all. */
    private static String chain(int measures) {
        return IntStream.range(1, measures)
                .mapToObj(number -> "  m%d: m%d + m%d\n".formatted(number, number - 1, number - 1))
                .collect(Collectors.joining(
                        "",
                        "id: x\nunit: NUMBER\nmeasures:\n  m0: {count: ticket}\n",
                        "value: m" + (measures - 1) + "\n"));
    }
}
