package io.tidewatch.metric.history;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The fields of a touchpoint that follow from others. */
public final class Touchpoints {
    static final String KIND = "touchpoint";
    static final String WITH_SPONSOR = "withSponsor";
    static final String CONTACTS = "contacts";
    static final String CONTACT = "contact";
    static final String ROLE = "role";

    private Touchpoints() {}

    /**
     * When the customer took part: a meeting or call that was held, a mail of theirs, or their answer to one of ours (the moment of the
     * mail where that of the answer is not known). Null when they did not.
     */
    public static Instant twoWayAt(
            String kind, String status, String direction, Instant occurredAt, Boolean answered, Instant answeredAt) {
        if (!"EMAIL".equals(kind)) {
            return "HELD".equals(status) ? occurredAt : null;
        }
        if ("INBOUND".equals(direction)) {
            return occurredAt;
        }
        boolean answer = Boolean.TRUE.equals(answered) || answeredAt != null;
        return "OUTBOUND".equals(direction) && answer ? answeredAt == null ? occurredAt : answeredAt : null;
    }

    /** Whether we tried to reach the customer: a mail out, or a call or meeting that they missed or declined. */
    public static boolean isOutreach(String kind, String status, String direction) {
        boolean missed = "MISSED".equals(status) || "DECLINED".equals(status);
        return switch (kind == null ? "" : kind) {
            case "EMAIL" -> "OUTBOUND".equals(direction) && "SENT".equals(status);
            case "CALL" -> !"INBOUND".equals(direction) && missed;
            default -> missed;
        };
    }

    /** The fields of a record, with those that follow where the record does not have them. */
    static Map<String, Object> withComputed(Map<String, Object> fields) {
        Map<String, Object> all = new HashMap<>(fields);
        String kind = (String) fields.get("kind");
        String status = (String) fields.get("status");
        String direction = (String) fields.get("direction");
        Instant twoWay = twoWayAt(
                kind, status, direction, (Instant) fields.get("occurredAt"), (Boolean) fields.get("answered"), (Instant)
                        fields.get("answeredAt"));
        if (twoWay != null) {
            all.putIfAbsent("twoWayAt", twoWay);
        }
        all.putIfAbsent("outreach", isOutreach(kind, status, direction));
        return all;
    }

    /**
     * Says of each touchpoint whether an executive sponsor is among its contacts.
     *
     * @param touchpoints null for none
     * @param contacts null for none
     */
    static void markSponsors(RowsBuilder touchpoints, RowsBuilder contacts, Dictionary dictionary) {
        if (touchpoints == null || touchpoints.size() == 0 || touchpoints.column(WITH_SPONSOR) == null) {
            return;
        }
        Set<Integer> sponsors = contacts == null || contacts.size() == 0 ? Set.of() : sponsors(contacts, dictionary);
        Rows talks = touchpoints.build();
        Column with = talks.column(WITH_SPONSOR);
        int[][] present = talks.column(CONTACTS).lists();
        for (int row = 0; row < talks.size(); row++) {
            if (with.isMissing(row)) {
                with.longs()[row] = present[row] != null && containsAny(present[row], sponsors) ? 1 : 0;
            }
        }
    }

    private static Set<Integer> sponsors(RowsBuilder contacts, Dictionary dictionary) {
        Set<Integer> sponsors = new HashSet<>();
        Rows people = contacts.build();
        Column role = people.column(ROLE);
        int sponsor = contacts.column(ROLE).field().words().indexOf("EXECUTIVE_SPONSOR");
        for (int row = 0; row < people.size(); row++) {
            if (role.longs()[row] == sponsor) {
                sponsors.add(dictionary.add(people.id(row)));
            }
        }
        return sponsors;
    }

    private static boolean containsAny(int[] contacts, Set<Integer> sponsors) {
        for (int contact : contacts) {
            if (sponsors.contains(contact)) {
                return true;
            }
        }
        return false;
    }
}
