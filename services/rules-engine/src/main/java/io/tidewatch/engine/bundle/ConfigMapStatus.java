package io.tidewatch.engine.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.tidewatch.engine.bundle.ConfigMapOutcome.Status;
import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.problem.FailureText;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Writes what came of the rules back to their ConfigMaps: annotations, and an Event with the same words. Only metadata is changed, and
 * only when it says something else. Blocks: call it from a worker thread.
 */
final class ConfigMapStatus {

    /** active, refused or replaced. */
    static final String STATUS = "tidewatch.io/status";
    /** Hash of the bundle. */
    static final String BUNDLE = "tidewatch.io/bundle";
    /** The first problems. */
    static final String PROBLEMS = "tidewatch.io/problems";

    private static final Logger LOG = Logger.getLogger(ConfigMapStatus.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_PROBLEMS = 3;
    /** An Event has room for 1024 bytes; most characters are one. */
    private static final int LONGEST_PROBLEMS = 800;

    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final KubernetesClient client;
    private final Clock clock;
    /** Name of a ConfigMap → its version before it was written to: until another is seen, the writing is under way. */
    private final Map<String, String> writtenTo = new HashMap<>();

    private String failed = "";
    private long retryAtNanos = System.nanoTime();

    ConfigMapStatus(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * Writes an outcome to the ConfigMaps that do not say it yet. A failure is logged and tried again later.
     *
     * @param maps as they were seen last
     * @param holders path of a file → name of the ConfigMap that holds it
     */
    synchronized void write(List<ConfigMap> maps, ConfigMapOutcome outcome, Map<String, String> holders) {
        if (System.nanoTime() - retryAtNanos < 0) {
            return;
        }
        try {
            for (ConfigMap map : maps) {
                String name = map.getMetadata().getName();
                Map<String, String> wanted = annotations(name, outcome, holders);
                if (!map.getMetadata().getResourceVersion().equals(writtenTo.get(name)) && !says(map, wanted)) {
                    patch(name, wanted);
                    writtenTo.put(name, map.getMetadata().getResourceVersion());
                    announce(map, outcome, wanted);
                }
            }
        } catch (KubernetesClientException failure) {
            failed("Could not write the outcome to the ConfigMaps with rules, will retry: ", failure);
            retryAtNanos = System.nanoTime() + PAUSE_NANOS;
        }
    }

    private void failed(String what, KubernetesClientException failure) {
        String words = what + FailureText.of(failure);
        if (!words.equals(failed)) {
            LOG.warn(words);
        }
        failed = words;
    }

    private static boolean says(ConfigMap map, Map<String, String> wanted) {
        Map<String, String> present =
                Objects.requireNonNullElse(map.getMetadata().getAnnotations(), Map.of());
        return wanted.entrySet().stream()
                .allMatch(annotation -> Objects.equals(annotation.getValue(), present.get(annotation.getKey())));
    }

    /** Null takes an annotation away. */
    private static Map<String, String> annotations(String name, ConfigMapOutcome outcome, Map<String, String> holders) {
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(STATUS, outcome.status().name().toLowerCase(Locale.ROOT));
        annotations.put(BUNDLE, outcome.bundle());
        annotations.put(PROBLEMS, outcome.problems().isEmpty() ? null : problems(name, outcome, holders));
        return annotations;
    }

    /** The first problems, those of this ConfigMap before others. */
    private static String problems(String name, ConfigMapOutcome outcome, Map<String, String> holders) {
        List<String> first = outcome.problems().stream()
                .sorted(Comparator.comparing(problem -> !name.equals(holders.get(problem.file()))))
                .limit(MOST_PROBLEMS)
                .map(FileProblem::describe)
                .toList();
        int more = outcome.problemCount() - first.size();
        String text = first.stream().collect(Collectors.joining(" ")) + (more > 0 ? " And " + more + " more." : "");
        return text.length() <= LONGEST_PROBLEMS ? text : text.substring(0, LONGEST_PROBLEMS - 1) + "…";
    }

    /** Events are a convenience: they expire, and the service may lack the permission. */
    private void announce(ConfigMap map, ConfigMapOutcome outcome, Map<String, String> annotations) {
        try {
            create(map, outcome, annotations);
        } catch (KubernetesClientException failure) {
            failed("Could not create an Event about the rules in a ConfigMap: ", failure);
        }
    }

    private void create(ConfigMap map, ConfigMapOutcome outcome, Map<String, String> annotations) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String namespace = map.getMetadata().getNamespace();
        client.v1()
                .events()
                .inNamespace(namespace)
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withGenerateName(map.getMetadata().getName() + ".")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion("v1")
                        .withKind("ConfigMap")
                        .withName(map.getMetadata().getName())
                        .withNamespace(namespace)
                        .withUid(map.getMetadata().getUid())
                        .endInvolvedObject()
                        .withType(outcome.status() == Status.REFUSED ? "Warning" : "Normal")
                        .withReason(outcome.status().reason())
                        .withMessage(message(outcome, annotations.get(PROBLEMS)))
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .withNewSource()
                        .withComponent("rules-engine")
                        .endSource()
                        .build())
                .create();
    }

    private static String message(ConfigMapOutcome outcome, String problems) {
        return switch (outcome.status()) {
            case ACTIVE -> "The rules are active as bundle " + outcome.bundle() + ".";
            case REFUSED -> "The rules were refused; the rules before stay active. " + problems;
            case REPLACED ->
                "The rules are valid as bundle " + outcome.bundle() + ", but a person activated another bundle.";
        };
    }

    private void patch(String name, Map<String, String> annotations) {
        try {
            client.configMaps()
                    .inNamespace(client.getNamespace())
                    .withName(name)
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            JSON.writeValueAsString(Map.of("metadata", Map.of("annotations", annotations))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("annotations are plain data", e);
        }
    }
}
