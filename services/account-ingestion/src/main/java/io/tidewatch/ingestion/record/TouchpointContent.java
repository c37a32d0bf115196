package io.tidewatch.ingestion.record;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What is written of a touchpoint.
 *
 * @param accountId canonical id
 * @param kind MEETING, CALL or EMAIL
 * @param meetingKind what a meeting is about; null where it is none or not known
 * @param status SCHEDULED, HELD, MISSED, DECLINED or CANCELLED; SENT for a mail
 * @param direction INBOUND or OUTBOUND; may be null but for mails
 * @param contactIds who took part or was addressed, sorted, each once
 * @param colleagueEmail who of ours; may be null
 * @param occurredAt when it took place or is to
 * @param answered whether a mail of ours was answered; null when not known
 * @param answeredAt when; null when not known
 * @param bookedAt when a meeting was agreed; null when not known
 */
public record TouchpointContent(
        String accountId,
        String kind,
        String meetingKind,
        String status,
        String direction,
        List<String> contactIds,
        String colleagueEmail,
        Instant occurredAt,
        Boolean answered,
        Instant answeredAt,
        Instant bookedAt) {

    /** Contacts are sorted, so that equal content is equal. */
    public TouchpointContent {
        contactIds = contactIds == null ? List.of() : List.copyOf(new TreeSet<>(contactIds));
    }

    static TouchpointContent of(TouchpointEntity e) {
        return new TouchpointContent(
                e.accountId,
                e.kind,
                e.meetingKind,
                e.status,
                e.direction,
                List.of(e.contactIds),
                e.colleagueEmail,
                e.occurredAt,
                e.answered,
                e.answeredAt,
                e.bookedAt);
    }

    void applyTo(TouchpointEntity e) {
        e.accountId = accountId;
        e.kind = kind;
        e.meetingKind = meetingKind;
        e.status = status;
        e.direction = direction;
        e.contactIds = contactIds.toArray(String[]::new);
        e.colleagueEmail = colleagueEmail;
        e.occurredAt = occurredAt;
        e.answered = answered;
        e.answeredAt = answeredAt;
        e.bookedAt = bookedAt;
    }

    /** As the checks of records want it. */
    Map<String, String> values() {
        Map<String, String> values = new HashMap<>();
        values.put("kind", kind);
        values.put("meetingKind", meetingKind);
        values.put("status", status);
        values.put("direction", direction);
        values.put("colleagueEmail", colleagueEmail);
        values.put("occurredAt", occurredAt.toString());
        values.put("answered", answered == null ? null : answered.toString());
        values.put("answeredAt", answeredAt == null ? null : answeredAt.toString());
        return values;
    }
}
