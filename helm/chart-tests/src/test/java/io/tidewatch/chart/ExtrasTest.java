package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a platform adds to the chart without changing a template. */
class ExtrasTest {

    @Test
    void aVariableOfTheValuesReplacesTheChartsOwn() {
        List<EnvVar> env =
                RenderedChart.of("further-settings").container("reporting").getEnv();

        assertThat(env).extracting(EnvVar::getName).doesNotHaveDuplicates();
        assertThat(env)
                .filteredOn(variable -> variable.getName().equals("JAVA_TOOL_OPTIONS"))
                .extracting(EnvVar::getValue)
                .containsExactly("-Xmx1g");
    }

    @Test
    void volumesMountsAndVariablesOfOtherObjectsAreAdded() {
        RenderedChart chart = RenderedChart.of("further-settings");

        assertThat(chart.all(Deployment.class)).allSatisfy(deployment -> {
            var pod = deployment.getSpec().getTemplate().getSpec();
            assertThat(pod.getVolumes()).extracting("name").contains("tmp", "cache", "keys");
            assertThat(pod.getContainers().get(0).getVolumeMounts())
                    .extracting("mountPath")
                    .contains("/tmp", "/cache", "/etc/keys");
            assertThat(pod.getContainers().get(0).getEnvFrom()).hasSize(2);
        });
    }

    @Test
    void furtherContainersStandBesideThatOfTheService() {
        var pod = RenderedChart.of("further-containers").pod("rules-engine");

        assertThat(pod.getInitContainers()).extracting(Container::getName).containsExactly("wait");
        assertThat(pod.getContainers()).extracting(Container::getName).containsExactly("rules-engine", "proxy");
    }

    @Test
    void labelsAndAnnotationsReachObjectsAndPods() {
        RenderedChart chart = RenderedChart.of("labels-and-annotations");

        assertThat(chart.objects())
                .allSatisfy(object -> assertThat(object.getMetadata().getLabels())
                        .containsEntry("example.com/cost-center", "4711")
                        .containsEntry("app.kubernetes.io/part-of", "tidewatch"));
        var rules = chart.one(Deployment.class, "rules-engine")
                .getSpec()
                .getTemplate()
                .getMetadata();
        assertThat(rules.getLabels())
                .containsEntry("example.com/tier", "rules")
                .containsEntry("sidecar.istio.io/inject", "true")
                .containsEntry("example.com/cost-center", "4711");
        assertThat(rules.getAnnotations()).containsKeys("checksum/rules", "reloader.stakater.com/auto");
    }

    @Test
    void anotherRegistryReplacesThatOfAllImagesOfServices() {
        RenderedChart airGap = RenderedChart.of("air-gap");

        assertThat(airGap.container("reporting").getImage())
                .isEqualTo("registry.internal:5000/tidewatch/reporting:0.1.0");
        assertThat(airGap.pod("reporting").getImagePullSecrets())
                .extracting("name")
                .containsExactly("internal", "other");
        assertThat(RenderedChart.of("separate-registry").container("reporting").getImage())
                .isEqualTo("registry.example.com/tidewatch/reporting:1.2.3");
        assertThat(RenderedChart.of("digests").container("reporting").getImage())
                .isEqualTo("other/console:20261202");
        assertThat(airGap.containers())
                .extracting(Container::getImage)
                .allMatch(image -> image.startsWith("registry.internal:5000/"));
    }

    @Test
    void privateCertificatesAreMountedAndNamedToEveryService() {
        RenderedChart chart = RenderedChart.of("private-certificates");

        assertThat(chart.all(Deployment.class)).allSatisfy(deployment -> {
            var pod = deployment.getSpec().getTemplate().getSpec();
            assertThat(pod.getVolumes())
                    .anyMatch(volume -> volume.getName().equals("trust-bundle")
                            && volume.getConfigMap().getName().equals("company-cas")
                            && volume.getConfigMap().getItems().get(0).getKey().equals("bundle.pem"));
        });
        assertThat(chart.env("reporting").get("TIDEWATCH_TRUST_BUNDLE").getValue())
                .isEqualTo("/etc/tidewatch/trust-bundle/ca.crt");
        assertThat(chart.env("reporting").get("QUARKUS_DATASOURCE_JDBC_URL").getValue())
                .endsWith("&sslrootcert=/etc/tidewatch/trust-bundle/ca.crt");
        assertThat(RenderedChart.of("minimal").env("reporting")).doesNotContainKey("TIDEWATCH_TRUST_BUNDLE");
    }

    @Test
    void secretsFromAFileNeedNoSecretOfKubernetes() {
        RenderedChart chart = RenderedChart.of("secrets-from-a-file");

        assertThat(chart.containers().stream()
                        .flatMap(container -> container.getEnv().stream())
                        .filter(env -> env.getValueFrom() != null))
                .noneMatch(env -> env.getValueFrom().getSecretKeyRef() != null);
        assertThat(chart.env("reporting").get("QUARKUS_CONFIG_LOCATIONS").getValue())
                .isEqualTo("/run/secrets/tidewatch/tidewatch.properties");
        assertThat(RenderedChart.with(
                                ValueSets.file("secrets-from-a-file"),
                                ValueSets.of("rulesEngine: {database: {existingSecret: ''}, client: null}"))
                        .all(Deployment.class))
                .hasSize(4);
    }

    @Test
    void anotherNameChangesNamesButNoSelector() {
        RenderedChart chart = RenderedChart.of("other-name");

        assertThat(chart.objects())
                .extracting(object -> object.getMetadata().getName())
                .allMatch(name -> name.startsWith("customer-success-"));
        assertThat(chart.all(Deployment.class))
                .allMatch(deployment ->
                        deployment.getSpec().getSelector().getMatchLabels().containsValue("tide"));
    }

    @Test
    void furtherObjectsMayUseTemplates() {
        assertThat(RenderedChart.of("further-objects").all(ConfigMap.class))
                .extracting(map -> map.getMetadata().getName())
                .contains("tide-more", "tide-text");
    }
}
