package io.tidewatch.ingestion.record;

import io.tidewatch.ingestion.mapping.RecordKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/** Checks that the fields of a record are consistent with each other, for imports and requests alike. */
public final class RecordChecks {

    private static final BigDecimal WORST = BigDecimal.ONE;
    private static final BigDecimal BEST = BigDecimal.valueOf(5);

    private RecordChecks() {}

    /**
     * A field that contradicts the others.
     *
     * @param field its name
     * @param message a sentence without its subject, the field
     */
    public record Fault(String field, String message) {}

    /** Whether records of a kind have fields that can contradict each other. */
    public static boolean concern(RecordKind kind) {
        return switch (kind) {
            case CONTRACT_PERIOD, USER, TICKET, TOUCHPOINT, SENTIMENT -> true;
            case ACCOUNT, CONTACT, CHURN_EVENT, USAGE -> false;
        };
    }

    /**
     * The first fault of a record; empty if there is none.
     *
     * @param values field → ISO text, null for no value
     */
    public static Optional<Fault> check(RecordKind kind, Map<String, String> values) {
        return switch (kind) {
            case CONTRACT_PERIOD -> days(values, "startDate", "endDate");
            case USER -> seat(values);
            case TICKET -> instants(values, "openedAt", "resolvedAt").or(() -> rating(values, "satisfaction"));
            case TOUCHPOINT -> touchpoint(values);
            case SENTIMENT -> rating(values, "rating");
            default -> Optional.empty();
        };
    }

    private static Optional<Fault> seat(Map<String, String> values) {
        if (values.get("seatAssignedUntil") != null && values.get("seatAssignedFrom") == null) {
            return fault("seatAssignedUntil", "must not be set without seatAssignedFrom");
        }
        return days(values, "seatAssignedFrom", "seatAssignedUntil");
    }

    private static Optional<Fault> touchpoint(Map<String, String> values) {
        boolean mail = "EMAIL".equals(values.get("kind"));
        if (mail != "SENT".equals(values.get("status"))) {
            return fault(
                    "status",
                    mail ? "must be SENT for an e-mail" : "must not be SENT unless the touchpoint is an e-mail");
        }
        if (mail && values.get("direction") == null) {
            return fault("direction", "is required for an e-mail: INBOUND or OUTBOUND");
        }
        if (values.get("meetingKind") != null && !"MEETING".equals(values.get("kind"))) {
            return fault("meetingKind", "must not be set unless the touchpoint is a meeting");
        }
        if ("false".equals(values.get("answered")) && values.get("answeredAt") != null) {
            return fault("answeredAt", "must not be set if the touchpoint was not answered");
        }
        return instants(values, "occurredAt", "answeredAt");
    }

    private static Optional<Fault> rating(Map<String, String> values, String field) {
        BigDecimal rating = values.get(field) == null ? WORST : new BigDecimal(values.get(field));
        return rating.compareTo(WORST) < 0 || rating.compareTo(BEST) > 0
                ? fault(field, "must be from " + WORST + " to " + BEST)
                : Optional.empty();
    }

    private static Optional<Fault> days(Map<String, String> values, String from, String until) {
        String first = values.get(from);
        String second = values.get(until);
        return first != null && second != null && LocalDate.parse(second).isBefore(LocalDate.parse(first))
                ? fault(until, "must not be before " + from)
                : Optional.empty();
    }

    private static Optional<Fault> instants(Map<String, String> values, String from, String until) {
        String first = values.get(from);
        String second = values.get(until);
        return first != null && second != null && Instant.parse(second).isBefore(Instant.parse(first))
                ? fault(until, "must not be before " + from)
                : Optional.empty();
    }

    private static Optional<Fault> fault(String field, String message) {
        return Optional.of(new Fault(field, message));
    }
}
