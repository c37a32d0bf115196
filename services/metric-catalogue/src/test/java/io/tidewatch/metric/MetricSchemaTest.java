package io.tidewatch.metric;

import static org.assertj.core.api.Assertions.assertThat;

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
        try (InputStream in = MetricDefinition.class.getResourceAsStream("metric.schema.yaml")) {
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
                MetricKind.class,
                ObservationKind.class,
                Membership.class,
                MetricStatus.class,
                Measure.class)) {
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
