package io.tidewatch.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tidewatch.metric.Question;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.ActionKind;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.playbook.MeetingKind;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.playbook.TouchpointDirection;
import io.tidewatch.rule.playbook.TouchpointKind;
import io.tidewatch.rule.playbook.TouchpointStatus;
import io.tidewatch.rule.scenario.ScenarioRunner;
import java.io.IOException;
import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class RuleSchemasTest {
    @Test
    void closedListsOfTheSchemasAreThoseOfTheCode() throws IOException {
        JsonNode playbook = schema(CompiledBundle.class, "playbook.schema.yaml");
        for (Class<? extends Enum<?>> type : List.of(Question.class, ActionKind.class, Audience.class)) {
            assertThat(words(playbook, type)).isEqualTo(names(type));
        }
        assertThat(words(schema(CompiledBundle.class, "calendar.schema.yaml"), DayOfWeek.class))
                .isEqualTo(names(DayOfWeek.class));
        JsonNode scenario = schema(ScenarioRunner.class, "scenario.schema.yaml");
        for (Class<? extends Enum<?>> type : List.of(
                TouchpointKind.class,
                MeetingKind.class,
                TouchpointStatus.class,
                TouchpointDirection.class,
                RunStatus.class)) {
            assertThat(words(scenario, type)).isEqualTo(names(type));
        }
    }

    @Test
    void wordsOfTouchpointsAreThoseOfTheMetricLanguage() {
        Map<String, RecordField> fields =
                MetricLanguage.shipped().kind("touchpoint").fields();
        assertThat(names(TouchpointKind.class)).isEqualTo(fields.get("kind").words());
        assertThat(names(MeetingKind.class)).isEqualTo(fields.get("meetingKind").words());
        assertThat(names(TouchpointStatus.class)).isEqualTo(fields.get("status").words());
        assertThat(names(TouchpointDirection.class))
                .isEqualTo(fields.get("direction").words());
    }

    private static JsonNode schema(Class<?> beside, String name) throws IOException {
        return new YAMLMapper().readTree(beside.getResource(name));
    }

    private static List<String> words(JsonNode schema, Class<?> type) {
        JsonNode list = schema.at("/$defs/" + type.getSimpleName() + "/enum");
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> names(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    }
}
