package io.tidewatch.images;

import io.tidewatch.suite.FolderTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A Java runtime without compiler, debugger and desktop.
 *
 * @param home its folder
 * @param version with its build, such as 25.0.3+9
 * @param vendor who built it
 */
record JavaRuntime(Path home, String version, String vendor) {

    /** The release that the start-up cache is written for. */
    private static final int RELEASE = 25;

    /** The whole standard API, as a library may use any of it, and what else services and their operators use. */
    private static final String MODULES =
            "java.se,jdk.jcmd,jdk.jfr,jdk.management,jdk.management.agent,jdk.management.jfr,jdk.naming.dns,jdk.net,"
                    + "jdk.unsupported,jdk.zipfs";

    /** Libraries for screens, sound and smart cards, which need libraries that a server does not have. */
    private static final Set<String> DESKTOP =
            Set.of("libawt_xawt.so", "libjawt.so", "libjsound.so", "libsplashscreen.so", "libj2pcsc.so");

    /** A file that an installation of a JDK replaces by a link to the certificates of its machine. */
    private static final String CERTIFICATES = "lib/security/cacerts";

    /**
     * Links a runtime, or takes the one that was linked before from the same JDK.
     *
     * @param jdk the home of a JDK 25
     * @param authorities the certificate authorities to trust: files with one certificate each, by alias
     * @param work a folder that keeps it
     * @throws IllegalStateException with a sentence when the JDK is not usable
     */
    static JavaRuntime link(Path jdk, Map<String, Path> authorities, Path work) throws IOException {
        Properties release = new Properties();
        try (InputStream in = Files.newInputStream(jdk.resolve("release"))) {
            release.load(in);
        }
        String version = unquoted(release, "JAVA_RUNTIME_VERSION").replaceFirst("-LTS$", "");
        if (Runtime.Version.parse(version).feature() != RELEASE) {
            throw new IllegalStateException("The images run on Java " + RELEASE + ", but the JDK in " + jdk + " is "
                    + version + ". Install a JDK " + RELEASE + ", for instance Temurin, and set JAVA_HOME to it.");
        }
        Path home = work.resolve("java-" + version + "-" + keyOf(authorities));
        if (!Files.exists(home.resolve("release"))) {
            Path half = work.resolve("java-half");
            FolderTree.delete(half);
            jlink(jdk, half);
            Files.deleteIfExists(half.resolve(CERTIFICATES));
            trust(authorities, half.resolve(CERTIFICATES));
            Files.move(half, home);
        }
        return new JavaRuntime(home, version, unquoted(release, "IMPLEMENTOR"));
    }

    /** The layer with this runtime. */
    Layer layer() {
        return Layer.of(
                "Java",
                home,
                ImageLayout.JAVA,
                path -> !DESKTOP.contains(path.getFileName().toString()));
    }

    /** Its executables and libraries, whose own libraries must be in the image. */
    List<Path> programs() {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !DESKTOP.contains(file.getFileName().toString()))
                    .filter(file -> file.getFileName().toString().endsWith(".so")
                            || Files.isExecutable(file) && file.startsWith(home.resolve("bin"))
                            || file.endsWith("lib/jspawnhelper"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + home, e);
        }
    }

    /** Whether a library that a program needs is one of this runtime. */
    boolean hasLibrary(String name) {
        return name != null
                && (Files.exists(home.resolve("lib").resolve(name))
                        || Files.exists(home.resolve("lib/server").resolve(name)));
    }

    private static void jlink(Path jdk, Path target) {
        Tool.Ending ending = Tool.run(
                jdk,
                jdk.resolve("bin/jlink").toString(),
                "--add-modules",
                MODULES,
                "--no-header-files",
                "--no-man-pages",
                // For the process in which rules-engine checks bundles; the services have a cache of their own.
                "--generate-cds-archive",
                "--ignore-modified-runtime",
                "--output",
                target.toString());
        List<String> changed = ending.lines().stream()
                .filter(line -> line.contains("has been modified"))
                .filter(line -> !line.contains(CERTIFICATES))
                .toList();
        if (!changed.isEmpty()) {
            throw new IllegalStateException("The JDK in " + jdk
                    + " is not as its vendor released it; the images would contain these changes:\n"
                    + String.join("\n", changed));
        }
        if (ending.code() != 0) {
            throw new IllegalStateException("jlink of the JDK in " + jdk + " failed:\n" + ending.output());
        }
    }

    /** Writes a trust store without a password; equal certificates give an equal file. */
    static void trust(Map<String, Path> authorities, Path file) throws IOException {
        try {
            CertificateFactory certificates = CertificateFactory.getInstance("X.509");
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Map.Entry<String, Path> authority : authorities.entrySet()) {
                try (InputStream in = Files.newInputStream(authority.getValue())) {
                    store.setCertificateEntry(
                            authority.getKey().toLowerCase(Locale.ROOT), certificates.generateCertificate(in));
                }
            }
            // Without a password there is no encryption and no check sum, whose random salt would differ each time.
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, null);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate of the package ca-certificates is not valid", e);
        }
    }

    /** Eight digits that change with the modules and the certificates. */
    private static String keyOf(Map<String, Path> authorities) throws IOException {
        MessageDigest digest = Layer.newSha256();
        digest.update(MODULES.getBytes(StandardCharsets.UTF_8));
        new Layer("certificates", new TreeMap<>(authorities)).addTo(digest);
        return HexFormat.of().formatHex(digest.digest(), 0, 4);
    }

    private static String unquoted(Properties release, String name) {
        return release.getProperty(name, "").replace("\"", "");
    }
}
