package io.tidewatch.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustBundleTest {

    private static final String CA = """
            -----BEGIN CERTIFICATE-----
            MIIBgjCCASegAwIBAgIUT0lxyPWYyQJlipeR0uej7J4c15cwCgYIKoZIzj0EAwIw
            FTETMBEGA1UEAwwKQ29tcGFueSBDQTAgFw0yNjEyMDIwNTM0MDFaGA8yMTI2MTEw
            ODA1MzQwMVowFTETMBEGA1UEAwwKQ29tcGFueSBDQTBZMBMGByqGSM49AgEGCCqG
            SM49AwEHA0IABMyu54WDMWe+VeOWmKGUD1dCD0CgEIXY/5/qcZgE4wHTLxLmWG/1
            9YA2w77/658KFdsR6fA1Fz3rDSrKcXsIkVajUzBRMB0GA1UdDgQWBBQXc+ZTz1zz
            JqsDZjreO7zAdp7FUTAfBgNVHSMEGDAWgBQXc+ZTz1zzJqsDZjreO7zAdp7FUTAP
            BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQCXXxa+AjXkJgPsOkhA
            WP9b3N7/OZuG4DSL4CWZkdmWzgIhAJVoOy3uZQ+dN9VmEXvtQCCZCYbNzcrkihHZ
            IvhlUlNB
            -----END CERTIFICATE-----
            """;

    static final String OTHER_CA = """
            -----BEGIN CERTIFICATE-----
            MIIBfjCCASOgAwIBAgIURhy2qfdnStwMWW8MhIe/hOIQcW8wCgYIKoZIzj0EAwIw
            EzERMA8GA1UEAwwIT3RoZXIgQ0EwIBcNMjYxMjAyMDUzNDAxWhgPMjEyNjExMDgw
            NTM0MDFaMBMxETAPBgNVBAMMCE90aGVyIENBMFkwEwYHKoZIzj0CAQYIKoZIzj0D
            AQcDQgAEbj1aYw/8XYFlqept/iqW0vG02FlLTCw4ZEpuQx/xTsS4n2zTQS9g+xFu
            ixRaEQcqZ3LBSLnJTSswNFYLa/9KVaNTMFEwHQYDVR0OBBYEFNqRjOccjB1qIPcQ
            +196/cdW18fWMB8GA1UdIwQYMBaAFNqRjOccjB1qIPcQ+196/cdW18fWMA8GA1Ud
            EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAJbY7rgz8/ryXQiWRGQOqlhG
            15iyEcf+qMg6co/zu0YEAiEAsbpGTK7pUhQf+3WfS8pqQcvR8XecH86P925FRWpR
            Xfw=
            -----END CERTIFICATE-----
            """;

    @TempDir
    Path folder;

    @Test
    void privateAuthoritiesAreTrustedBesideThePublicOnes() throws Exception {
        List<X509Certificate> publicOnes = trusted(null);
        Path bundle = folder.resolve("ca.crt");
        Files.writeString(bundle, "# The authorities of the company\n" + CA + "\n" + OTHER_CA);

        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(TrustBundle.store(bundle))) {
            store.load(in, "public".toCharArray());
        }

        assertThat(trusted(store))
                .containsAll(publicOnes)
                .extracting(certificate -> certificate.getSubjectX500Principal().getName())
                .contains("CN=Company CA", "CN=Other CA");
        assertThat(Collections.list(store.aliases())).hasSize(publicOnes.size() + 2);
    }

    @Test
    void aFileWithoutACertificateStopsTheStartAndIsNamed() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.crt"), "");
        Path noise = Files.writeString(folder.resolve("noise.crt"), "not a certificate\n");

        assertThatThrownBy(() -> TrustBundle.store(empty))
                .hasMessageContaining("TIDEWATCH_TRUST_BUNDLE")
                .hasMessageContaining("empty.crt");
        assertThatThrownBy(() -> TrustBundle.store(noise)).hasMessageContaining("noise.crt");
        assertThatThrownBy(() -> TrustBundle.store(folder.resolve("missing.crt")))
                .hasMessageContaining("missing.crt");
    }

    @Test
    void everyServiceReadsItBeforeItsSettings() {
        assertThat(ServiceLoader.load(SmallRyeConfigBuilderCustomizer.class)).anyMatch(TrustBundle.class::isInstance);
    }

    private static List<X509Certificate> trusted(KeyStore store) throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return List.of(((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers());
    }
}
