package io.tidewatch.ingestion.record;

import io.tidewatch.ingestion.mapping.RecordKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/** What the fields of a record must be towards each other, however it comes in. */
public final class RecordChecks {

    private static final BigDecimal WORST = BigDecimal.ONE;
    private static final BigDecimal BEST = BigDecimal.valueOf(5);

    private RecordChecks() {}

    /**
     * A field that does not go with the others.
     *
     * @param field its name
     * @param message the end of a sentence that begins with it
     */
    public record Fault(String field, String message) {}

    /**
     * The first fault of a record; empty when there is none.
     *
     * @param values field → ISO text, null for none
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
            return fault("seatAssignedUntil", "is set although no day is given from which the seat is assigned");
        }
        return days(values, "seatAssignedFrom", "seatAssignedUntil");
    }

    private static Optional<Fault> touchpoint(Map<String, String> values) {
        boolean mail = "EMAIL".equals(values.get("kind"));
        if (mail != "SENT".equals(values.get("status"))) {
            return fault("status", mail ? "of a mail is SENT" : "SENT is for mails alone");
        }
        if (mail && values.get("direction") == null) {
            return fault("direction", "of a mail is needed: INBOUND or OUTBOUND");
        }
        if (values.get("meetingKind") != null && !"MEETING".equals(values.get("kind"))) {
            return fault("meetingKind", "is for meetings alone");
        }
        if ("false".equals(values.get("answered")) && values.get("answeredAt") != null) {
            return fault("answeredAt", "is set although it was not answered");
        }
        return instants(values, "occurredAt", "answeredAt");
    }

    private static Optional<Fault> rating(Map<String, String> values, String field) {
        BigDecimal rating = values.get(field) == null ? WORST : new BigDecimal(values.get(field));
        return rating.compareTo(WORST) < 0 || rating.compareTo(BEST) > 0
                ? fault(field, "is not between " + WORST + " and " + BEST)
                : Optional.empty();
    }

    private static Optional<Fault> days(Map<String, String> values, String from, String until) {
        String first = values.get(from);
        String second = values.get(until);
        return first != null && second != null && LocalDate.parse(second).isBefore(LocalDate.parse(first))
                ? fault(until, "lies before " + from)
                : Optional.empty();
    }

    private static Optional<Fault> instants(Map<String, String> values, String from, String until) {
        String first = values.get(from);
        String second = values.get(until);
        return first != null && second != null && Instant.parse(second).isBefore(Instant.parse(first))
                ? fault(until, "lies before " + from)
                : Optional.empty();
    }

    private static Optional<Fault> fault(String field, String message) {
        return Optional.of(new Fault(field, message));
    }
}
