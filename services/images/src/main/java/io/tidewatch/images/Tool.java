package io.tidewatch.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A program of the build machine that is run to its end. */
final class Tool {

    private Tool() {}

    /**
     * What a program ended with.
     *
     * @param code its exit code; 127 when the program does not exist
     * @param output what it wrote
     */
    record Ending(int code, String output) {

        /** The lines of the output. */
        List<String> lines() {
            return output.lines().toList();
        }
    }

    /** Runs a program, with its messages in English. */
    static Ending run(Path folder, String... command) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ending(process.waitFor(), output);
        } catch (IOException missing) {
            return new Ending(127, missing.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + command[0] + " ran", e);
        }
    }
}
