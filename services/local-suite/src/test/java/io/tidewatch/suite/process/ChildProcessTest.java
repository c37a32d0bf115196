package io.tidewatch.suite.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void aChildEndsInGoodOrderWhenAsked() {
        ChildProcess child = start("trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.1; done");
        await().atMost(LIMIT).until(() -> child.lastLines(1).equals("up"));

        child.stop(LIMIT);

        assertThat(child.exitCode()).isEqualTo(3);
        assertThat(child.lastLines(1)).isEqualTo("bye");
    }

    @Test
    void aChildThatDoesNotListenIsKilledWithAllThatItStarted() throws IOException {
        Path grandchild = folder.resolve("grandchild");
        ChildProcess child = start("trap '' TERM; sleep 600 & echo $! > " + grandchild + ".half; mv " + grandchild
                + ".half " + grandchild + "; while :; do sleep 0.1; done");
        await().atMost(LIMIT).until(() -> Files.exists(grandchild));

        child.stop(Duration.ofMillis(300));

        assertThat(child.isAlive()).isFalse();
        long pid = Long.parseLong(Files.readString(grandchild).strip());
        await().atMost(LIMIT).until(() -> !runs(pid));
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM", "HUP", "INT"})
    void noChildOutlivesAParentThatIsEndedBy(String signal) throws Exception {
        Path pidFile = folder.resolve("child-of-parent");
        Process parent = new ProcessBuilder(
                        // Whoever runs the tests in the background has these ignored, and children inherit that.
                        "env",
                        "--default-signal=INT,HUP",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ParentOfOne.class.getName(),
                        folder.toString(),
                        pidFile.toString())
                .inheritIO()
                .start();
        await().atMost(LIMIT).until(() -> Files.exists(pidFile));
        long child = Long.parseLong(Files.readString(pidFile).strip());
        assertThat(runs(child)).isTrue();

        new ProcessBuilder("kill", "-" + signal, Long.toString(parent.pid()))
                .start()
                .waitFor();

        await().atMost(LIMIT).until(() -> !runs(child) && !parent.isAlive());
    }

    @Test
    void theOutputOfTheRunBeforeIsKept() throws IOException {
        ChildProcess first = start("echo first");
        assertThat(first.awaitEnd(LIMIT)).isTrue();
        ChildProcess second = start("echo second");
        assertThat(second.awaitEnd(LIMIT)).isTrue();

        assertThat(folder.resolve("child.log")).hasContent("second\n");
        assertThat(folder.resolve("child.log.1")).hasContent("first\n");
    }

    /** A process that starts a child and then does nothing, not even when it is asked to end. */
    static final class ParentOfOne {

        private ParentOfOne() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            ChildProcess child = ChildProcess.start(plan(folder, "trap '' TERM INT HUP; while :; do sleep 0.1; done"));
            Path half = Path.of(arguments[1] + ".half");
            Files.writeString(half, Long.toString(child.pid()));
            Files.move(half, Path.of(arguments[1]));
            Thread.currentThread().join();
        }
    }

    private ChildProcess start(String script) {
        return ChildProcess.start(plan(folder, script));
    }

    private static ChildProcess.Plan plan(Path folder, String script) {
        return new ChildProcess.Plan(
                "child", List.of("bash", "-c", script), Map.of(), folder, folder.resolve("child.log"));
    }

    /** A dead process whose parent has not looked yet does not run. */
    private static boolean runs(long pid) {
        try {
            String status = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return status.charAt(status.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }
}
