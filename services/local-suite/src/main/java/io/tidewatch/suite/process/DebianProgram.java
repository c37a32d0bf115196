package io.tidewatch.suite.process;

import io.tidewatch.suite.process.ChildProcess.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program of Debian that a rehearsal or a drill runs beside the services: installed on this machine, or unpacked below
 * {@code .local/debian} by {@code services/local-suite/bin/debian-programs}.
 */
public final class DebianProgram {

    private static final Path UNPACKED = Path.of(".local", "debian");

    private final Path file;
    private final Optional<Path> libraries;

    private DebianProgram(Path file, Optional<Path> libraries) {
        this.file = file;
        this.libraries = libraries;
    }

    /**
     * Looks for a program, unpacked first and then on the {@code PATH}.
     *
     * @param name such as {@code promtool}
     * @return empty if this machine does not have it; a test is then skipped and says what would install it
     */
    public static Optional<DebianProgram> find(String name) {
        Optional<Path> folder = unpacked();
        Optional<Path> own = folder.stream()
                .flatMap(debian -> Stream.of(debian.resolve("usr/bin"), debian.resolve("usr/sbin")))
                .map(bin -> bin.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
        if (own.isPresent()) {
            return Optional.of(new DebianProgram(own.get(), folder.flatMap(DebianProgram::librariesOf)));
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(bin -> Path.of(bin, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(installed -> new DebianProgram(installed, Optional.empty()));
    }

    /** A command line of the program that finds its libraries; the caller starts and ends it. */
    public ProcessBuilder command(String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(file.toString());
        line.addAll(List.of(arguments));
        ProcessBuilder command = new ProcessBuilder(line);
        libraries.ifPresent(folder -> command.environment().put("LD_LIBRARY_PATH", folder.toString()));
        return command;
    }

    /**
     * Starts the program as a child of this process, which it does not outlive. It does not run as root.
     *
     * @param name for messages
     * @param folder the working folder
     * @param log takes its output
     * @throws UncheckedIOException when it cannot be started
     */
    public ChildProcess start(String name, Path folder, Path log, String... arguments) {
        ProcessBuilder command = command(arguments);
        return ChildProcess.start(new ChildProcess.Plan(
                name, command.command(), command.environment(), folder, log, Signal.TERM, Signal.KILL, true));
    }

    private static Optional<Path> unpacked() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(UNPACKED))) {
                return Optional.of(folder.resolve(UNPACKED));
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> librariesOf(Path debian) {
        try (Stream<Path> folders = Files.list(debian.resolve("usr/lib"))) {
            return folders.filter(folder -> folder.getFileName().toString().endsWith("-linux-gnu"))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
