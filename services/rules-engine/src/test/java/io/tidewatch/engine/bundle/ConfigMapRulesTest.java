package io.tidewatch.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.ClusterStandIn;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.tidewatch.feed.lease.LeaseSettings;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes of rules in ConfigMaps, with an API server that holds them. The bundles were checked before, unless a test is about that. */
@EngineTest
class ConfigMapRulesTest {

    private static final String SEATS = "thresholds/seat-limit.drl.csv";
    private static final String THRESHOLDS = "rules-thresholds";

    @Inject
    BundleStore store;

    @Inject
    Vertx vertx;

    @Inject
    Pool pool;

    private final ClusterStandIn cluster = new ClusterStandIn();
    private final List<Replica> replicas = new ArrayList<>();
    private KubernetesClient kubectl;

    @BeforeEach
    void begin() {
        Engine.awaitRules();
        kubectl = cluster.client(vertx);
    }

    @AfterEach
    void backToTheFixtureRules() {
        replicas.forEach(Replica::close);
        kubectl.close();
        cluster.close();
        Bundles.activate(FixtureRules.bundle().hash());
        Engine.sql(
                "update active_bundle set folder_hash = ?",
                FixtureRules.bundle().hash());
    }

    @Test
    void rulesInLabelledConfigMapsOfTheOwnNamespaceBecomeActive() {
        Map<String, String> rules = withSeatLimit(76);
        String hash = Bundles.stored(rules);
        publish(rules);
        create(ClusterStandIn.NAMESPACE, "unlabelled", Map.of(), Map.of("risk.drl", "broken"));
        create("other", "labelled", Map.of(ConfigMapWatch.RULES, "tide"), Map.of("risk.drl", "broken"));
        create(
                ClusterStandIn.NAMESPACE,
                "of-another-release",
                Map.of(ConfigMapWatch.RULES, "ebb"),
                Map.of("risk.drl", "broken"));

        awaitStatus(replica(), "active");

        assertThat(Bundles.active()).isEqualTo(hash);
        assertThat(annotation("rules-top", ConfigMapStatus.BUNDLE)).isEqualTo(hash);
        assertThat(annotation("unlabelled", ConfigMapStatus.STATUS)).isNull();
        assertThat(annotation("of-another-release", ConfigMapStatus.STATUS)).isNull();
        assertThat(events(THRESHOLDS)).singleElement().satisfies(event -> {
            assertThat(event.getType()).isEqualTo("Normal");
            assertThat(event.getReason()).isEqualTo("RulesActive");
            assertThat(event.getMessage()).contains(hash);
        });
    }

    @Test
    void brokenRulesAreRefusedWithFileAndLineAndTheRulesBeforeStay() {
        String active = Bundles.active();
        Map<String, String> rules = withSeatLimit(75);
        rules.put(SEATS, rules.get(SEATS).replace("OPPORTUNITY", "OPORTUNITY"));
        publish(rules);

        awaitStatus(replica(), "refused");

        assertThat(annotation(THRESHOLDS, ConfigMapStatus.PROBLEMS)).startsWith(SEATS + ":8: ");
        assertThat(events(THRESHOLDS)).singleElement().satisfies(event -> {
            assertThat(event.getType()).isEqualTo("Warning");
            assertThat(event.getReason()).isEqualTo("RulesRefused");
            assertThat(event.getMessage()).contains(SEATS + ":8: ");
        });
        assertThat(Bundles.active()).isEqualTo(active);
        ExampleAccount account =
                ExampleAccount.named("judged-as-before").seats(86, 100).publish();
        Engine.awaitFlag(account.id(), "seat-limit", "RAISED");
    }

