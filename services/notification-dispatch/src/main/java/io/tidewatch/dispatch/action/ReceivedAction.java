package io.tidewatch.dispatch.action;

import java.time.Instant;
import java.util.UUID;

/**
 * An action as the rules engine published it.
 *
 * @param id          the idempotency key
 * @param accountId   of the account, {@code *} for the whole portfolio; empty where the content could not be read
 * @param runId       of the playbook run; zero where there is none
 * @param kind        TASK, ALERT, NOTICE, REMINDER, ESCALATION, CRM_UPDATE or SCHEDULE_CHANGE
 * @param step        of the playbook
 * @param occurredAt  business time
 * @param data        the whole content, as JSON text
 * @param causationId the change that caused it
 * @param hops        services passed through, this one too
 * @param traceparent the trace context in which it was asked for (W3C); null without one
 * @param state       how far it has come
 * @param problem     why it was rejected; null otherwise
 */
public record ReceivedAction(
        String id,
        String accountId,
        UUID runId,
        String kind,
        String step,
        Instant occurredAt,
        String data,
        UUID causationId,
        int hops,
        String traceparent,
        State state,
        String problem) {

    /** The account of actions about the whole portfolio or the rules, which have no run. */
    static final String PORTFOLIO = "*";

    /** How far an action has come. */
    public enum State {
        /** Its messages are not written yet. */
        WAITING,
        /** Its messages are written. */
        ROUTED,
        /** Its run was cancelled before its messages were written. */
        WITHDRAWN,
        /** Its content could not be read; kept for inspection. */
        REFUSED
    }
}
