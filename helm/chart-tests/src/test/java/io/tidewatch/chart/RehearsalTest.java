package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.SuiteSecrets;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.service.ServiceSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code make run REHEARSAL=yes} tries the variables that the chart sets for a private CA and a pooler. */
class RehearsalTest {

    private static final List<String> SAME_VALUE = List.of(
            "QUARKUS_DATASOURCE_REACTIVE_POSTGRESQL_SSL_MODE",
            "QUARKUS_DATASOURCE_REACTIVE_HOSTNAME_VERIFICATION_ALGORITHM",
            "QUARKUS_DATASOURCE_REACTIVE_TRUST_CERTIFICATE_PEM",
            "TIDEWATCH_DATABASE_POOLER",
            "QUARKUS_LOG_CONSOLE_JSON_ENABLED");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"account-ingestion", "rules-engine", "notification-dispatch", "reporting"})
    void aServiceInRehearsalHasTheVariablesOfThePod(String service) {
        Map<String, EnvVar> pod =
                RenderedChart.of("private-certificates-and-a-pooler").env(service);
        SuiteSettings suite = SuiteSettings.apart(
                        new Checkout(ChartFolders.SHIPPED.getParent().getParent()), folder, false)
                .rehearsed();
        Map<String, String> rehearsed = ServiceSettings.asEnvironment(
                new ServiceSettings(suite, SuiteSecrets.in(folder)).of(service, "replica", 8080, 9000));

        // The memory of Java is part of its command line there.
        assertThat(rehearsed.keySet())
                .containsAll(pod.keySet().stream()
                        .filter(name -> !name.equals("JAVA_TOOL_OPTIONS"))
                        .toList());
        assertThat(rehearsed).doesNotContainKeys("TIDEWATCH_LOCAL", "TIDEWATCH_CLOCK_ADJUSTABLE");
        for (String name : SAME_VALUE) {
            assertThat(rehearsed).containsEntry(name, pod.get(name).getValue());
        }
    }
}
