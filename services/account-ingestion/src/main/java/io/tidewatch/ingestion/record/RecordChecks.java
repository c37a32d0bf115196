package io.tidewatch.ingestion.record;

import io.tidewatch.metric.evaluation.ExchangeRates;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.money.Money;
import io.tidewatch.spelling.Spelling;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks that the fields of a record are consistent with each other, for imports and requests alike. */
public final class RecordChecks {

    private static final Set<String> KINDS = Set.of(
            Vocabulary.ACCOUNT, "contract_period", "user", "ticket", "touchpoint", "sentiment", ExchangeRates.KIND);

    private static final String VALID_FROM = "validFrom";
    private static final BigDecimal WORST = BigDecimal.ONE;
    private static final BigDecimal BEST = BigDecimal.valueOf(5);

    private RecordChecks() {}

    /**
     * A field that contradicts the others.
     *
     * @param field its name
     * @param message a sentence without its subject, the field
     * @param suggestion what was probably meant; null for nothing
     */
    public record Fault(String field, String message, String suggestion) {}

    /**
     * Whether records of a kind have fields that can contradict each other, or the day.
     *
     * @param kind its name in the metric language
     */
    public static boolean concern(String kind) {
        return KINDS.contains(kind);
    }

    /**
     * The first fault of a record; empty if there is none.
     *
     * @param kind its name in the metric language
     * @param values field → ISO text, null for no value
     */
    public static Optional<Fault> check(String kind, Map<String, String> values) {
        return switch (kind) {
            case "contract_period" -> days(values, "startDate", "endDate");
            case "user" -> seat(values);
            case "ticket" -> instants(values, "openedAt", "resolvedAt").or(() -> rating(values, "satisfaction"));
            case "touchpoint" -> touchpoint(values);
            case "sentiment" -> rating(values, "rating");
            case ExchangeRates.KIND -> rate(values);
            default -> Optional.empty();
        };
    }

    /**
     * The same, and for accounts that no version holds from a day on that is still to come: the newest one is what everyone sees, so it
     * must hold already.
     *
     * @param today the business day
     */
    public static Optional<Fault> check(String kind, Map<String, String> values, LocalDate today) {
        String validFrom = kind.equals(Vocabulary.ACCOUNT) ? values.get(VALID_FROM) : null;
        return validFrom != null && LocalDate.parse(validFrom).isAfter(today)
                ? fault(VALID_FROM, "must not be after today; send the change on the day from which on it holds")
                : check(kind, values);
    }

    /** A rate leads from one currency into another one. */
    private static Optional<Fault> rate(Map<String, String> values) {
        for (String field : List.of("currency", "into")) {
            String code = values.get(field);
            if (!Money.isCurrency(code)) {
                return Optional.of(new Fault(
                        field,
                        "must be the ISO 4217 code of a currency, such as EUR",
                        Spelling.closest(code, Money.codes())));
            }
        }
        if (values.get("currency").equals(values.get("into"))) {
            return fault("into", "must be another currency than currency");
        }
        return new BigDecimal(values.get("rate")).signum() <= 0 ? fault("rate", "must be above 0") : Optional.empty();
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
        return Optional.of(new Fault(field, message, null));
    }
}
