package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pod Security "restricted", and what Trivy, kubesec and the NSA's list ask for beyond it, for every pod of every set of values: also for those of {@code helm test} and
 * for containers that values add.
 */
class HardeningTest {

    private static final Set<String> PLATFORM_CHOOSES_THE_USER = Set.of("openshift");

    static Stream<RenderedChart> charts() {
        return ValueSets.names().stream().map(RenderedChart::of);
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyPodKeepsToTheRestrictedStandard(RenderedChart chart) {
        assertThat(chart.pods()).hasSizeGreaterThan(1).allSatisfy(template -> {
            PodSpec pod = template.getSpec();
            assertThat(pod.getHostNetwork()).isNotEqualTo(true);
            assertThat(pod.getHostPID()).isNotEqualTo(true);
            assertThat(pod.getHostIPC()).isNotEqualTo(true);
            PodSecurityContext security = pod.getSecurityContext();
            assertThat(security.getRunAsNonRoot()).isTrue();
            assertThat(security.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(security.getSysctls()).isEmpty();
            assertThat(pod.getVolumes()).allMatch(HardeningTest::isAllowed);
        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyContainerIsReadOnlyUnprivilegedAndWithoutCapabilities(RenderedChart chart) {
        assertThat(chart.containers()).allSatisfy(container -> {
            SecurityContext security = container.getSecurityContext();
            assertThat(security.getReadOnlyRootFilesystem()).isTrue();
            assertThat(security.getAllowPrivilegeEscalation()).isFalse();
            assertThat(security.getPrivileged()).isNotEqualTo(true);
            assertThat(security.getRunAsNonRoot()).isTrue();
            assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(security.getCapabilities().getAdd()).isEmpty();
            assertThat(security.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(security.getProcMount()).isNull();
            assertThat(container.getPorts()).allMatch(port -> port.getHostPort() == null);
        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void usersAndGroupsAreAbove10000UnlessThePlatformChoosesThem(RenderedChart chart) {
        assertThat(chart.pods()).allSatisfy(template -> {
            PodSecurityContext pod = template.getSpec().getSecurityContext();
            if (PLATFORM_CHOOSES_THE_USER.stream().anyMatch(chart.toString()::startsWith)) {
                assertThat(pod.getRunAsUser()).isNull();
                assertThat(pod.getRunAsGroup()).isNull();
                assertThat(pod.getFsGroup()).isNull();
                assertThat(template.getSpec().getContainers())
                        .allMatch(container -> container.getSecurityContext().getRunAsUser() == null
                                && container.getSecurityContext().getRunAsGroup() == null);
            } else {
                assertThat(pod.getRunAsUser()).isGreaterThan(10_000);
                assertThat(pod.getRunAsGroup()).isGreaterThan(10_000);
                assertThat(pod.getFsGroup()).isGreaterThan(10_000);
                assertThat(template.getSpec().getContainers())
                        .allMatch(container -> container.getSecurityContext().getRunAsUser() > 10_000
                                && container.getSecurityContext().getRunAsGroup() > 10_000);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void noPodGetsAServiceAccountTokenAndEachServiceHasAnAccountOfItsOwn(RenderedChart chart) {
        assertThat(chart.pods())
                .extracting(PodTemplateSpec::getSpec)
                .allMatch(pod -> Boolean.FALSE.equals(pod.getEnableServiceLinks()))
                .filteredOn(pod -> !watchesRules(chart, pod))
                .hasSizeGreaterThanOrEqualTo(chart.pods().size() - 1)
                .allMatch(pod -> Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()));
        assertThat(chart.all(ServiceAccount.class))
                .allMatch(account -> Boolean.FALSE.equals(account.getAutomountServiceAccountToken()));
        assertThat(chart.pods())
                .extracting(template -> template.getSpec().getServiceAccountName())
                .filteredOn(name -> name != null)
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyContainerSaysWhatItNeedsAndMayUse(RenderedChart chart) {
        assertThat(chart.containers()).allSatisfy(container -> {
            Map<String, Quantity> requests = container.getResources().getRequests();
            Map<String, Quantity> limits = container.getResources().getLimits();
            assertThat(requests).containsKeys("cpu", "memory", "ephemeral-storage");
            assertThat(limits).containsKeys("memory", "ephemeral-storage");
        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyImageHasAVersionOrADigest(RenderedChart chart) {
        assertThat(chart.containers())
                .extracting(Container::getImage)
                .allMatch(image -> image.matches(".+(:[0-9][^:/]*|@sha256:[0-9a-f]{64})"));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void temporaryFilesHaveAPlaceWithABound(RenderedChart chart) {
        assertThat(chart.pods())
                .extracting(PodTemplateSpec::getSpec)
                .filteredOn(pod -> pod.getServiceAccountName() != null)
                .allSatisfy(pod -> {
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
        assertThat(chart.containers().stream().flatMap(container -> container.getEnv().stream()))
                .filteredOn(env -> env.getName().matches(".*(PASSWORD|SECRET|_KEY|USERNAME)$"))
                .allSatisfy(env -> {
                    assertThat(env.getValue()).isNull();
                    assertThat(env.getValueFrom().getSecretKeyRef().getName()).isNotBlank();
                    assertThat(env.getValueFrom().getSecretKeyRef().getKey()).isNotBlank();
                });
        assertThat(chart.objects()).extracting("kind").doesNotContain("Secret", "ClusterRole", "ClusterRoleBinding");
        if (!chart.toString().startsWith("watched-rules")) {
            assertThat(chart.objects()).extracting("kind").doesNotContain("Role", "RoleBinding");
        }
    }

    @Test
    void everyCredentialComesFromASecret() {
        List<String> names = RenderedChart.of("other-keys").containers().stream()
                .flatMap(container -> container.getEnv().stream())
                .filter(env -> env.getValueFrom() != null && env.getValueFrom().getSecretKeyRef() != null)
                .map(EnvVar::getName)
                .toList();

        assertThat(names).hasSize(4 * 3 + 2 + 2 + 2);
    }

    @ParameterizedTest
    @MethodSource("charts")
    void nothingThatServesTheLocalSuiteIsOn(RenderedChart chart) {
        assertThat(chart.containers().stream().flatMap(container -> container.getEnv().stream()))
                .noneMatch(env -> env.getName().equals("TIDEWATCH_LOCAL"))
                .noneMatch(env -> env.getName().equals("TIDEWATCH_CLOCK_ADJUSTABLE"))
                .noneMatch(env -> env.getValue() != null
                        && env.getValue().toLowerCase(Locale.ROOT).contains("localhost"));
    }

    private static boolean watchesRules(RenderedChart chart, PodSpec pod) {
        return chart.toString().startsWith("watched-rules")
                && pod.getContainers().get(0).getName().equals("rules-engine");
    }

    private static boolean isAllowed(Volume volume) {
        return volume.getEmptyDir() != null
                || volume.getConfigMap() != null
                || volume.getSecret() != null
                || volume.getProjected() != null
                || volume.getCsi() != null;
    }
}