    @Test
    void filesThatAreNotABundleAreRefusedWhereTheyAre() {
        publish(withSeatLimit(75));
        create(
                ClusterStandIn.NAMESPACE,
                "more",
                labels("thresholds"),
                Map.of("seat-limit.drl.csv", "a,b\n", "__risk.drl", "rule"));
        create(ClusterStandIn.NAMESPACE, "misspelt", labels("threshold"), Map.of("x__risk.drl", "rule"));
        Replica replica = replica();

        awaitStatus(replica, "refused");

        assertThat(annotation("misspelt", ConfigMapStatus.PROBLEMS))
                .startsWith("threshold: Rules have no folder 'threshold'")
                .contains("Did you mean 'thresholds'?");
        assertThat(annotation("more", ConfigMapStatus.PROBLEMS))
                .contains("The ConfigMaps more and rules-thresholds both hold this file.");
        assertThat(annotation("more", ConfigMapStatus.BUNDLE)).isNull();
    }

    @Test
    void theSameContentAgainChangesNothingAfterAPersonActivatedOtherRules() {
        Map<String, String> rules = withSeatLimit(74);
        Bundles.stored(rules);
        publish(rules);
        Replica replica = replica();
        awaitStatus(replica, "active");
        String chosen = FixtureRules.bundle().hash();
        Bundles.activate(chosen);
        awaitStatus(replica, "replaced");
        replica.settle(map -> "replaced".equals(annotation(map, ConfigMapStatus.STATUS)));
        int writes = cluster.writes();

        edit(
                THRESHOLDS,
                map -> map.editMetadata().addToLabels("touched", "true").endMetadata());
        replica.settle(map -> map.getMetadata().getLabels().containsKey("touched")
                || !map.getMetadata().getName().equals(THRESHOLDS));
        replica.round();
        Replica successor = replica();
        successor.settle(map -> true);
        successor.round();
        successor.round();

        assertThat(Bundles.active()).isEqualTo(chosen);
        assertThat(cluster.writes()).isEqualTo(writes);
    }

    @Test
    void rulesOfADeletedConfigMapAreGone() {
        Map<String, String> rules = withSeatLimit(73);
        String with = Bundles.stored(rules);
        String metric = rules.remove("metrics/average-resolution-time.yaml");
        String without = Bundles.stored(rules);
        publish(rules);
        create(
                ClusterStandIn.NAMESPACE,
                "more-metrics",
                labels("metrics"),
                Map.of("average-resolution-time.yaml", metric));
        Replica replica = replica();
        awaitStatus(replica, "active");
        assertThat(Bundles.active()).isEqualTo(with);

        kubectl.configMaps()
                .inNamespace(ClusterStandIn.NAMESPACE)
                .withName("more-metrics")
                .delete();

        await().atMost(Engine.LIMIT).until(() -> {
            replica.round();
            return without.equals(Bundles.active());
        });
    }

    @Test
    void nothingChangesWhileARequiredConfigMapIsMissing() {
        String active = Bundles.active();
        publish(withSeatLimit(72));
        Replica replica = replica(THRESHOLDS, "my-playbooks");

        replica.settle(map -> true);
        replica.round();

        assertThat(replica.rules.trouble()).hasValueSatisfying(why -> assertThat(why)
                .endsWith("have the label tidewatch.io/rules: my-playbooks."));
        assertThat(Bundles.active()).isEqualTo(active);
        assertThat(cluster.writes()).isZero();
    }

    @Test
    void changesDuringAnAbsenceOfTheApiServerAreFoundOnItsReturn() {
        Map<String, String> rules = withSeatLimit(71);
        Bundles.stored(rules);
        publish(rules);
        create(ClusterStandIn.NAMESPACE, "notes", labels("messages"), Map.of("notes.md", "soon gone"));
        Replica replica = replica();
        awaitStatus(replica, "active");

        cluster.stop();
        replica.round();
        replica.round();
        cluster.forgetVersions();
        cluster.start();
        Map<String, String> changed = withSeatLimit(70);
        String hash = Bundles.stored(changed);
        kubectl.configMaps()
                .inNamespace(ClusterStandIn.NAMESPACE)
                .withName("notes")
                .delete();
        edit(THRESHOLDS, map -> map.addToData("seat-limit.drl.csv", changed.get(SEATS)));

        await().atMost(Engine.LIMIT).until(() -> {
            replica.round();
            return hash.equals(annotation(THRESHOLDS, ConfigMapStatus.BUNDLE))
                    && replica.watch.settled().stream().noneMatch(settled -> settled.maps().stream()
                            .anyMatch(map -> map.getMetadata().getName().equals("notes")));
        });
        assertThat(Bundles.active()).isEqualTo(hash);
    }

