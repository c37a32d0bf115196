package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What runs, how it is reached, and how it is kept running. */
class WorkloadTest {

    private final RenderedChart chart = RenderedChart.of("minimal");

    @Test
    void probesAskTheManagementPort() {
        assertThat(chart.all(Deployment.class)).hasSize(4).allSatisfy(deployment -> {
            Container container =
                    deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
            assertThat(List.of(
                            container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe()))
                    .allMatch(probe -> probe.getHttpGet().getPort().getStrVal().equals("management"));
            assertThat(container.getPorts())
                    .anyMatch(port -> port.getName().equals("management") && port.getContainerPort() == 9000);
        });
        assertThat(chart.env("reporting").get("QUARKUS_MANAGEMENT_PORT").getValue())
                .isEqualTo("9000");
        assertThat(chart.one(Service.class, "reporting").getSpec().getPorts())
                .extracting("name", "port")
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("http", 8080),
                        org.assertj.core.groups.Tuple.tuple("management", 9000));
    }

    @Test
    void theLogIsJsonAndTracesAreCollectedOnlyWhereACollectorIsNamed() {
        RenderedChart traced = RenderedChart.of("traces");

        assertThat(chart.env("rules-engine")
                        .get("QUARKUS_LOG_CONSOLE_JSON_ENABLED")
                        .getValue())
                .isEqualTo("true");
        assertThat(chart.env("rules-engine"))
                .doesNotContainKeys("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_SAMPLER_ARG");
        assertThat(traced.env("rules-engine")).doesNotContainKey("QUARKUS_LOG_CONSOLE_JSON_ENABLED");
        assertThat(List.of(
                        traced.env("rules-engine")
                                .get("OTEL_EXPORTER_OTLP_ENDPOINT")
                                .getValue(),
                        traced.env("rules-engine")
                                .get("OTEL_EXPORTER_OTLP_PROTOCOL")
                                .getValue(),
                        traced.env("rules-engine")
                                .get("OTEL_TRACES_SAMPLER_ARG")
                                .getValue()))
                .containsExactly("http://otel-collector.monitoring:4317", "grpc", "0.25");
        assertThat(List.of(
                        traced.env("reporting")
                                .get("OTEL_EXPORTER_OTLP_ENDPOINT")
                                .getValue(),
                        traced.env("reporting")
                                .get("OTEL_EXPORTER_OTLP_PROTOCOL")
                                .getValue(),
                        traced.env("reporting").get("OTEL_TRACES_SAMPLER_ARG").getValue()))
                .containsExactly("https://collector.example.com:4318", "http/protobuf", "0");
    }

    @Test
    void aSlowStartHasTwiceTheTimeThatItTook() {
        // 26 s of processor time at most, on what the smallest request guarantees.
        chart.all(Deployment.class).forEach(deployment -> {
            Container container =
                    deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
            double cpus = container
                    .getResources()
                    .getRequests()
                    .get("cpu")
                    .getNumericalAmount()
                    .doubleValue();
            int seconds = container.getStartupProbe().getPeriodSeconds()
                    * container.getStartupProbe().getFailureThreshold();
            assertThat(seconds).isGreaterThanOrEqualTo((int) (2 * 26 / cpus));
        });
    }

    @Test
    void probesFollowTheValues() {
        Container container = RenderedChart.of("other-probes").container("reporting");

        assertThat(container.getStartupProbe().getFailureThreshold()).isEqualTo(300);
        assertThat(container.getStartupProbe().getPeriodSeconds()).isEqualTo(3);
        assertThat(container.getReadinessProbe().getInitialDelaySeconds()).isEqualTo(1);
        assertThat(container.getLivenessProbe().getTerminationGracePeriodSeconds())
                .isEqualTo(20);
        assertThat(container.getLifecycle()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1.27.0,false", "1.29.9,false", "1.30.0,true", "1.34.0,true"})
    void theLastPauseNeedsNoCommandWhereKubernetesItselfCanWait(String version, boolean itself) {
        var preStop = RenderedChart.of("minimal", version)
                .container("reporting")
                .getLifecycle()
                .getPreStop();

        if (itself) {
            assertThat(preStop.getSleep().getSeconds()).isEqualTo(5);
            assertThat(preStop.getExec()).isNull();
        } else {
            assertThat(preStop.getExec().getCommand()).containsExactly("sleep", "5");
        }
    }

    @Test
    void aRollOutNeverTakesAPodAwayBeforeTheNextIsReady() {
        assertThat(chart.all(Deployment.class)).allSatisfy(deployment -> {
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
        assertThat(url(chart, "rules-engine", "ACCOUNT_INGESTION")).isEqualTo("http://tide-account-ingestion:8080");
        assertThat(url(chart, "rules-engine", "NOTIFICATION_DISPATCH"))
                .isEqualTo("http://tide-notification-dispatch:8080");
        assertThat(url(chart, "notification-dispatch", "RULES_ENGINE")).isEqualTo("http://tide-rules-engine:8080");
        assertThat(url(chart, "notification-dispatch", "ACCOUNT_INGESTION"))
                .isEqualTo("http://tide-account-ingestion:8080");
        assertThat(url(chart, "reporting", "ACCOUNT_INGESTION")).isEqualTo("http://tide-account-ingestion:8080");
        assertThat(url(chart, "reporting", "RULES_ENGINE")).isEqualTo("http://tide-rules-engine:8080");
        assertThat(chart.all(Service.class))
                .extracting(HasMetadata::getMetadata)
                .extracting("name")
                .contains("tide-account-ingestion", "tide-notification-dispatch", "tide-rules-engine");
    }

    @Test
    void aServiceOfAnotherReleaseIsReachedThere() {
        RenderedChart rules = RenderedChart.of("only-rules");

        assertThat(rules.all(Deployment.class))
                .extracting(d -> d.getMetadata().getName())
                .containsExactly("tide-rules-engine");
        assertThat(url(rules, "rules-engine", "ACCOUNT_INGESTION")).isEqualTo("http://other-account-ingestion:8080");
        assertThat(url(rules, "rules-engine", "NOTIFICATION_DISPATCH")).isEqualTo("https://dispatch.example.com");
    }

    @Test
    void thePodsNameIsTheNameOfTheReplica() {
        assertThat(chart.env("rules-engine")
                        .get("TIDEWATCH_INSTANCE_ID")
                        .getValueFrom()
                        .getFieldRef()
                        .getFieldPath())
                .isEqualTo("metadata.name");
    }

    @Test
    void keyNamesDigestsPlacementAndTheDatabasesCertificateFollowTheValues() {
        RenderedChart production = RenderedChart.with(ValueSets.PRODUCTION_LIKE);
        Map<String, io.fabric8.kubernetes.api.model.EnvVar> env = production.env("account-ingestion");

        assertThat(production.container("account-ingestion").getImage()).contains("/account-ingestion@sha256:");
        assertThat(env.get("QUARKUS_DATASOURCE_PASSWORD")
                        .getValueFrom()
                        .getSecretKeyRef()
                        .getKey())
                .isEqualTo("pass");
        assertThat(env.get("QUARKUS_DATASOURCE_JDBC_URL").getValue())
                .isEqualTo("jdbc:postgresql://postgresql.example.com:5432/tidewatch?sslmode=verify-full"
                        + "&sslrootcert=/etc/tidewatch/database-ca/ca.crt");
        assertThat(env.get("QUARKUS_LOG_LEVEL").getValue()).isEqualTo("WARN");
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
    void everyServerOfTheDatabaseIsInBothAddresses() {
        Map<String, io.fabric8.kubernetes.api.model.EnvVar> env =
                RenderedChart.of("several-database-servers").env("rules-engine");
        assertThat(env.get("QUARKUS_DATASOURCE_JDBC_URL").getValue())
                .isEqualTo("jdbc:postgresql://db1.example.com:5433,db2.example.com:5433/tidewatch?sslmode=require");
        assertThat(env.get("QUARKUS_DATASOURCE_REACTIVE_URL").getValue())
                .isEqualTo("postgresql://db1.example.com:5433/tidewatch?sslmode=require,"
                        + "postgresql://db2.example.com:5433/tidewatch?sslmode=require");
    }

    @Test
    void onlyReportingReadsFromStandbys() {
        RenderedChart standbys = RenderedChart.of("standbys-for-reports");
        assertThat(standbys.env("reporting")
                        .get("TIDEWATCH_DATABASE_READ_SERVERS")
                        .getValue())
                .isEqualTo("standby-1.example.com:5432,standby-2.example.com:5433");
        assertThat(standbys.env("account-ingestion")).doesNotContainKey("TIDEWATCH_DATABASE_READ_SERVERS");
        assertThat(chart.env("reporting")).doesNotContainKey("TIDEWATCH_DATABASE_READ_SERVERS");
    }

    @Test
    void servicesKnowOfAPooler() {
        assertThat(RenderedChart.of("pooler")
                        .env("reporting")
                        .get("TIDEWATCH_DATABASE_POOLER")
                        .getValue())
                .isEqualTo("transaction");
        assertThat(chart.env("reporting")).doesNotContainKey("TIDEWATCH_DATABASE_POOLER");
    }

    @Test
    void aMailLoginIsOnlyThereWhenASecretIsNamed() {
        assertThat(chart.env("notification-dispatch")).doesNotContainKey("TIDEWATCH_DISPATCH_SMTP_PASSWORD");
        assertThat(RenderedChart.of("other-keys")
                        .env("notification-dispatch")
                        .get("TIDEWATCH_DISPATCH_SMTP_PASSWORD")
                        .getValueFrom()
                        .getSecretKeyRef()
                        .getName())
                .isEqualTo("smtp-login");
    }

    @Test
    void theSizeGivesReplicasAndResourcesAndOwnSettingsWin() {
        assertThat(replicas(chart, "account-ingestion")).isEqualTo(2);
        assertThat(replicas(RenderedChart.of("large"), "account-ingestion")).isEqualTo(6);
        assertThat(replicas(RenderedChart.of("one-replica"), "account-ingestion"))
                .isEqualTo(1);
        assertThat(replicas(RenderedChart.of("no-replicas"), "account-ingestion"))
                .isZero();

        var rules = RenderedChart.of("more-resources").container("rules-engine").getResources();
        assertThat(rules.getRequests()).hasToString("{cpu=1.5, ephemeral-storage=64Mi, memory=3Gi}");
        assertThat(rules.getLimits()).hasToString("{cpu=2, ephemeral-storage=512Mi, memory=4Gi}");
    }

    @Test
    void kedaScalesADeploymentWithoutReplicas() {
        RenderedChart keda = RenderedChart.of("scaling-by-keda");

        assertThat(replicas(keda, "notification-dispatch")).isNull();
        assertThat(replicas(keda, "reporting")).isEqualTo(2);
        assertThat(keda.all(GenericKubernetesResource.class)).singleElement().satisfies(scaled -> {
            assertThat(scaled.getMetadata().getName()).isEqualTo("tide-notification-dispatch");
            assertThat(scaled.<Object>get("spec", "scaleTargetRef", "name")).isEqualTo("tide-notification-dispatch");
            assertThat(scaled.<Object>get("spec", "maxReplicaCount")).isEqualTo(8);
        });
    }

    @Test
    void anExistingServiceAccountIsUsedAndNotCreated() {
        RenderedChart accounts = RenderedChart.of("service-accounts");

        assertThat(accounts.pod("rules-engine").getServiceAccountName()).isEqualTo("existing-account");
        assertThat(accounts.all(ServiceAccount.class))
                .hasSize(3)
                .allMatch(a -> a.getMetadata().getAnnotations().containsKey("eks.amazonaws.com/role-arn"));
    }

    @Test
    void theTestAsksEveryServiceThatRuns() {
        String script = chart.all(Pod.class)
                .get(0)
                .getSpec()
                .getContainers()
                .get(0)
                .getArgs()
                .get(0);

        assertThat(script)
                .contains(
                        "http://tide-account-ingestion:9000/q/health/ready",
                        "http://tide-rules-engine:9000/q/health/ready",
                        "http://tide-notification-dispatch:9000/q/health/ready",
                        "http://tide-reporting:9000/q/health/ready");
        assertThat(chart.all(Pod.class).get(0).getMetadata().getAnnotations()).containsEntry("hook", "test");
    }

    private static Integer replicas(RenderedChart chart, String service) {
        return chart.one(Deployment.class, service).getSpec().getReplicas();
    }

    private static String url(RenderedChart chart, String service, String peer) {
        return chart.env(service).get("TIDEWATCH_PEERS_" + peer + "_URL").getValue();
    }
}
