package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart installs so that rules-engine can watch ConfigMaps with rules, and no more than that. */
class WatchedRulesTest {

    @Test
    void theConfigMapsOfTheChartHaveTheLabelsThatTheServiceLooksFor() {
        RenderedChart chart = RenderedChart.of("watched-rules");

        assertThat(chart.all(ConfigMap.class))
                .extracting(
                        map -> map.getMetadata().getName(),
                        map -> map.getMetadata().getLabels().get("tidewatch.io/rules"),
                        map -> map.getMetadata().getLabels().get("tidewatch.io/folder"))
                .containsExactlyInAnyOrder(
                        tuple("tide-rules-engine-rules-metrics", "tide", "metrics"),
                        tuple("tide-rules-engine-rules-scenarios", "tide", "scenarios"),
                        tuple("tide-rules-engine-rules-thresholds", "tide", "thresholds"),
                        tuple("tide-rules-engine-rules-top", "tide", null));
        assertThat(value(chart, "TIDEWATCH_RULES_WATCH_RELEASE")).isEqualTo("tide");
        assertThat(value(chart, "TIDEWATCH_RULES_WATCH_ENABLED")).isEqualTo("true");
    }

    @Test
    void theServiceKnowsWithoutWhichConfigMapsTheRulesWouldBeOtherOnes() {
        assertThat(value(RenderedChart.of("watched-rules-from-config-maps"), "TIDEWATCH_RULES_WATCH_REQUIRED"))
                .isEqualTo("my-calendar,my-thresholds,tide-rules-engine-rules-metrics,"
                        + "tide-rules-engine-rules-scenarios,tide-rules-engine-rules-top");
    }

    @Test
    void theRoleIsOfTheNamespaceAndReadsConfigMapsWritesTheirMetadataAndCreatesEvents() {
        RenderedChart chart = RenderedChart.of("watched-rules");

        assertThat(chart.all(Role.class)).singleElement().satisfies(role -> {
            assertThat(role.getMetadata().getNamespace()).isEqualTo("customer-success");
            assertThat(role.getRules())
                    .extracting(rule -> rule.getResources(), rule -> rule.getVerbs())
                    .containsExactly(
                            tuple(List.of("configmaps"), List.of("get", "list", "watch", "patch")),
                            tuple(List.of("events"), List.of("create")));
        });
        assertThat(chart.all(RoleBinding.class)).singleElement().satisfies(binding -> {
            assertThat(binding.getRoleRef().getName())
                    .isEqualTo(chart.all(Role.class).get(0).getMetadata().getName());
            assertThat(binding.getSubjects()).singleElement().satisfies(subject -> assertThat(subject.getName())
                    .isEqualTo(chart.pod("rules-engine").getServiceAccountName()));
        });
    }

    @Test
    void anExistingServiceAccountGetsTheRole() {
        assertThat(RenderedChart.of("watched-rules-from-config-maps")
                        .all(RoleBinding.class)
                        .get(0)
                        .getSubjects())
                .extracting("name")
                .containsExactly("existing-account");
    }

    @Test
    void onlyRulesEngineGetsATokenAndReachesTheApiServer() {
        RenderedChart chart = RenderedChart.of("watched-rules-from-config-maps");

        assertThat(chart.all(Deployment.class))
                .filteredOn(deployment ->
                        deployment.getSpec().getTemplate().getSpec().getAutomountServiceAccountToken())
                .extracting(deployment -> deployment.getMetadata().getName())
                .containsExactly("tide-rules-engine");
        assertThat(chart.all(NetworkPolicy.class))
                .filteredOn(policy -> policy.getSpec().getEgress().stream().anyMatch(WatchedRulesTest::isApiServer))
                .singleElement()
                .satisfies(policy -> {
                    assertThat(policy.getMetadata().getName()).isEqualTo("tide-rules-engine");
                    assertThat(policy.getSpec().getEgress())
                            .filteredOn(WatchedRulesTest::isApiServer)
                            .flatExtracting(NetworkPolicyEgressRule::getTo)
                            .extracting(peer -> peer.getIpBlock().getCidr())
                            .containsExactly("10.4.0.1/32");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "watched-rules-without-rbac"})
    void withoutARoleOtherRulesMakeNewPods(String set) {
        assertThat(RenderedChart.of(set).all(Role.class)).isEmpty();
        assertThat(RenderedChart.of(set).all(RoleBinding.class)).isEmpty();
        assertThat(annotations(set)).containsKey("checksum/rules");
    }

    @Test
    void runningPodsSeeOtherRulesThemselves() {
        assertThat(annotations("watched-rules")).doesNotContainKey("checksum/rules");
    }

    @Test
    void aNameThatWouldBecomeAFolderIsRejected() {
        assertThatThrownBy(() -> RenderedChart.of(ChartFolders.copy(Map.of("thresholds/a__b.drl", "rule\n")))
                        .call())
                .hasMessageContaining("The name of rules/thresholds/a__b.drl has two underscores in a row");
    }

    private static Map<String, String> annotations(String set) {
        Map<String, String> annotations = RenderedChart.of(set)
                .one(Deployment.class, "rules-engine")
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }

    private static boolean isApiServer(NetworkPolicyEgressRule rule) {
        return rule.getPorts().stream().anyMatch(port -> port.getPort().getIntVal() == 6443);
    }

    private static String value(RenderedChart chart, String name) {
        return chart.env("rules-engine").get(name).getValue();
    }
}