    @Test
    void withoutAnApiServerAtTheStartTheRulesStayUntilItIsThere() {
        Map<String, String> rules = withSeatLimit(69);
        String hash = Bundles.stored(rules);
        publish(rules);
        cluster.stop();

        Replica replica = replica();
        replica.round();
        await().atMost(Engine.LIMIT)
                .until(() -> replica.rules.trouble().stream().anyMatch(why -> why.contains("cannot be reached")));
        assertThat(Bundles.active()).isEqualTo(FixtureRules.bundle().hash());
        assertThat(replica.watch.isDenied()).isFalse();

        cluster.start();
        awaitStatus(replica, "active");
        assertThat(Bundles.active()).isEqualTo(hash);
        assertThat(replica.rules.trouble()).isEmpty();
    }

    @Test
    void aMissingPermissionIsReportedAndMayBeGivenLater() {
        Map<String, String> rules = withSeatLimit(68);
        Bundles.stored(rules);
        publish(rules);
        cluster.deny(true);

        Replica replica = replica();
        await().atMost(Engine.LIMIT).until(replica.watch::isDenied);
        assertThat(replica.rules.trouble()).hasValueSatisfying(why -> assertThat(why)
                .contains("may not list and watch ConfigMaps in the namespace customer-success"));

        cluster.deny(false);
        awaitStatus(replica, "active");
        assertThat(replica.watch.isDenied()).isFalse();
    }

    @Test
    void theReplicaThatOwnsTheControlPartitionActsByItself() {
        Map<String, String> rules = withSeatLimit(66);
        String hash = Bundles.stored(rules);
        publish(rules);

        started(
                Map.of("kubernetes.master", cluster.url(), "kubernetes.namespace", ClusterStandIn.NAMESPACE),
                watched -> {
                    await().atMost(Engine.LIMIT)
                            .until(() -> "active".equals(annotation(THRESHOLDS, ConfigMapStatus.STATUS)));
                    assertThat(Bundles.active()).isEqualTo(hash);
                    assertThat(watched.isInCharge()).isTrue();
                    assertThat(watched.trouble()).isEmpty();
                });
    }

    @Test
    void withoutATokenTheFolderCounts() {
        started(Map.of("kubernetes.tryNamespacePath", "false", "kubernetes.auth.tryKubeConfig", "false"), watched -> {
            await().atMost(Engine.LIMIT).until(() -> watched.trouble().isPresent());
            assertThat(watched.trouble())
                    .hasValueSatisfying(why -> assertThat(why).contains("needs the token of a service account"));
            assertThat(watched.isInCharge()).isFalse();
        });
    }

    /** The service's own watching, from its settings, in an environment like this. */
    private void started(Map<String, String> environment, Consumer<WatchedRules> then) {
        LeaseKeeper leases = new LeaseKeeper(
                pool,
                vertx,
                new LeaseSettings("watched-rules", "replica", Duration.ofSeconds(20), Duration.ofMillis(200)));
        WatchedRules watched = new WatchedRules(
                vertx,
                RulesFolderTest.config(Map.of(
                        "tidewatch.rules.watch.enabled", "true",
                        "tidewatch.rules.watch.release", "tide",
                        "tidewatch.rules.watch.quiet", "PT0.05S",
                        "tidewatch.rules.folder-interval", "PT0.1S")),
                store);
        environment.forEach(System::setProperty);
        try {
            watched.start(leases);
            leases.start();
            then.accept(watched);
        } finally {
            watched.stop();
            leases.stop().await().atMost(Engine.LIMIT);
            environment.keySet().forEach(System::clearProperty);
        }
    }

