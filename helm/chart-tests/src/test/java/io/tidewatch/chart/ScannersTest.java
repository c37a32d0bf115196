package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What kube-score and Polaris look at between objects; {@link HardeningTest} has what they look at in pods. One check of Polaris is left out: the chart cannot know a
 * priority class.
 */
class ScannersTest {

    static Stream<RenderedChart> charts() {
        return HardeningTest.charts();
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyServiceFindsItsPodsAndOnlyThose(RenderedChart chart) {
        assertThat(chart.all(Service.class)).isNotEmpty().allSatisfy(service -> {
            Map<String, String> selector = service.getSpec().getSelector();
            assertThat(chart.pods().stream().filter(pod -> matches(pod, selector)))
                    .singleElement()
                    .satisfies(pod -> assertThat(
                                    pod.getSpec().getContainers().get(0).getPorts())
                            .extracting("name")
                            .contains(service.getSpec().getPorts().stream()
                                    .map(port -> port.getTargetPort().getStrVal())
                                    .toArray()));
            assertThat(service.getSpec().getType()).isEqualTo("ClusterIP");
        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyDeploymentHasADisruptionBudgetThatAllowsAtLeastOnePodToGo(RenderedChart chart) {
        assertThat(chart.all(Deployment.class)).isNotEmpty().allSatisfy(deployment -> assertThat(
                        chart.all(PodDisruptionBudget.class))
                .filteredOn(budget -> matches(
                        deployment.getSpec().getTemplate(),
                        budget.getSpec().getSelector().getMatchLabels()))
                .singleElement()
                .satisfies(budget -> {
                    assertThat(budget.getSpec().getMaxUnavailable().getValue()).isNotEqualTo(0);
                    assertThat(budget.getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
                }));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void podsOfADeploymentAvoidEachOther(RenderedChart chart) {
        assertThat(chart.all(Deployment.class)).allSatisfy(deployment -> {
            var pod = deployment.getSpec().getTemplate().getSpec();
            assertThat(pod.getAffinity()).isNotNull();
            assertThat(pod.getTopologySpreadConstraints()).allMatch(spread -> spread.getLabelSelector()
                    .getMatchLabels()
                    .equals(deployment.getSpec().getSelector().getMatchLabels()));
        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyPodHasANetworkPolicyForBothDirectionsUnlessTheyAreTurnedOff(RenderedChart chart) {
        if (chart.toString().startsWith("open-network")) {
            assertThat(chart.all(NetworkPolicy.class)).isEmpty();
            return;
        }
        assertThat(chart.pods()).allSatisfy(pod -> assertThat(chart.all(NetworkPolicy.class))
                .filteredOn(
                        policy -> matches(pod, policy.getSpec().getPodSelector().getMatchLabels()))
                .singleElement()
                .satisfies(
                        policy -> assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress")));
        assertThat(chart.all(NetworkPolicy.class)).hasSameSizeAs(chart.pods());
    }

    @ParameterizedTest
    @MethodSource("charts")
    void probesAreDifferent(RenderedChart chart) {
        assertThat(chart.all(Deployment.class)).allSatisfy(deployment -> {
            Container container =
                    deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
            assertThat(Stream.of(
                                    container.getStartupProbe(),
                                    container.getReadinessProbe(),
                                    container.getLivenessProbe())
                            .map(probe -> probe.getHttpGet().getPath()))
                    .containsExactly("/q/health/started", "/q/health/ready", "/q/health/live");
        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void labelsAndNamesAreValidAndSelectorsAreThoseOfTheChart(RenderedChart chart) {
        Stream<Map<String, String>> labels = Stream.concat(
                chart.objects().stream().map(object -> object.getMetadata().getLabels()),
                chart.pods().stream().map(pod -> pod.getMetadata().getLabels()));
        assertThat(labels.filter(map -> map != null).flatMap(map -> map.values().stream()))
                .allMatch(value -> value.matches("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?"));
        assertThat(chart.objects())
                .extracting(HasMetadata::getMetadata)
                .extracting("name", String.class)
                .allMatch(name -> name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"));
        assertThat(chart.all(Deployment.class)).allSatisfy(deployment -> assertThat(
                        deployment.getSpec().getSelector().getMatchLabels())
                .containsOnlyKeys("app.kubernetes.io/name", "app.kubernetes.io/instance")
                .containsEntry("app.kubernetes.io/instance", "tide"));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void noConfigMapHoldsACredential(RenderedChart chart) {
        assertThat(chart.all(ConfigMap.class).stream().flatMap(map -> map.getData().keySet().stream()))
                .noneMatch(key -> key.matches("(?i).*(password|token|secret|private|credential).*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"scaling-by-cpu", "scaling-by-metrics"})
    void everyAutoscalerHasATarget(String set) {
        RenderedChart chart = RenderedChart.of(set);

        assertThat(chart.all(HorizontalPodAutoscaler.class)).isNotEmpty().allSatisfy(scaler -> {
            var target = scaler.getSpec().getScaleTargetRef();
            assertThat(chart.all(Deployment.class))
                    .filteredOn(d -> d.getMetadata().getName().equals(target.getName()))
                    .singleElement()
                    .satisfies(d -> assertThat(d.getSpec().getReplicas()).isNull());
            assertThat(target.getKind()).isEqualTo("Deployment");
            assertThat(scaler.getSpec().getMetrics()).hasSize(1);
        });
    }

    @Test
    void byDefaultThereAreSeveralPodsAndImagesAreAlwaysAskedFor() {
        RenderedChart chart = RenderedChart.of("minimal");

        assertThat(chart.all(Deployment.class))
                .allMatch(deployment -> deployment.getSpec().getReplicas() > 1);
        assertThat(chart.containers()).extracting(Container::getImagePullPolicy).containsOnly("Always");
        assertThat(chart.pods())
                .filteredOn(pod -> pod.getSpec().getServiceAccountName() != null)
                .allSatisfy(pod -> assertThat(pod.getSpec().getTopologySpreadConstraints())
                        .extracting("topologyKey")
                        .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone"));
    }

    private static boolean matches(PodTemplateSpec pod, Map<String, String> selector) {
        return pod.getMetadata().getLabels().entrySet().containsAll(selector.entrySet());
    }
}
