package io.tidewatch.access;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Has the JVM trust private certificate authorities beside the public ones, so that every client of a service does: for the
 * issuer, the mail server and the CRM. The variable {@code TIDEWATCH_TRUST_BUNDLE} names a file with their certificates in PEM
 * format. It is read once, before any setting, because the first connection may follow at once; other certificates take effect
 * after a restart. Without the variable, nothing changes. A trust store that the JVM was given as an option is left alone.
 */
public final class TrustBundle implements SmallRyeConfigBuilderCustomizer {

    static final String VARIABLE = "TIDEWATCH_TRUST_BUNDLE";

    private static final String STORE = "javax.net.ssl.trustStore";
    // Protects nothing: certificates are public, and the format wants one.
    private static final String PASSWORD = "public";

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        String bundle = System.getenv(VARIABLE);
        if (bundle != null && !bundle.isBlank() && System.getProperty(STORE) == null) {
            trust(Path.of(bundle));
        }
    }

    /**
     * Has the JVM trust the certificates of this file, too.
     *
     * @throws IllegalStateException when the file cannot be read or has no certificate
     */
    public static void trust(Path bundle) {
        System.setProperty(STORE, store(bundle).toString());
        System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
        System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
    }

    /**
     * A trust store with the certificates of the bundle and those that the JVM trusts anyway, in a temporary file.
     *
     * @throws IllegalStateException when the file cannot be read or has no certificate
     */
    static Path store(Path bundle) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates(bundle)) {
                store.setCertificateEntry("private-" + number++, certificate);
            }
            for (X509Certificate certificate : publicOnes()) {
                store.setCertificateEntry("public-" + number++, certificate);
            }
            Path file = Files.createTempFile("trust-", ".p12");
            file.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, PASSWORD.toCharArray());
            }
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    VARIABLE + ": the certificates in " + bundle + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path bundle)
            throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(bundle)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("the file has no certificate in PEM format.");
        }
        return certificates;
    }

    private static X509Certificate[] publicOnes() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager trust) {
                return trust.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }
}
