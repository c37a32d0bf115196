package io.tidewatch.suite.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateAuthorityTest {

    @TempDir
    Path folder;

    @Test
    void everyRunHasAnAuthorityOfItsOwnThatIssuedTheCertificateOfThisMachine() throws Exception {
        PrivateAuthority first = new PrivateAuthority(folder.resolve("first"));
        PrivateAuthority second = new PrivateAuthority(folder.resolve("second"));
        first.create();
        second.create();

        X509Certificate server = read(first.certificate());
        server.verify(read(first.authority()).getPublicKey());
        assertThat(server.getSubjectAlternativeNames())
                .extracting(name -> name.get(1).toString())
                .containsExactly("localhost", "127.0.0.1");
        assertThat(read(first.authority()).getBasicConstraints()).isNotNegative();
        assertThat(read(second.authority())).isNotEqualTo(read(first.authority()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.key())))
                .isEqualTo("rw-------");
        assertThat(first.folder().resolve("store.p12")).doesNotExist();
    }

    @Test
    void onlyTheCertificateOfTheServerIsExpired() throws Exception {
        PrivateAuthority authority = new PrivateAuthority(folder);
        authority.createExpired();

        X509Certificate server = read(authority.certificate());
        assertThatThrownBy(server::checkValidity).isInstanceOf(CertificateExpiredException.class);
        server.verify(read(authority.authority()).getPublicKey());
        read(authority.authority()).checkValidity();
    }

    private static X509Certificate read(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
