package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The commands of the tour in README.md print what the README shows. */
@Order(2)
class ReadmeTourTest {

    private static World world;

    @BeforeAll
    static void start() {
        world = World.get();
        // The line "Ready" of make run waits for the flags; the messages follow.
        World.eventually(() -> assertThat(world.delivered("alder-bank")).hasSize(4));
    }

    @Test
    void everyCommandPrintsWhatTheReadmeSays() throws Exception {
        Path readme = world.suite().settings().checkout().root().resolve("README.md");
        List<Tour.Step> steps = Tour.read(readme);
        assertThat(steps).as("commands in the tour").hasSizeGreaterThan(5);
        // One shell for all of them, so that a variable set by one is there for the next.
        StringBuilder script = new StringBuilder();
        for (Tour.Step step : steps) {
            script.append(withPorts(step.command()))
                    .append("\necho '")
                    .append(END)
                    .append("'\n");
        }
        String[] printed = run(script.toString()).split(END + "\n", -1);
        SoftAssertions all = new SoftAssertions();
        for (int i = 0; i < steps.size(); i++) {
            Tour.Step step = steps.get(i);
            all.assertThat(step.matches(printed[i]))
                    .as(
                            "README.md line %d: %s%nshould print%n%s%nbut printed%n%s",
                            step.line(), step.command(), step.output(), printed[i])
                    .isTrue();
        }
        all.assertAll();
    }

    private static final String END = "----8<----";

    private static String run(String script) throws Exception {
        Path file = Files.createTempFile(Path.of("target"), "tour", ".sh");
        Files.writeString(file, script);
        Process process = new ProcessBuilder("bash", file.toAbsolutePath().toString())
                .directory(world.suite().settings().checkout().root().toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return printed;
    }

    /** The README names the usual ports; this suite has others. */
    private static String withPorts(String command) {
        SuiteSettings usual =
                SuiteSettings.from(Map.of(), world.suite().settings().checkout());
        String adapted = command;
        for (SuitePort port : SuitePort.values()) {
            adapted = adapted.replace(
                    "localhost:" + usual.port(port),
                    "localhost:" + world.suite().settings().port(port));
        }
        return adapted;
    }
}
