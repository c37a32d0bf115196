package io.tidewatch.ingestion.values;

import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The value of one definition for one account, as it is stored. A count of days has no number: it follows from the anchor and the
 * day, so that it is the same row on every day.
 *
 * @param slot of the definition, see {@link MetricSlots}
 * @param value null where there is none, and for a count of days
 * @param numerator null where there is none
 * @param denominator likewise; also of a value that is not known, where it is known all the same
 * @param currency of money; null for everything else
 * @param anchor the day from or to which the days are counted; null for other values
 * @param coveredThrough beyond this day the value is unknown; null for no bound
 * @param reason why there is no value, as a sentence; null when it is known
 * @param details figures that explain the value
 */
public record SlotValue(
        int slot,
        State state,
        Double value,
        Double numerator,
        Double denominator,
        String currency,
        LocalDate anchor,
        LocalDate coveredThrough,
        String reason,
        Map<String, String> details) {

    private static final Pattern NUMBERS = Pattern.compile("\\d[\\d-]*");

    public SlotValue {
        details = details.isEmpty() ? Map.of() : new TreeMap<>(details);
    }

    /** Whether all but the reason is the same. */
    public boolean isSameValue(SlotValue other) {
        return other != null
                && slot == other.slot
                && state == other.state
                && Objects.equals(value, other.value)
                && Objects.equals(numerator, other.numerator)
                && Objects.equals(denominator, other.denominator)
                && Objects.equals(currency, other.currency)
                && Objects.equals(anchor, other.anchor)
                && Objects.equals(coveredThrough, other.coveredThrough)
                && details.equals(other.details);
    }

    /** Whether consumers need not hear of this one in the place of the other: a reason with other days or counts says nothing new. */
    boolean saysTheSame(SlotValue other) {
        return isSameValue(other)
                && (Objects.equals(reason, other.reason) || Objects.equals(shape(reason), shape(other.reason)));
    }

    private static String shape(String reason) {
        return reason == null ? null : NUMBERS.matcher(reason).replaceAll("#");
    }

    /** What is known of a value; stored as the place in this order. */
    public enum State {
        /** There is a value. */
        KNOWN,
        /** The data show that there is none. */
        ABSENT,
        /** The data do not cover what the value needs. */
        UNKNOWN,
        /** The metric is not about the account. */
        OUTSIDE;

        private static final State[] ALL = values();

        static State of(int place) {
            return ALL[place];
        }
    }
}
