package io.tidewatch.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** Failures as the JDK reports them. */
class CertificateFaultTest {

    @Test
    void expiredCertificateIsNamedWithItsLastDay() {
        Throwable cause = new CertPathValidatorException(
                "validity check failed", new CertificateExpiredException("NotAfter: Tue Dec 01 14:59:47 UTC 2026"));
        assertThat(CertificateFault.in(handshake(cause)))
                .hasValue("its certificate expired on Tue Dec 01 14:59:47 UTC 2026");
    }

    @Test
    void certificateThatIsNotValidYetIsNamedWithItsFirstDay() {
        Throwable cause = new CertPathValidatorException(
                "validity check failed",
                new CertificateNotYetValidException("NotBefore: Fri Jan 01 00:00:00 UTC 2027"));
        assertThat(CertificateFault.in(handshake(cause)))
                .hasValue("its certificate is not valid before Fri Jan 01 00:00:00 UTC 2027");
    }

    @Test
    void unknownAuthorityIsNamedWithTheSettingThatMakesItKnown() {
        Throwable cause = new CertPathBuilderException("unable to find valid certification path to requested target");
        assertThat(CertificateFault.in(handshake(cause)))
                .hasValue(
                        "its certificate is signed by an unknown authority: set trustBundle of the chart, or the variable"
                                + " TIDEWATCH_TRUST_BUNDLE");
    }

    @Test
    void certificateOfAnotherHostIsNamed() {
        assertThat(CertificateFault.in(
                        handshake(new CertificateException("No subject alternative DNS name matching db found."))))
                .hasValue("its certificate is for another host");
        assertThat(CertificateFault.in(handshake(new CertificateException("No name matching db found"))))
                .hasValue("its certificate is for another host");
    }

    @Test
    void otherFailuresHaveNoSuchWords() {
        assertThat(CertificateFault.in(new SSLHandshakeException("no cipher suites in common")))
                .isEmpty();
        assertThat(CertificateFault.in(handshake(new CertificateException("Illegal key"))))
                .isEmpty();
    }

    private static Throwable handshake(Throwable cause) {
        return new SSLHandshakeException("General problem").initCause(cause);
    }
}
