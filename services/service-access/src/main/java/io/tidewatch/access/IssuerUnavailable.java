package io.tidewatch.access;

import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.client.OidcClientException;
import io.tidewatch.problem.FailureText;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import io.tidewatch.problem.TemporaryFailure;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** The identity provider cannot be asked: a token cannot be checked, or none of our own can be fetched. */
final class IssuerUnavailable {

    private static final Logger LOG = Logger.getLogger(IssuerUnavailable.class);

    static final String RETRY_AFTER_SECONDS = "5";

    private IssuerUnavailable() {}

    static boolean isCauseOf(Throwable failure) {
        return failure instanceof OIDCException
                || failure instanceof OidcClientException
                || TemporaryFailure.isIn(failure);
    }

    /** The answer to a request that needs the identity provider; the reason is logged. */
    static ProblemException problem(Throwable failure) {
        // As text: the log filter then recognises its repetitions.
        LOG.warnf("The identity provider cannot be used: %s", FailureText.of(failure));
        return new ProblemException(
                RequestProblem.UNAVAILABLE,
                "The identity provider does not answer, so this request cannot be checked or passed on. Send it again.",
                List.of(),
                Map.of("Retry-After", RETRY_AFTER_SECONDS));
    }
}
