package io.tidewatch.chart;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The chart as Helm renders it, read strictly: a field that Kubernetes does not know is an error, not ignored. */
final class RenderedChart {

    static final String KUBERNETES = "1.31.0";

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
            Map.entry("Deployment", Deployment.class),
            Map.entry("Service", Service.class),
            Map.entry("ServiceAccount", ServiceAccount.class),
            Map.entry("PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("ConfigMap", ConfigMap.class),
            Map.entry("Pod", Pod.class),
            Map.entry("HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("NetworkPolicy", NetworkPolicy.class),
            Map.entry("Ingress", Ingress.class),
            Map.entry("HTTPRoute", HTTPRoute.class),
            Map.entry("PodMonitor", PodMonitor.class),
            Map.entry("PrometheusRule", PrometheusRule.class),
            Map.entry("Role", Role.class),
            Map.entry("RoleBinding", RoleBinding.class),
            // KEDA's kinds, for which the library has no classes.
            Map.entry("ScaledObject", GenericKubernetesResource.class));

    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static final Map<String, RenderedChart> KNOWN = new ConcurrentHashMap<>();

    private final String what;
    private final List<HasMetadata> objects;

    private RenderedChart(String what, List<HasMetadata> objects) {
        this.what = what;
        this.objects = objects;
    }

    /** Renders minimal.yaml, and over it the set of that name. */
    static RenderedChart of(String set) {
        return of(set, KUBERNETES);
    }

    /** Renders minimal.yaml, and over it the set of that name, for that version of Kubernetes. */
    static RenderedChart of(String set, String kubernetes) {
        return KNOWN.computeIfAbsent(
                set + " on " + kubernetes,
                what -> parsed(what, command(ValueSets.file(set)).withKubeVersion(kubernetes)));
    }

    /** Renders with values files over minimal.yaml. */
    static RenderedChart with(Path... values) {
        return parsed(Arrays.toString(values), command(values));
    }

    static RenderedChart parsed(String what, TemplateCommand command) {
        return new RenderedChart(what, parse(command.call()));
    }

    /** The template command over minimal.yaml, to be changed further. */
    static TemplateCommand command(Path... values) {
        return of(ChartFolders.chart(), values);
    }

    /** The template command of any copy of the chart. Without a cluster the engine would pretend to be an old one. */
    static TemplateCommand of(Path chart, Path... values) {
        TemplateCommand command = new Helm(chart)
                .template()
                .withKubeVersion(KUBERNETES)
                .withName("tide")
                .withNamespace("customer-success")
                .withValuesFile(ValueSets.MINIMAL);
        Arrays.stream(values).forEach(command::withValuesFile);
        return command;
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

    /** The pods of Deployments, and those that stand alone. */
    List<PodTemplateSpec> pods() {
        return Stream.concat(
                        all(Deployment.class).stream()
                                .map(deployment -> deployment.getSpec().getTemplate()),
                        all(Pod.class).stream().map(pod -> new PodTemplateSpec(pod.getMetadata(), pod.getSpec())))
                .toList();
    }

    /** The containers of all pods, those that run first included. */
    List<Container> containers() {
        return pods().stream()
                .map(PodTemplateSpec::getSpec)
                .flatMap(pod -> Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()))
                .toList();
    }

    PodSpec pod(String service) {
        return one(Deployment.class, service).getSpec().getTemplate().getSpec();
    }

    Container container(String service) {
        return pod(service).getContainers().get(0);
    }

    Map<String, EnvVar> env(String service) {
        return container(service).getEnv().stream().collect(Collectors.toMap(EnvVar::getName, Function.identity()));
    }

    @Override
    public String toString() {
        return what;
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
