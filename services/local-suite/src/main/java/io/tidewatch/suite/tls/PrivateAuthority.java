package io.tidewatch.suite.tls;

import io.tidewatch.suite.process.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority that nobody but a rehearsal knows, and the one certificate that it issued: for {@code localhost} and
 * 127.0.0.1. Everything that listens with TLS uses it.
 *
 * @param folder where the files lie; {@link #create} makes them
 */
public record PrivateAuthority(Path folder) {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int DAYS = 30;
    private static final String STORE = "store.p12";
    // The store lives for a moment, beside the key in plain text.
    private static final String PASSWORD = "rehearsal";

    /** The certificate of the authority in PEM format: the trust bundle. */
    public Path authority() {
        return folder.resolve("ca.crt");
    }

    /** The certificate of the servers in PEM format. */
    public Path certificate() {
        return folder.resolve("tls.crt");
    }

    /** Its key in PEM format, readable by its owner only. The name is the one under which HAProxy looks for it. */
    public Path key() {
        return folder.resolve("tls.crt.key");
    }

    /**
     * Makes a new authority and a certificate that are valid for thirty days.
     *
     * @throws IllegalStateException when the JDK's keytool fails
     * @throws UncheckedIOException when the files cannot be written
     */
    public void create() {
        create("-0d");
    }

    /**
     * Makes a new authority, and a certificate whose last day was a month ago.
     *
     * @throws IllegalStateException when the JDK's keytool fails
     * @throws UncheckedIOException when the files cannot be written
     */
    public void createExpired() {
        create("-" + 2 * DAYS + "d");
    }

    private void create(String firstDayOfServer) {
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve(STORE));
            generate(
                    "authority",
                    "CN=Authority of a rehearsal",
                    "-ext",
                    "bc:critical=ca:true",
                    "-ext",
                    "ku:c=keyCertSign");
            generate(
                    "server",
                    "CN=localhost",
                    "-startdate",
                    firstDayOfServer,
                    "-signer",
                    "authority",
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1",
                    "-ext",
                    "eku=serverAuth");
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(folder.resolve(STORE))) {
                store.load(in, PASSWORD.toCharArray());
            }
            Files.delete(folder.resolve(STORE));
            Files.writeString(authority(), pem(store.getCertificate("authority")));
            Files.writeString(certificate(), pem(store.getCertificate("server")));
            Files.deleteIfExists(key());
            Files.createFile(key(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Key key = store.getKey("server", PASSWORD.toCharArray());
            Files.writeString(key(), pem("PRIVATE KEY", key.getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write certificates into " + folder, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot read the certificates that keytool made", e);
        }
    }

    /**
     * Lets the HTTP clients that this process makes from now on trust the authority, and it alone: a suite calls nobody but its own
     * parts.
     *
     * @throws IllegalStateException when the certificate of the authority is missing or damaged
     */
    public void trustHere() {
        try (InputStream in = Files.newInputStream(authority())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            SSLContext.setDefault(context);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("The authority of the rehearsal cannot be read: " + e.getMessage(), e);
        }
    }

    private void generate(String alias, String name, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                Integer.toString(DAYS),
                "-storetype",
                "PKCS12",
                "-keystore",
                folder.resolve(STORE).toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        ChildProcess keytool = ChildProcess.start(
                new ChildProcess.Plan("keytool", command, Map.of(), folder, folder.resolve("keytool.log")));
        if (!keytool.awaitEnd(LIMIT) || keytool.exitCode() != 0) {
            keytool.kill();
            throw new IllegalStateException("The JDK's keytool failed:\n" + keytool.lastLines(20));
        }
    }

    private static String pem(Certificate certificate) throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }
}
