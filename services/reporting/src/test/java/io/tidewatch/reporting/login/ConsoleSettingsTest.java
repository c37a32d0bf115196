package io.tidewatch.reporting.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConsoleSettingsTest {

    @Test
    void theSecretsOfTheLocalRealmAreNamed() {
        assertThat(new ConsoleSettings(config("local-tidewatch-console", "local-session-secret-of-32-characters"))
                        .unsafe())
                .hasSize(2)
                .anySatisfy(sentence -> assertThat(sentence).startsWith("tidewatch.console.client-secret:"))
                .anySatisfy(sentence -> assertThat(sentence).startsWith("tidewatch.console.session-secret:"));
    }

    @Test
    void aShortSessionSecretIsNamed() {
        assertThat(new ConsoleSettings(config("real", "x".repeat(31))).unsafe()).hasSize(1);
        assertThat(new ConsoleSettings(config("real", "x".repeat(32))).unsafe()).isEmpty();
    }

    private static ConsoleConfig config(String client, String session) {
        return new ConsoleConfig() {
            @Override
            public String clientSecret() {
                return client;
            }

            @Override
            public String sessionSecret() {
                return session;
            }
        };
    }
}
