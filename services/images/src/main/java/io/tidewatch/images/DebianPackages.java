package io.tidewatch.images;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is installed on the build machine, according to its package manager. */
final class DebianPackages {

    private static final String OTHER_WAY =
            " Make the images on Debian or Ubuntu, or build them from services/*/Dockerfile with a container engine.";

    private final String dpkg;

    /** The packages of this machine. */
    DebianPackages() {
        this("dpkg-query");
    }

    /** For tests: another program that answers. */
    DebianPackages(String dpkg) {
        this.dpkg = dpkg;
    }

    /**
     * A package.
     *
     * @param version as Debian writes it
     * @param record the paragraph of the package database
     */
    record Installed(String name, String version, String architecture, String record) {}

    /**
     * Looks a package up.
     *
     * @throws IllegalStateException saying what to install when it is missing
     */
    Installed installed(String name) {
        Tool.Ending ending = ask("--status", name);
        if (ending.code() != 0 || !ending.output().contains("Status: install ok installed")) {
            throw new IllegalStateException("The images take files from the Debian package " + name
                    + ", which is not installed: apt-get install " + name + ".");
        }
        return new Installed(
                name,
                field(ending, "Version"),
                field(ending, "Architecture"),
                ending.output().strip() + "\n");
    }

    /**
     * The files of a package, in a fixed order.
     *
     * @throws IllegalStateException saying what to install when it is missing
     */
    List<Path> filesOf(String name) {
        installed(name);
        return ask("--listfiles", name).lines().stream()
                .filter(line -> line.startsWith("/"))
                .map(Path::of)
                .filter(Files::isRegularFile)
                .sorted()
                .toList();
    }

    /**
     * The name of the package that a file of the system belongs to.
     *
     * @throws IllegalStateException when it is not from a package
     */
    String ownerOf(Path file) {
        List<String> places = new ArrayList<>(List.of(file.toString()));
        // Where /lib is a link to /usr/lib, the package database may know a file by either path.
        places.add(file.startsWith("/usr") ? file.toString().substring("/usr".length()) : "/usr" + file);
        for (String place : places) {
            Tool.Ending ending = ask("--search", place);
            if (ending.code() == 0) {
                return ending.lines().getFirst().replaceFirst("[:,].*", "");
            }
        }
        throw new IllegalStateException("The images need " + file
                + ", which does not come from a Debian package; its origin and licence are unknown." + OTHER_WAY);
    }

    private static String field(Tool.Ending ending, String name) {
        return ending.lines().stream()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .collect(Collectors.joining());
    }

    private Tool.Ending ask(String... arguments) {
        List<String> command = new ArrayList<>(List.of(dpkg));
        command.addAll(List.of(arguments));
        Tool.Ending ending = Tool.run(Path.of("/"), command.toArray(String[]::new));
        if (ending.code() == 127) {
            throw new IllegalStateException(
                    "The images take the C library, certificates and time zones from Debian packages, but there is no dpkg-query on this machine."
                            + OTHER_WAY);
        }
        return ending;
    }
}
