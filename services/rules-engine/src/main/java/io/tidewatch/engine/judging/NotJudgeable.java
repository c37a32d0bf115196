package io.tidewatch.engine.judging;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;

/**
 * Judging failed because of the content of an account or of the rules, so trying the same again fails again. Other failures
 * (database away, lease lost) pass by themselves.
 */
final class NotJudgeable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotJudgeable(Throwable cause) {
        super(cause.toString(), cause);
    }

    /** Whether the content is the cause of a failure: what PostgreSQL cannot store, or what our code did not expect. */
    static boolean isCausedBy(Throwable failure) {
        if (failure instanceof PgException refused) {
            String state = refused.getSqlState();
            // Data exceptions and exceeded limits of the server, see PostgreSQL's table of error codes.
            return state != null && (state.startsWith("22") || state.startsWith("54"));
        }
        return failure instanceof RuntimeException
                && !(failure instanceof NotJudgeable)
                && !(failure instanceof VertxException)
                && !(failure instanceof IllegalStateException);
    }
}
