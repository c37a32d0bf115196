package io.tidewatch.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image is pushed to a registry that asks for a login. */
class RegistryDrillTest {

    private static final Release RELEASE =
            new Release("0.7.0", "0123abcd", Instant.parse("2026-03-01T10:00:00Z"), "https://example.com/tidewatch");

    @TempDir
    Path folder;

    private final String homeBefore = System.getProperty("user.home");
    private Path home;
    private PrivateRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = PrivateRegistry.start(folder.resolve("registry"));
        home = folder.resolve("home");
        System.setProperty("user.home", home.toString());
    }

    @AfterEach
    void stop() {
        System.setProperty("user.home", homeBefore);
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void theImageIsPushedWithTheLoginThatDockerStored() throws IOException {
        registry.logIn(home);

        String digest = image().push(registry.address() + "/tidewatch/rules-engine:0.7.0");

        assertThat(registry.digestOf("tidewatch/rules-engine", "0.7.0")).isEqualTo(digest);
        // Three layers and the configuration, beside the manifest.
        assertThat(registry.blobs()).hasSize(5).contains(digest);
    }

    @Test
    void withoutTheLoginThePushSaysThatTheRegistryAsksForIt() throws IOException {
        String name = registry.address() + "/tidewatch/rules-engine:0.7.0";

        assertThatThrownBy(() -> image().push(name))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The image " + name + " was not written: ")
                .hasMessageContaining("401");
    }

    private ImageFile image() throws IOException {
        return new ImageFile(
                ServiceImage.ALL.get(1),
                RELEASE,
                SmallService.in(folder.resolve("service")).layers(),
                false,
                folder.resolve("work"));
    }
}
