package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the chart installs for the Prometheus operator and Grafana; {@link AlertsTest} looks at the alerts themselves. */
class MonitoringTest {

    private static final String UNREACHABLE = "Prometheus cannot reach the metrics";

    @Test
    void withoutBeingAskedForNothingNeedsTheOperator() {
        RenderedChart chart = RenderedChart.of("minimal");

        assertThat(chart.objects())
                .extracting(HasMetadata::getKind)
                .doesNotContain("PodMonitor", "PrometheusRule")
                .isNotEmpty();
        assertThat(chart.all(ConfigMap.class)).noneMatch(map -> map.getData().containsKey("tidewatch.json"));
    }

    @Test
    void thePodMonitorFindsTheManagementPortOfEveryServiceAndOnlyThose() {
        RenderedChart chart = RenderedChart.of("monitoring");
        PodMonitor monitor = chart.one(PodMonitor.class, "monitoring");
        Map<String, String> selector = monitor.getSpec().getSelector().getMatchLabels();

        assertThat(monitor.getSpec().getPodMetricsEndpoints())
                .extracting("port", "path", "interval")
                .containsExactly(tuple("management", "/q/metrics", "15s"));
        assertThat(chart.all(Deployment.class)).hasSize(4).allSatisfy(deployment -> {
            var pod = deployment.getSpec().getTemplate();
            assertThat(pod.getMetadata().getLabels()).containsAllEntriesOf(selector);
            assertThat(pod.getSpec().getContainers().get(0).getPorts())
                    .anyMatch(port -> port.getName().equals("management"));
        });
        assertThat(chart.all(Pod.class)).allSatisfy(test -> assertThat(
                        test.getSpec().getContainers().get(0).getPorts())
                .isEmpty());
        assertThat(selector).containsEntry("app.kubernetes.io/instance", "tide");
    }

    @Test
    void targetsKeepTheLabelsThatAlertsAndDashboardAskFor() {
        assertThat(RenderedChart.of("monitoring")
                        .one(PodMonitor.class, "monitoring")
                        .getSpec()
                        .getPodTargetLabels())
                .containsExactly("app.kubernetes.io/part-of", "app.kubernetes.io/instance", "app.kubernetes.io/name");
    }

    @Test
    void theOperatorFindsTheObjectsByTheLabelsThatItsUsersChose() {
        RenderedChart chart = RenderedChart.of("monitoring");

        assertThat(List.of(chart.one(PodMonitor.class, "monitoring"), chart.one(PrometheusRule.class, "monitoring")))
                .allSatisfy(object -> assertThat(object.getMetadata().getLabels())
                        .containsEntry("release", "kube-prometheus-stack")
                        .containsEntry("app.kubernetes.io/part-of", "tidewatch"));
    }

    @Test
    void alertsCanBeLeftOutAndLinkToTheRunbooksOfTheCompany() {
        List<Rule> all = rules("monitoring-with-defaults");
        List<Rule> some = rules("monitoring");

        assertThat(all)
                .extracting(Rule::getAlert)
                .contains("TidewatchSourceSilent")
                .hasSize(some.size() + 1);
        assertThat(some).extracting(Rule::getAlert).doesNotContain("TidewatchSourceSilent");
        assertThat(some)
                .filteredOn(rule -> rule.getAlert().equals("TidewatchFeedBehind"))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getAnnotations())
                        .containsEntry(
                                "runbook_url", "https://wiki.example.com/tidewatch/runbooks.md#tidewatchfeedbehind")
                        .doesNotContainKey("runbook"));
        assertThat(all).allSatisfy(rule -> assertThat(rule.getAnnotations()).doesNotContainKey("runbook_url"));
    }

    @Test
    void theInstalledAlertsAreThoseOfTheFile() {
        assertThat(rules("monitoring-with-defaults"))
                .extracting(Rule::getAlert, rule -> rule.getExpr().getStrVal(), Rule::getFor, Rule::getAnnotations)
                .containsExactlyElementsOf(AlertsTest.alerts().stream()
                        .map(alert -> tuple(
                                alert.get("alert"), alert.get("expr"), alert.get("for"), alert.get("annotations")))
                        .toList());
    }

    @Test
    void theDashboardIsWhereTheSidecarOfGrafanaLooks() throws IOException {
        ConfigMap dashboard = RenderedChart.of("monitoring").one(ConfigMap.class, "dashboard");

        assertThat(dashboard.getMetadata().getLabels())
                .containsEntry("grafana_dashboard", "1")
                .containsEntry("example.com/team", "customer-success");
        assertThat(new ObjectMapper().readTree(dashboard.getData().get("tidewatch.json")))
                .isEqualTo(new ObjectMapper()
                        .readTree(Files.readString(ChartFolders.SHIPPED.resolve("files/dashboard.json"))));
    }

    @Test
    void whoeverInstallsLearnsThatNetworkPoliciesKeepPrometheusOut() {
        assertThat(notes("monitoring-with-defaults")).contains(UNREACHABLE).contains("networkPolicy.monitoring");
        assertThat(notes("monitoring")).doesNotContain(UNREACHABLE);
        assertThat(notes("open-network")).doesNotContain(UNREACHABLE);
        assertThat(notes("minimal")).doesNotContain(UNREACHABLE);
    }

    private static List<Rule> rules(String set) {
        return RenderedChart.of(set).one(PrometheusRule.class, "monitoring").getSpec().getGroups().stream()
                .flatMap(group -> group.getRules().stream())
                .toList();
    }

    private static String notes(String set) {
        return new Helm(ChartFolders.chart())
                .install()
                .clientOnly()
                .withDryRunOption(DryRun.CLIENT)
                .withKubeVersion(RenderedChart.KUBERNETES)
                .withName("tide")
                .withNamespace("customer-success")
                .withValuesFile(ValueSets.MINIMAL)
                .withValuesFile(ValueSets.file(set))
                .call()
                .getOutput();
    }
}
