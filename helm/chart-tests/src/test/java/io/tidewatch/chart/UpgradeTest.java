package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An upgrade replaces nothing that Kubernetes does not let be changed, and no Service that somebody routes to gets another name. The files in {@code golden/} are what
 * installations have; a new line in them is an additional object, a changed one breaks their next upgrade.
 */
class UpgradeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "minimal",
                "labels-and-annotations",
                "other-name",
                "ingress",
                "gateway",
                "scaling-by-cpu",
                "scaling-by-keda",
                "monitoring",
                "watched-rules"
            })
    void namesAndWhatCannotBeChangedStayAsTheyAre(String set) throws IOException {
        Path golden = Path.of("src/test/resources/golden", set + ".txt");
        String now = RenderedChart.of(set).objects().stream()
                .map(UpgradeTest::fixed)
                .sorted()
                .collect(Collectors.joining("\n", "", "\n"));

        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, now);
        }
        assertThat(now).isEqualTo(Files.readString(golden));
    }

    private static String fixed(HasMetadata object) {
        String what = object.getKind() + " " + object.getMetadata().getName();
        return switch (object) {
            case Deployment deployment -> what + " " + json(deployment.getSpec().getSelector());
            case Service service ->
                what + " " + service.getSpec().getType() + " "
                        + json(service.getSpec().getSelector()) + " "
                        + service.getSpec().getPorts().stream()
                                .map(port -> port.getName() + ":" + port.getPort())
                                .toList();
            case PodDisruptionBudget budget ->
                what + " " + json(budget.getSpec().getSelector());
            default -> what;
        };
    }

    private static String json(Object value) {
        try {
            return new ObjectMapper().writeValueAsString(value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
