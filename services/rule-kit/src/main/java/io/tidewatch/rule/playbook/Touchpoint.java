package io.tidewatch.rule.playbook;

import java.time.Instant;
import java.util.Objects;

/**
 * One communication with a customer, as the judgements of a playbook see it.
 *
 * @param id its id, for ever
 * @param accountId the account
 * @param kind MEETING, CALL or EMAIL
 * @param meetingKind for meetings, else null
 * @param status what became of it
 * @param direction who reached out, or null when not known
 * @param withSponsor true when an executive sponsor took part
 * @param occurredAt when it takes or took place; for mails when it was sent
 * @param answeredAt when it was answered, or null
 * @param answered whether it was answered; null when not known
 * @param bookedAt when it was agreed, or null when not known
 * @param knownAt when Tidewatch first knew of it
 */
public record Touchpoint(
        String id,
        String accountId,
        TouchpointKind kind,
        MeetingKind meetingKind,
        TouchpointStatus status,
        TouchpointDirection direction,
        boolean withSponsor,
        Instant occurredAt,
        Instant answeredAt,
        Boolean answered,
        Instant bookedAt,
        Instant knownAt) {
    public Touchpoint {
        Objects.requireNonNull(accountId, "accountId");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(occurredAt, "occurredAt");
    }

    /**
     * When both sides were in touch: a meeting or call that was held, a mail from the customer, or the answer to a mail
     * of ours (its time, or that of our mail where the time of the answer is not known). Null when there was no exchange.
     */
    public Instant twoWayAt() {
        if (kind != TouchpointKind.EMAIL) {
            return status == TouchpointStatus.HELD ? occurredAt : null;
        }
        if (direction == TouchpointDirection.INBOUND) {
            return occurredAt;
        }
        if (answeredAt != null) {
            return answeredAt;
        }
        return Boolean.TRUE.equals(answered) ? occurredAt : null;
    }

    /** When it was on record: the time it was agreed, else the time Tidewatch knew of it; null when neither is known. */
    public Instant recordedAt() {
        return bookedAt != null ? bookedAt : knownAt;
    }
}
