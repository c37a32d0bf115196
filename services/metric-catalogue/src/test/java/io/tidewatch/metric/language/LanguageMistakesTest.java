package io.tidewatch.metric.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

class LanguageMistakesTest {
    /** One mistake of mistakes.yaml. */
    record Example(JsonNode said) {
        Map<String, String> files() {
            Map<String, String> files = DraftFiles.all();
            String file = said.get("file").asText();
            String by = said.get("by").asText();
            if (said.has("replace")) {
                String replaced = said.get("replace").asText();
                assertThat(files.get(file)).containsOnlyOnce(replaced);
                by = files.get(file).replace(replaced, by);
            }
            files.put(file, by);
            return files;
        }

        MistakeKind kind() {
            return MistakeKind.valueOf(said.get("kind").asText());
        }

        @Override
        public String toString() {
            return said.get("mistake").asText();
        }
    }

    static Stream<Example> examples() throws IOException {
        try (InputStream in = LanguageMistakesTest.class.getResourceAsStream("mistakes.yaml")) {
            JsonNode list = new ObjectMapper().valueToTree(new Yaml().load(in));
            return StreamSupport.stream(list.spliterator(), false).map(Example::new);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void aMistakeIsReportedOnceWithItsPlaceAndASuggestion(Example example) {
        CheckedLanguage checked = MetricLanguage.check(example.files());

        List<Mistake> found = new ArrayList<>(checked.mistakes());
        found.addAll(checked.hints());
        assertThat(found).hasSize(1);
        Mistake mistake = found.getFirst();
        JsonNode said = example.said();
        assertThat(mistake.kind()).as(mistake.sentence()).isEqualTo(example.kind());
        assertThat(mistake.place().file()).isEqualTo(said.get("file").asText());
        assertThat(mistake.place().line()).isEqualTo(said.get("line").asInt());
        assertThat(mistake.position()).isEqualTo(said.path("character").asInt(0));
        assertThat(mistake.suggestion()).isEqualTo(said.path("suggestion").asText(null));
        assertThat(mistake.sentence()).contains(said.path("says").asText());
        assertThat(checked.mistakes().isEmpty()).isEqualTo(mistake.kind().isHint());
    }

    @Test
    void thereIsAnExampleOfEveryKindOfMistake() throws IOException {
        Set<MistakeKind> without = EnumSet.allOf(MistakeKind.class);
        examples().map(Example::kind).forEach(without::remove);
        // LanguageBoundsTest has them.
        assertThat(without).containsExactlyInAnyOrder(MistakeKind.TOO_LONG, MistakeKind.TOO_DEEP, MistakeKind.TOO_MANY);
    }

    @Test
    void mistakesOfSeveralFilesAreReportedTogether() {
        Map<String, String> files = DraftFiles.all();
        files.put("metrics/arr.yaml", files.get("metrics/arr.yaml").replace("mrrAtEnd", "mrrAtEnt"));
        files.put("metrics/nps.yaml", files.get("metrics/nps.yaml").replace("score", "skore"));

        CheckedLanguage checked = MetricLanguage.check(files);

        assertThat(checked.mistakes())
                .extracting(mistake -> mistake.place().file())
                .containsExactly("metrics/arr.yaml", "metrics/nps.yaml", "metrics/nps.yaml");
        // Readers of a metric with a mistake have no mistake, but no value either.
        assertThat(checked.metrics().keySet())
                .doesNotContain("arr", "arr-at-risk", "nps", "referral-readiness-score")
                .contains("csat", "net-revenue-retention");
    }

    @Test
    void withoutItsRecordsAMetricIsReadButNotChecked() {
        Map<String, String> files = DraftFiles.all();
        files.put("records/order.yaml", "kind: order\n");
        files.put("metrics/arr.yaml", files.get("metrics/arr.yaml").replace("12 *", "12 %"));

        CheckedLanguage checked = MetricLanguage.check(files);

        assertThat(checked.mistakes())
                .extracting(Mistake::kind)
                .containsExactly(MistakeKind.UNREADABLE, MistakeKind.STRUCTURE);
        assertThat(checked.metrics().keySet()).isEmpty();
    }
}
