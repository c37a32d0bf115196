package io.tidewatch.dispatch.standin;

import io.tidewatch.access.TrustBundle;
import io.tidewatch.dispatch.standin.TlsFront.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** The trust bundle of this process for as long as a test runs: it has the authorities of these certificates. */
public final class TrustedAuthorities implements AutoCloseable {

    private static final String PREFIX = "javax.net.ssl.trustStore";

    private final Map<String, String> before = settings();

    public TrustedAuthorities(Certificate... issued) {
        TrustBundle.trust(bundle(issued));
        readAgain();
    }

    @Override
    public void close() {
        settings().keySet().forEach(System::clearProperty);
        before.forEach(System::setProperty);
        readAgain();
    }

    private static Path bundle(Certificate... issued) {
        try {
            Path bundle = Files.createTempFile("bundle-", ".crt");
            bundle.toFile().deleteOnExit();
            for (Certificate certificate : issued) {
                Files.writeString(
                        bundle,
                        Files.readString(TlsFront.authorityOf(certificate).authority()),
                        StandardOpenOption.APPEND);
            }
            return bundle;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JDK reads its trust store once; a service has its bundle before that. */
    private static void readAgain() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            SSLContext.setDefault(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> settings() {
        Properties all = System.getProperties();
        return all.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .collect(Collectors.toMap(name -> name, all::getProperty));
    }
}
