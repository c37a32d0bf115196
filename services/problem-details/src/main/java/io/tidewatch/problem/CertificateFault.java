package io.tidewatch.problem;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.stream.Stream;

/** Says in the words of an operator why the certificate of another system is not accepted, and what to do. */
final class CertificateFault {

    private static final int MOST_CAUSES = 20;

    private CertificateFault() {}

    /** The fault among a failure and its causes; empty if no certificate is to blame. */
    static Optional<String> in(Throwable failure) {
        // Bounded, because causes may form a circle.
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(MOST_CAUSES)
                .map(CertificateFault::words)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> words(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return Optional.ofNullable(
                switch (cause) {
                    case CertificateExpiredException expired ->
                        "its certificate expired on " + message.replaceFirst("^NotAfter: ", "");
                    case CertificateNotYetValidException early ->
                        "its certificate is not valid before " + message.replaceFirst("^NotBefore: ", "");
                    case CertPathBuilderException unknown ->
                        "its certificate is signed by an unknown authority: set trustBundle of the chart, or the variable"
                                + " TIDEWATCH_TRUST_BUNDLE";
                    case CertificateException other
                    when message.startsWith("No subject alternative") || message.startsWith("No name matching") ->
                        "its certificate is for another host";
                    default -> null;
                });
    }
}
