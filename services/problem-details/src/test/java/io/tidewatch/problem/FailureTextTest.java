package io.tidewatch.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertPathBuilderException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class FailureTextTest {

    @Test
    void namesTheCauseOfAFailedTlsConnection() {
        Throwable failure = new SSLHandshakeException("Failed to create SSL connection")
                .initCause(new CertPathBuilderException("unable to find valid certification path to requested target"));
        assertThat(FailureText.of(failure))
                .isEqualTo("SSLHandshakeException: Failed to create SSL connection, caused by CertPathBuilderException:"
                        + " unable to find valid certification path to requested target (its certificate is signed by an"
                        + " unknown authority: set trustBundle of the chart, or the variable TIDEWATCH_TRUST_BUNDLE)");
    }

    @Test
    void isOneLineWithoutRepetitions() {
        Throwable cause = new IllegalStateException("first\n  second");
        assertThat(FailureText.of(new RuntimeException(cause)))
                .isEqualTo("RuntimeException, caused by IllegalStateException: first second");
    }

    @Test
    void endsWithCausesThatFormACircle() {
        Exception one = new Exception("one");
        one.initCause(new Exception("two", one));
        assertThat(FailureText.of(one)).isEqualTo("Exception: one, caused by Exception: two");
    }
}
