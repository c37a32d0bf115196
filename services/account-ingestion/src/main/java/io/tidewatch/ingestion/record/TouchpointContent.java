package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of a touchpoint.
 *
 * @param accountId canonical id
 * @param kind MEETING, CALL or EMAIL
 * @param meetingKind the purpose of a meeting; null if unknown or not a meeting
 * @param status SCHEDULED, HELD, MISSED, DECLINED or CANCELLED; SENT for an e-mail
 * @param direction INBOUND or OUTBOUND; may be null except for e-mails
 * @param contactIds the contacts who took part or were addressed, sorted, each once
 * @param colleagueEmail the colleague who took part; may be null
 * @param occurredAt when it took place or is to take place
 * @param answered whether an outbound e-mail was answered; null if unknown
 * @param answeredAt when it was answered; null if unknown
 * @param bookedAt when a meeting was agreed; null if unknown
 * @param further the fields without a column, see {@link FurtherFields}
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
        Instant bookedAt,
        JsonNode further) {

    /** Contacts are sorted and in their canonical form, so that equal content is equal. */
    public TouchpointContent {
        contactIds = contactIds == null
                ? List.of()
                : contactIds.stream()
                        .map(MailAddress::canonicalId)
                        .distinct()
                        .sorted()
                        .toList();
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
                e.bookedAt,
                FurtherFields.read(e.fields));
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
        e.fields = further.toString();
    }

    /** The fields as text, for {@link RecordChecks}. */
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
