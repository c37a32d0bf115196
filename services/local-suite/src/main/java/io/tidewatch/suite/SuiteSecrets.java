package io.tidewatch.suite;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/** Secrets made up once per installation and kept beside its data, readable by its owner only. */
public final class SuiteSecrets {

    private final Path file;
    private final Properties secrets = new Properties();

    private SuiteSecrets(Path file) {
        this.file = file;
    }

    /**
     * Reads the secrets that are there; others are made up when they are first asked for.
     *
     * @throws UncheckedIOException when the file cannot be read
     */
    public static SuiteSecrets in(Path local) {
        SuiteSecrets secrets = new SuiteSecrets(local.resolve("secrets.properties"));
        if (Files.exists(secrets.file)) {
            try (Reader reader = Files.newBufferedReader(secrets.file)) {
                secrets.secrets.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + secrets.file, e);
            }
        }
        return secrets;
    }

    /** The secret of that name: 32 random bytes in Base64. */
    public synchronized String get(String name) {
        String secret = secrets.getProperty(name);
        if (secret == null) {
            byte[] bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            secret = Base64.getEncoder().encodeToString(bytes);
            secrets.setProperty(name, secret);
            write();
        }
        return secret;
    }

    private void write() {
        try {
            Files.createDirectories(file.getParent());
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            try (Writer writer = Files.newBufferedWriter(file)) {
                secrets.store(writer, "Made up by the local suite.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