    private record Replica(KubernetesClient client, ConfigMapWatch watch, ConfigMapRules rules) {

        void round() {
            rules.round().await().atMost(Engine.LIMIT);
        }

        /** Waits until the replica has seen all ConfigMaps like this. */
        void settle(Predicate<ConfigMap> like) {
            await().atMost(Engine.LIMIT).until(() -> watch.settled().stream()
                    .anyMatch(settled ->
                            !settled.maps().isEmpty() && settled.maps().stream().allMatch(like)));
        }

        void close() {
            watch.close();
            client.close();
        }
    }

    private Replica replica(String... required) {
        KubernetesClient client = cluster.client(vertx);
        ConfigMapWatch watch = new ConfigMapWatch(client, "tide", Duration.ofMillis(50));
        Replica replica = new Replica(
                client,
                watch,
                new ConfigMapRules(watch, new ConfigMapStatus(client, Clock.systemUTC()), store, List.of(required)));
        replicas.add(replica);
        return replica;
    }

    private static Map<String, String> withSeatLimit(int percent) {
        Map<String, String> files = new TreeMap<>(Bundles.rules());
        files.put(SEATS, files.get(SEATS).replace(",85,seat-limit", "," + percent + ",seat-limit"));
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        return files;
    }

    /** One ConfigMap for each folder, as the chart has them. */
    private void publish(Map<String, String> rules) {
        Map<String, Map<String, String>> folders = new TreeMap<>();
        rules.forEach((path, text) -> {
            int slash = path.indexOf('/');
            folders.computeIfAbsent(slash < 0 ? "" : path.substring(0, slash), folder -> new TreeMap<>())
                    .put(path.substring(slash + 1).replace("/", "__"), text);
        });
        folders.forEach((folder, data) ->
                create(ClusterStandIn.NAMESPACE, "rules-" + (folder.isEmpty() ? "top" : folder), labels(folder), data));
    }

    private static Map<String, String> labels(String folder) {
        Map<String, String> labels = new HashMap<>(Map.of(ConfigMapWatch.RULES, "tide"));
        if (!folder.isEmpty()) {
            labels.put(ConfigMapFiles.FOLDER, folder);
        }
        return labels;
    }

    private void create(String namespace, String name, Map<String, String> labels, Map<String, String> data) {
        kubectl.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .withData(data)
                        .build())
                .create();
    }

    private void edit(String name, UnaryOperator<ConfigMapBuilder> change) {
        kubectl.resource(change.apply(new ConfigMapBuilder(find(name))).build()).update();
    }

    private ConfigMap find(String name) {
        return kubectl.configMaps()
                .inNamespace(ClusterStandIn.NAMESPACE)
                .withName(name)
                .get();
    }

    /** Waits until all labelled ConfigMaps say so. */
    private void awaitStatus(Replica replica, String status) {
        await().atMost(Engine.LIMIT).until(() -> {
            replica.round();
            return kubectl
                    .configMaps()
                    .inNamespace(ClusterStandIn.NAMESPACE)
                    .withLabel(ConfigMapWatch.RULES, "tide")
                    .list()
                    .getItems()
                    .stream()
                    .allMatch(map -> status.equals(annotation(map, ConfigMapStatus.STATUS)));
        });
    }

    private String annotation(String name, String annotation) {
        return annotation(find(name), annotation);
    }

    private static String annotation(ConfigMap map, String annotation) {
        return Objects.requireNonNullElse(map.getMetadata().getAnnotations(), Map.<String, String>of())
                .get(annotation);
    }

    private List<Event> events(String name) {
        return kubectl.v1().events().inNamespace(ClusterStandIn.NAMESPACE).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(name))
                .toList();
    }
}
