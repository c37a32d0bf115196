package io.tidewatch.suite;

import java.nio.file.Files;
import java.nio.file.Path;

/** The working copy that the suite runs in: where the contracts, the rules, the services and the local data lie. */
public record Checkout(Path root) {

    /**
     * Finds the working copy that the current folder belongs to.
     *
     * @throws IllegalStateException when the current folder is not inside one
     */
    public static Checkout current() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null) {
            if (Files.isDirectory(folder.resolve("api-specs")) && Files.exists(folder.resolve("services/pom.xml"))) {
                return new Checkout(folder);
            }
            folder = folder.getParent();
        }
        throw new IllegalStateException("Run this command inside a working copy of Tidewatch: "
                + Path.of("").toAbsolutePath() + " has no parent with api-specs/ and services/pom.xml.");
    }

    /** Where the suite keeps what it unpacks, generates and stores; never under version control. */
    public Path local() {
        return root.resolve(".local");
    }

    /** The folder that analysts own. */
    public Path rules() {
        return root.resolve("rules");
    }

    /** The folder of a service's Maven module. */
    public Path service(String name) {
        return root.resolve("services").resolve(name);
    }
}
