package io.tidewatch.metric.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResolvedDefinitionTest {

    private static final String METRIC = """
            id: x
            unit: NUMBER
            parameters:
              listed: {default: [a, b], ENTERPRISE: [c]}
            subjects:
              shown:
                each: usage.user
                in: 30d
                where: feature == "d" and uses > 1
                with:
                  uses: {count: usage, where: 'feature in ("e", "f")', in: 30d}
            measures:
              people: {count: shown, where: '"g" != feature'}
              events: {count: usage, where: feature in $listed, in: 30d}
              tickets: {count: ticket, where: priority == "z", in: 30d}
            value: people + events + tickets
            """;

    @Test
    void theTextsThatAFieldIsComparedWithAreFoundWhereverTheyStand() {
        Map<String, String> files = DraftFiles.all();
        files.keySet().removeIf(file -> file.startsWith("metrics/"));
        files.put("metrics/x.yaml", METRIC);
        CheckedLanguage language = MetricLanguage.check(files);
        assertThat(language.mistakes()).isEmpty();

        ResolvedDefinition definition =
                ResolvedDefinition.of(language, language.metrics().get("x"));
        assertThat(definition.comparedWith("usage", "feature")).containsExactly("a", "b", "c", "d", "e", "f", "g");
        assertThat(definition.comparedWith("ticket", "priority")).containsExactly("z");
        assertThat(definition.comparedWith("ticket", "feature")).isEmpty();
    }
}
