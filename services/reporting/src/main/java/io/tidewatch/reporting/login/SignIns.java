package io.tidewatch.reporting.login;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.AuthenticationRedirectException;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts how people return from the login of the identity provider, and those who could not be sent there. */
// A counter is there from the start: one that begins with its first event hides that event from increase().
@Startup
@ApplicationScoped
public class SignIns {

    /** The answer of an identity provider to a code that it does not accept: it was used before, or is too old. */
    private static final String CODE_NOT_ACCEPTED = "invalid_grant";

    private final Counter accepted;
    private final Counter refused;
    private final Counter failed;

    SignIns(MeterRegistry meters) {
        accepted = counter(meters, "accepted");
        refused = counter(meters, "refused");
        failed = counter(meters, "failed");
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("tidewatch.sign.ins")
                .description(
                        "Logins of people in the console: accepted, refused by the identity provider, or failed because"
                                + " it does not answer or does not know this client")
                .tag("result", result)
                .register(meters);
    }

    /** Counts the end of a login; after an accepted one the browser is sent on to where it wanted to go. */
    void ended(Throwable end) {
        if (end instanceof AuthenticationRedirectException) {
            accepted.increment();
        } else if (isRefusal(end)) {
            refused.increment();
        } else {
            failed.increment();
        }
    }

    /** Counts a login that could not begin. */
    void notBegun() {
        failed.increment();
    }

    /** A refusal has no cause here, or the provider did not accept the code. Any other cause is a fault of this side or of the provider. */
    private static boolean isRefusal(Throwable end) {
        if (!(end instanceof AuthenticationCompletionException) && !(end instanceof AuthenticationFailedException)) {
            return false;
        }
        Throwable cause = end.getCause();
        return cause == null || String.valueOf(cause.getMessage()).contains(CODE_NOT_ACCEPTED);
    }
}
