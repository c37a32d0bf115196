package io.tidewatch.suite.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JDK the make targets use. */
class FindJdkTest {

    @TempDir
    Path folder;

    @Test
    void theJdkThatTheUserChoseIsUsedThoughThereIsANewerOne() throws Exception {
        Path chosen = jdk("chosen", "21.0.9");
        jdk("home/.jdks/newer", "25.0.1");
        assertThat(found(Map.of("JAVA_HOME", chosen.toString()))).isEqualTo(chosen.toString());
    }

    @Test
    void aChosenJdkThatIsTooOldIsPassedOver() throws Exception {
        Path chosen = jdk("chosen", "17.0.2");
        jdk("home/.jdks/newer", "25.0.1");
        String other = found(Map.of("JAVA_HOME", chosen.toString()));
        assertThat(other).isNotEmpty().isNotEqualTo(chosen.toString());
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.createDirectories(home.resolve("bin"));
        for (String tool : new String[] {"java", "javac"}) {
            assertThat(Files.createFile(home.resolve("bin").resolve(tool))
                            .toFile()
                            .setExecutable(true))
                    .isTrue();
        }
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private String found(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder script = new ProcessBuilder("bash", "bin/find-jdk").redirectErrorStream(true);
        script.environment().put("HOME", folder.resolve("home").toString());
        script.environment().putAll(environment);
        Process process = script.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new String(process.getInputStream().readAllBytes()).strip();
    }
}
