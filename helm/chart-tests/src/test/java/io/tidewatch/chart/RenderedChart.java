package io.tidewatch.chart;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The chart as Helm renders it, read strictly: a field that Kubernetes does not know is an error, not ignored. */
final class RenderedChart {

    static final Path CHART = Path.of(System.getProperty("chart"));

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "Deployment", Deployment.class,
            "Service", Service.class,
            "ServiceAccount", ServiceAccount.class,
            "PodDisruptionBudget", PodDisruptionBudget.class,
            "ConfigMap", ConfigMap.class);

    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final List<HasMetadata> objects;

    private RenderedChart(List<HasMetadata> objects) {
        this.objects = objects;
    }

    /** Renders with the values files of those names, later ones over earlier ones. */
    static RenderedChart with(String... values) {
        return new RenderedChart(parse(command(values).call()));
    }

    /** Renders another copy of the chart with the values file of that name. */
    static RenderedChart ofCopy(Path chart, String values) {
        return new RenderedChart(parse(of(chart)
                .withName("tide")
                .withNamespace("customer-success")
                .withValuesFile(file(values))
                .call()));
    }

    /** The template command with the values files, to be changed further. */
    static TemplateCommand command(String... values) {
        TemplateCommand command = of(CHART).withName("tide").withNamespace("customer-success");
        Arrays.stream(values).map(RenderedChart::file).forEach(command::withValuesFile);
        return command;
    }

    /** The template command of any copy of the chart. Without a cluster the engine would pretend to be an old one. */
    static TemplateCommand of(Path chart) {
        return new Helm(chart).template().withKubeVersion("1.31.0");
    }

    static Path file(String name) {
        try {
            return Path.of(
                    RenderedChart.class.getResource("/values/" + name + ".yaml").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    List<HasMetadata> objects() {
        return objects;
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> kind, String service) {
        return all(kind).stream()
                .filter(object -> object.getMetadata().getName().equals("tide-" + service))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " of " + service));
    }

    private static List<HasMetadata> parse(String manifests) {
        List<HasMetadata> objects = new ArrayList<>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(manifests)) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                if (document == null || document.isNull() || document.isEmpty()) {
                    continue;
                }
                Class<? extends HasMetadata> kind =
                        KINDS.get(document.path("kind").asText());
                if (kind == null) {
                    throw new AssertionError("an object of an unexpected kind: " + document);
                }
                objects.add(YAML.treeToValue(document, kind));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the chart renders something that is no object of Kubernetes", e);
        }
        return objects;
    }
}
