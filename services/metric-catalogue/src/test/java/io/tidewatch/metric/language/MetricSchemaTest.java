package io.tidewatch.metric.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.Direction;
import io.tidewatch.metric.JourneyStep;
import io.tidewatch.metric.LifecycleStage;
import io.tidewatch.metric.Membership;
import io.tidewatch.metric.MetricStatus;
import io.tidewatch.metric.MetricType;
import io.tidewatch.metric.Question;
import io.tidewatch.metric.Unit;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class MetricSchemaTest {
    @Test
    void closedListsOfTheSchemaAreThoseOfTheCode() throws IOException {
        Map<String, Object> schema;
        try (InputStream in = MetricLanguage.class.getResourceAsStream("metric.schema.yaml")) {
            schema = new Yaml().load(in);
        }
        Map<?, ?> definitions = (Map<?, ?>) schema.get("$defs");
        for (Class<? extends Enum<?>> type : List.of(
                Question.class,
                MetricType.class,
                LifecycleStage.class,
                JourneyStep.class,
                Unit.class,
                Direction.class,
                Membership.class,
                MetricStatus.class)) {
            assertThat(definitions.get(type.getSimpleName()))
                    .as(type.getSimpleName())
                    .isEqualTo(Map.of(
                            "enum",
                            Arrays.stream(type.getEnumConstants())
                                    .map(Enum::name)
                                    .toList()));
        }
    }
}
