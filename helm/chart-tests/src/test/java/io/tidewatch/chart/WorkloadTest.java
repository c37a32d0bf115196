package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs, how it is reached, and how it is kept running. */
class WorkloadTest {

    private final RenderedChart chart = RenderedChart.with("minimal");
    private final RenderedChart production = RenderedChart.with("minimal", "production-like");

    @ParameterizedTest
    @ValueSource(strings = {"account-ingestion", "rules-engine", "notification-dispatch", "reporting"})
    void theThreeProbesAreDifferentAndAskTheManagementPort(String service) {
        Container container = container(chart, service);

        assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/q/health/started");
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/q/health/ready");
        assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/q/health/live");
        assertThat(java.util.List.of(
                        container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe()))
                .allMatch(probe -> probe.getHttpGet().getPort().getStrVal().equals("management"));
        assertThat(container.getPorts())
                .anyMatch(port -> port.getName().equals("management") && port.getContainerPort() == 9000);
        assertThat(env(container).get("QUARKUS_MANAGEMENT_PORT").getValue()).isEqualTo("9000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"account-ingestion", "rules-engine", "notification-dispatch", "reporting"})
    void servicesAndDisruptionBudgetsFindTheirPodsAndOnlyThose(String service) {
        Map<String, String> pod = chart.one(Deployment.class, service)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
        Map<String, String> selector =
                chart.one(Service.class, service).getSpec().getSelector();

        assertThat(pod).containsAllEntriesOf(selector);
        assertThat(selector).containsEntry("app.kubernetes.io/name", service);
        assertThat(chart.one(PodDisruptionBudget.class, service)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(selector);
        assertThat(chart.one(Deployment.class, service).getSpec().getSelector().getMatchLabels())
                .isEqualTo(selector);
        assertThat(chart.one(Service.class, service).getSpec().getType()).isEqualTo("ClusterIP");
        assertThat(chart.one(Service.class, service).getSpec().getPorts())
                .extracting(port -> port.getTargetPort().getStrVal())
                .containsExactly("http");
    }

    @Test
    void aRollOutNeverTakesAPodAwayBeforeTheNextIsReady() {
        assertThat(chart.all(Deployment.class)).allSatisfy(deployment -> {
            assertThat(deployment.getSpec().getReplicas()).isEqualTo(2);
            assertThat(deployment
                            .getSpec()
                            .getStrategy()
                            .getRollingUpdate()
                            .getMaxUnavailable()
                            .getIntVal())
                    .isZero();
            assertThat(deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
                    .isGreaterThan(15);
        });
    }

    @Test
    void everyServiceKnowsWhereItsPeersAnswer() {
        assertThat(env(container(chart, "rules-engine"))
                        .get("TIDEWATCH_PEERS_ACCOUNT_INGESTION_URL")
                        .getValue())
                .isEqualTo("http://tide-account-ingestion:8080");
        assertThat(env(container(chart, "rules-engine"))
                        .get("TIDEWATCH_PEERS_NOTIFICATION_DISPATCH_URL")
                        .getValue())
                .isEqualTo("http://tide-notification-dispatch:8080");
        assertThat(env(container(chart, "notification-dispatch"))
                        .get("TIDEWATCH_PEERS_RULES_ENGINE_URL")
                        .getValue())
                .isEqualTo("http://tide-rules-engine:8080");
        assertThat(env(container(chart, "notification-dispatch"))
                        .get("TIDEWATCH_PEERS_ACCOUNT_INGESTION_URL")
                        .getValue())
                .isEqualTo("http://tide-account-ingestion:8080");
        assertThat(env(container(chart, "reporting"))
                        .get("TIDEWATCH_PEERS_RULES_ENGINE_URL")
                        .getValue())
                .isEqualTo("http://tide-rules-engine:8080");
        assertThat(chart.all(Service.class))
                .extracting(HasMetadata::getMetadata)
                .extracting("name")
                .contains("tide-account-ingestion", "tide-notification-dispatch", "tide-rules-engine");
    }

    @Test
    void thePodsNameIsTheNameOfTheReplica() {
        assertThat(chart.all(Deployment.class)).allSatisfy(deployment -> assertThat(env(deployment
                                .getSpec()
                                .getTemplate()
                                .getSpec()
                                .getContainers()
                                .get(0))
                        .get("TIDEWATCH_INSTANCE_ID")
                        .getValueFrom()
                        .getFieldRef()
                        .getFieldPath())
                .isEqualTo("metadata.name"));
    }

    @Test
    void keyNamesDigestsPlacementAndTheDatabasesCertificateFollowTheValues() {
        Container ingestion = container(production, "account-ingestion");

        assertThat(ingestion.getImage()).contains("/account-ingestion@sha256:");
        assertThat(env(ingestion)
                        .get("QUARKUS_DATASOURCE_PASSWORD")
                        .getValueFrom()
                        .getSecretKeyRef()
                        .getKey())
                .isEqualTo("pass");
        assertThat(env(ingestion).get("QUARKUS_DATASOURCE_JDBC_URL").getValue())
                .isEqualTo("jdbc:postgresql://postgresql.example.com:5432/tidewatch?sslmode=verify-full"
                        + "&sslrootcert=/etc/tidewatch/database-ca/ca.crt");
        assertThat(env(ingestion).get("QUARKUS_LOG_LEVEL").getValue()).isEqualTo("WARN");
        assertThat(production.all(Deployment.class)).allSatisfy(deployment -> {
            var pod = deployment.getSpec().getTemplate().getSpec();
            assertThat(pod.getPriorityClassName()).isEqualTo("business");
            assertThat(pod.getNodeSelector()).containsEntry("kubernetes.io/arch", "amd64");
            assertThat(pod.getTolerations()).hasSize(1);
            assertThat(pod.getImagePullSecrets()).extracting("name").containsExactly("registry-login");
            assertThat(pod.getVolumes())
                    .anyMatch(v -> v.getSecret() != null
                            && v.getSecret().getSecretName().equals("database-ca"));
            assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                    .containsEntry("example.com/team", "customer-success");
        });
    }

    @Test
    void aMailLoginIsOnlyThereWhenASecretIsNamed() {
        assertThat(env(container(chart, "notification-dispatch")))
                .doesNotContainKey("TIDEWATCH_DISPATCH_SMTP_PASSWORD");
        assertThat(env(container(production, "notification-dispatch"))
                        .get("TIDEWATCH_DISPATCH_SMTP_PASSWORD")
                        .getValueFrom()
                        .getSecretKeyRef()
                        .getName())
                .isEqualTo("smtp-login");
    }

    private static Container container(RenderedChart chart, String service) {
        return chart.one(Deployment.class, service)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
    }

    private static Map<String, EnvVar> env(Container container) {
        return container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, env -> env));
    }
}
