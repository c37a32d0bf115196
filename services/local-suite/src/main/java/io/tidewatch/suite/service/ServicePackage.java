package io.tidewatch.suite.service;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FolderTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A built service. It runs from a copy, so that a build while the suite runs does not pull the files from under it; the
 * next start takes the newest build.
 */
final class ServicePackage {

    private static final String RUNNER = "quarkus-run.jar";

    private ServicePackage() {}

    /**
     * The program of the newest build.
     *
     * @param local takes the copies
     * @throws IllegalStateException when the service is not built
     */
    static Path newest(Checkout checkout, Path local, String service) {
        Path built = checkout.service(service).resolve("target/quarkus-app");
        try {
            if (!Files.exists(built.resolve(RUNNER))) {
                throw new IllegalStateException(service + " is not built (" + built + " is missing); run make build");
            }
            Path copies = local.resolve("app");
            Path copy = copies.resolve(service + "-" + newestFile(built));
            if (!Files.exists(copy.resolve(RUNNER))) {
                forgetOlder(copies, service);
                Path half = copies.resolve(copy.getFileName() + ".half");
                FolderTree.delete(half);
                FolderTree.copy(built, half);
                Files.move(half, copy, StandardCopyOption.ATOMIC_MOVE);
            }
            return copy.resolve(RUNNER);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + built, e);
        }
    }

    private static long newestFile(Path built) throws IOException {
        long newest = 0;
        for (String part : List.of("app", "quarkus", RUNNER)) {
            try (Stream<Path> files = Files.walk(built.resolve(part))) {
                for (Path file : files.toList()) {
                    newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
                }
            }
        }
        return newest;
    }

    /** Files of a copy that still runs stay readable for it; keeping the one before leaves room for replicas. */
    private static void forgetOlder(Path copies, String service) throws IOException {
        if (!Files.isDirectory(copies)) {
            return;
        }
        try (Stream<Path> folders = Files.list(copies)) {
            List<Path> older = folders.filter(
                            folder -> folder.getFileName().toString().matches(service + "-\\d+"))
                    .sorted(Comparator.reverseOrder())
                    .skip(1)
                    .toList();
            for (Path folder : older) {
                FolderTree.delete(folder);
            }
        }
    }
}
