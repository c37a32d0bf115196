package io.tidewatch.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuiteSettingsTest {

    @TempDir
    Path folder;

    @Test
    void aTakenPortIsNamedWithTheSettingThatChangesIt() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SuiteSettings settings = SuiteSettings.apart(new Checkout(folder), folder, false);
            settings.ports().put(SuitePort.KEYCLOAK, other.getLocalPort());

            assertThat(settings.portConflicts())
                    .first()
                    .asString()
                    .startsWith("Port " + other.getLocalPort() + ", for Keycloak, is taken by another program;")
                    .contains("PORT_KEYCLOAK=");
            assertThat(settings.portConflicts()).last().asString().contains("make run PORT_OFFSET=");
        }
    }

    @Test
    void twoUsersOfOnePortAreBothNamed() {
        SuiteSettings settings = SuiteSettings.apart(new Checkout(folder), folder, false);
        settings.ports().put(SuitePort.SMTP, settings.port(SuitePort.CRM));

        assertThat(settings.portConflicts())
                .first()
                .asString()
                .contains("PORT_SMTP")
                .contains("PORT_CRM");
    }

    @Test
    void freePortsDoNotConflict() {
        assertThat(SuiteSettings.apart(new Checkout(folder), folder, false).portConflicts())
                .isEmpty();
    }

    @Test
    void freePortsAreNotThoseThatTheSystemGivesToOtherProcesses() throws IOException {
        String lowestOfTheSystem = Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))
                .getFirst()
                .split("\\s")[0];

        assertThat(SuiteSettings.apart(new Checkout(folder), folder, false)
                        .ports()
                        .values())
                .allMatch(port -> port < Integer.parseInt(lowestOfTheSystem));
    }

    @Test
    void aPortIsMovedByItsSetting() {
        SuiteSettings settings =
                SuiteSettings.from(Map.of("PORT_REPORTING", "18084", "PORT_CRM", ""), new Checkout(folder));

        assertThat(settings.port(SuitePort.REPORTING)).isEqualTo(18084);
        assertThat(settings.port(SuitePort.CRM)).isEqualTo(8026);
        assertThat(settings.urlOf("reporting")).isEqualTo("http://localhost:18084");
    }

    @Test
    void aSecondSuiteMovesAllPortsByAnOffsetAndNoneMeetsThoseOfTheFirst() {
        SuiteSettings first = SuiteSettings.from(Map.of(), new Checkout(folder));
        SuiteSettings second =
                SuiteSettings.from(Map.of("PORT_OFFSET", "100", "PORT_CRM", "18026"), new Checkout(folder));

        assertThat(second.port(SuitePort.REPORTING)).isEqualTo(8184);
        assertThat(second.port(SuitePort.CRM)).isEqualTo(18026);
        assertThat(second.ports().values())
                .doesNotContainAnyElementsOf(first.ports().values());
    }

    @ParameterizedTest
    @CsvSource({"PORT_SMTP, 70000", "PORT_SMTP, 0", "PORT_SMTP, smtp", "PORT_OFFSET, 60000", "PORT_OFFSET, 1e2"})
    void aPortOutsideTheRangeIsRejectedByTheNameOfItsSetting(String setting, String value) {
        assertThatThrownBy(() -> SuiteSettings.from(Map.of(setting, value), new Checkout(folder)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(setting);
    }

    @Test
    void changesOfTheRulesWaitOnlyWhenThatIsChosen() {
        Checkout checkout = new Checkout(folder);
        assertThat(SuiteSettings.from(Map.of(), checkout).rulesWait()).isFalse();
        SuiteSettings manual = SuiteSettings.from(Map.of("RULES", "manual"), checkout);
        assertThat(manual.rulesWait()).isTrue();
        assertThat(manual.serviceSettings().get("rules-engine"))
                .containsEntry(
                        "tidewatch.rules.folder", folder.resolve(".local/rules").toString());
        assertThatThrownBy(() -> SuiteSettings.from(Map.of("RULES", "never"), checkout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RULES is \"never\"; it can be manual");
    }

    @Test
    void rehearsalIsReachedThroughHttpsAndOnlyWhenItIsChosen() {
        Checkout checkout = new Checkout(folder);
        SuiteSettings rehearsal = SuiteSettings.from(Map.of("REHEARSAL", "yes"), checkout);

        assertThat(rehearsal.urlOf("reporting")).isEqualTo("https://localhost:8084");
        assertThat(rehearsal.realmUrl()).isEqualTo("https://localhost:8180/realms/tidewatch");
        assertThat(SuiteSettings.from(Map.of("REHEARSAL", "no"), checkout).rehearsal())
                .isFalse();
        assertThatThrownBy(() -> SuiteSettings.from(Map.of("REHEARSAL", "true"), checkout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("REHEARSAL is \"true\"; it can be yes");
    }
}
