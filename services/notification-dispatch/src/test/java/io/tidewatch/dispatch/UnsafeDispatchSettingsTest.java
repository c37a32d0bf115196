package io.tidewatch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.dispatch.production.UnsafeDispatchSettings;
import io.tidewatch.dispatch.standin.DispatchTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchTest
class UnsafeDispatchSettingsTest {

    @Inject
    UnsafeDispatchSettings settings;

    @Test
    void whatMustNotBeInProductionIsNamed() {
        assertThat(settings.unsafe())
                .anyMatch(s -> s.startsWith("tidewatch.dispatch.link.key"))
                .anyMatch(s -> s.startsWith("tidewatch.dispatch.console-url"))
                .anyMatch(s -> s.startsWith("tidewatch.dispatch.crm.url"))
                .noneMatch(s -> s.startsWith("tidewatch.dispatch.crm.secret"))
                .noneMatch(s -> s.startsWith("tidewatch.dispatch.public-url"));
    }
}
