package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pod Security "restricted", and what scanners of charts ask for beyond it. */
class HardeningTest {

    static Stream<RenderedChart> charts() {
        return Stream.of(
                RenderedChart.with("minimal"),
                RenderedChart.with("minimal", "production-like"),
                RenderedChart.with("minimal", "one-replica"));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyPodKeepsToTheRestrictedStandard(RenderedChart chart) {
        assertThat(pods(chart)).hasSize(4).allSatisfy(pod -> {
            assertThat(pod.getHostNetwork()).isNotEqualTo(true);
            assertThat(pod.getHostPID()).isNotEqualTo(true);
            assertThat(pod.getHostIPC()).isNotEqualTo(true);
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isGreaterThan(10_000);
            assertThat(pod.getSecurityContext().getRunAsGroup()).isGreaterThan(10_000);
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getSecurityContext().getSysctls()).isEmpty();
            assertThat(pod.getVolumes()).allMatch(HardeningTest::isAllowed);
        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyContainerIsReadOnlyUnprivilegedAndWithoutCapabilities(RenderedChart chart) {
        assertThat(containers(chart)).hasSize(4).allSatisfy(container -> {
            SecurityContext security = container.getSecurityContext();
            assertThat(security.getReadOnlyRootFilesystem()).isTrue();
            assertThat(security.getAllowPrivilegeEscalation()).isFalse();
            assertThat(security.getPrivileged()).isFalse();
            assertThat(security.getRunAsNonRoot()).isTrue();
            assertThat(security.getRunAsUser()).isGreaterThan(10_000);
            assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(security.getCapabilities().getAdd()).isEmpty();
            assertThat(security.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(container.getPorts()).allMatch(port -> port.getHostPort() == null);
        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void noPodGetsAServiceAccountTokenAndEachHasAnAccountOfItsOwn(RenderedChart chart) {
        assertThat(pods(chart)).allMatch(pod -> Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()));
        assertThat(chart.all(ServiceAccount.class))
                .hasSize(4)
                .allMatch(account -> Boolean.FALSE.equals(account.getAutomountServiceAccountToken()));
        assertThat(pods(chart)).extracting(PodSpec::getServiceAccountName).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyContainerSaysWhatItNeedsAndMayUse(RenderedChart chart) {
        assertThat(containers(chart)).allSatisfy(container -> {
            Map<String, Quantity> requests = container.getResources().getRequests();
            Map<String, Quantity> limits = container.getResources().getLimits();
            assertThat(requests).containsKeys("cpu", "memory", "ephemeral-storage");
            assertThat(limits).containsKeys("memory", "ephemeral-storage");
        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyImageHasAVersionOrADigest(RenderedChart chart) {
        assertThat(containers(chart))
                .extracting(Container::getImage)
                .allMatch(image -> image.matches(".+(:[0-9][^:/]*|@sha256:[0-9a-f]{64})"))
                .noneMatch(image -> image.endsWith(":latest"));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void temporaryFilesHaveAPlaceWithABound(RenderedChart chart) {
        assertThat(pods(chart)).allSatisfy(pod -> {
            Volume tmp = pod.getVolumes().stream()
                    .filter(volume -> volume.getName().equals("tmp"))
                    .findFirst()
                    .orElseThrow();
            assertThat(tmp.getEmptyDir().getSizeLimit()).isNotNull();
            assertThat(pod.getContainers().get(0).getVolumeMounts())
                    .anyMatch(mount -> mount.getMountPath().equals("/tmp"));
        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void noSecretStandsInAnObject(RenderedChart chart) {
        List<EnvVar> sensitive = containers(chart).stream()
                .flatMap(container -> container.getEnv().stream())
                .filter(env -> env.getName().matches(".*(PASSWORD|SECRET|_KEY|USERNAME)$"))
                .toList();
        assertThat(sensitive).hasSizeGreaterThanOrEqualTo(4 * 3 + 4).allSatisfy(env -> {
            assertThat(env.getValue()).isNull();
            assertThat(env.getValueFrom().getSecretKeyRef().getName()).isNotBlank();
            assertThat(env.getValueFrom().getSecretKeyRef().getKey()).isNotBlank();
        });
        assertThat(chart.objects()).noneMatch(object -> object.getKind().equals("Secret"));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void nothingThatServesTheLocalSuiteIsOn(RenderedChart chart) {
        assertThat(containers(chart).stream().flatMap(container -> container.getEnv().stream()))
                .noneMatch(env -> env.getName().equals("TIDEWATCH_LOCAL"))
                .noneMatch(env -> env.getName().equals("TIDEWATCH_CLOCK_ADJUSTABLE"))
                .noneMatch(env -> env.getValue() != null
                        && env.getValue().toLowerCase(Locale.ROOT).contains("localhost"));
    }

    private static boolean isAllowed(Volume volume) {
        return volume.getEmptyDir() != null || volume.getConfigMap() != null || volume.getSecret() != null;
    }

    private static List<PodSpec> pods(RenderedChart chart) {
        return chart.all(Deployment.class).stream()
                .map(deployment -> deployment.getSpec().getTemplate().getSpec())
                .toList();
    }

    private static List<Container> containers(RenderedChart chart) {
        return pods(chart).stream()
                .flatMap(pod -> Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()))
                .toList();
    }
}
