package io.tidewatch.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProductionGuardTest {

    private static final Map<String, String> SAFE = Map.of(
            "quarkus.oidc.auth-server-url", "https://login.example.com/realms/tidewatch",
            "quarkus.datasource.username", "rules",
            "quarkus.datasource.password", "a-long-secret",
            "tidewatch.access.client-secret", "another-long-secret");

    @Test
    void safeSettingsAreNotComplainedOf() {
        assertThat(findings(SAFE)).isEmpty();
    }

    @Test
    void allMissingSettingsAreNamedAtOnce() {
        Map<String, String> settings = new HashMap<>(SAFE);
        settings.put("quarkus.oidc.auth-server-url", "https://unset.invalid/realms/tidewatch");
        settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://unset.invalid/tidewatch");
        settings.put("quarkus.datasource.reactive.url", "postgresql://database/tidewatch");
        settings.remove("quarkus.datasource.username");
        assertThat(guard(settings).unusable())
                .containsExactly(
                        "quarkus.datasource.jdbc.url: must be set.",
                        "quarkus.datasource.username: must be set.",
                        "quarkus.oidc.auth-server-url: must be set.");
    }

    @Test
    void standbyThatIsNoHostWithAPortIsNamed() {
        Map<String, String> settings = new HashMap<>(SAFE);
        settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://database/tidewatch");
        settings.put("quarkus.datasource.reactive.url", "postgresql://database/tidewatch");
        settings.put("tidewatch.database.read-servers", "standby-1.example.com:65535,fd00::1:5433");
        assertThat(guard(settings).unusable()).isEmpty();

        settings.put("tidewatch.database.read-servers", "standby-1:65536,standby-2,postgresql://standby-3:5432");
        assertThat(guard(settings).unusable())
                .hasSize(3)
                .allMatch(
                        finding -> finding.startsWith("tidewatch.database.read-servers: must name a host and its port"))
                .anyMatch(finding -> finding.endsWith(" not standby-1:65536."))
                .anyMatch(finding -> finding.endsWith(" not standby-2."))
                .anyMatch(finding -> finding.endsWith(" not postgresql://standby-3:5432."));
    }

    @ParameterizedTest
    @MethodSource
    void eachUnsafeSettingIsNamed(String setting, String value) {
        Map<String, String> settings = new HashMap<>(SAFE);
        settings.put(setting, value);
        assertThat(findings(settings)).singleElement().asString().startsWith(setting + ":");
    }

    static Stream<Arguments> eachUnsafeSettingIsNamed() {
        return Stream.of(
                Arguments.of("tidewatch.clock.adjustable", "true"),
                Arguments.of("tidewatch.access.client-secret", "local-rules-engine"),
                Arguments.of("tidewatch.access.fixed-token", "abc"),
                Arguments.of("quarkus.oidc.auth-server-url", "http://login.example.com/realms/tidewatch"),
                Arguments.of("quarkus.oidc.tls.verification", "none"),
                Arguments.of("quarkus.datasource.password", "rules"));
    }

    private static List<String> findings(Map<String, String> settings) {
        return guard(settings).findings();
    }

    private static ProductionGuard guard(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(AccessConfig.class)
                .withDefaultValues(settings)
                .build();
        return new ProductionGuard(config, config.getConfigMapping(AccessConfig.class), List.of());
    }
}
