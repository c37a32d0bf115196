package io.tidewatch.metric.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The catalogue in the rules folder of this repository. */
class ShippedRulesTest {
    private final Catalogue catalogue = Catalogue.parse(files());

    @Test
    void theShippedCatalogueTracksTenMetrics() {
        assertThat(catalogue.tracked())
                .extracting(MetricDefinition::id)
                .containsExactly(
                        "active-user-percentage",
                        "arr",
                        "average-resolution-time",
                        "days-since-executive-contact",
                        "days-to-renewal",
                        "gross-revenue-retention",
                        "logo-churn",
                        "net-revenue-retention",
                        "power-user-percentage",
                        "seat-utilization");
        assertThat(catalogue.language().hints()).isEmpty();
    }

    @Test
    void consumersCountAgesFromADay() {
        assertThat(anchoring("days-since-executive-contact")).isEqualTo(Anchoring.SINCE);
        assertThat(anchoring("days-to-renewal")).isEqualTo(Anchoring.UNTIL);
    }

    private Anchoring anchoring(String id) {
        return catalogue.metric(id).orElseThrow().anchoring();
    }

    private static Map<String, String> files() {
        Path root = Path.of(System.getProperty("rules.folder"));
        Map<String, String> files = new TreeMap<>();
        try (var found = Files.walk(root)) {
            for (Path file :
                    found.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                files.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
        return files;
    }
}
