package io.tidewatch.dispatch.action;

import java.time.Instant;
import java.util.UUID;

/**
 * An action as the rules engine's feed told it.
 *
 * @param id          the idempotency key
 * @param accountId   of the account; empty where the content could not be read
 * @param runId       of the playbook run
 * @param kind        TASK, ALERT, NOTICE, REMINDER, ESCALATION or CRM_UPDATE
 * @param step        of the playbook
 * @param occurredAt  business time
 * @param data        the whole content, as JSON text
 * @param causationId what it follows from
 * @param hops        services passed through, this one too
 * @param state       what is to become of it
 * @param problem     why it is refused; null otherwise
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
        State state,
        String problem) {

    /** How far an action has come. */
    public enum State {
        /** Its recipients are not found yet. */
        WAITING,
        /** Its messages are written. */
        ROUTED,
        /** Its content could not be read; kept for whoever looks into it. */
        REFUSED
    }
}
