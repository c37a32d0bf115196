package io.tidewatch.ingestion.values;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The values of one account, as its row holds them.
 *
 * @param asOf the day of which they are
 * @param nextChangeAt the first day on which they may be others although no record changes
 * @param customer whether a paid contract period holds on the day; true while that is not known
 * @param hasBeginning whether the account has a day of sign-up or a contract period; without, any record may change all values
 * @param values by slot
 */
public record AccountRow(
        String accountId,
        LocalDate asOf,
        LocalDate nextChangeAt,
        boolean customer,
        boolean hasBeginning,
        SortedMap<Integer, SlotValue> values) {

    static SortedMap<Integer, SlotValue> bySlot(Collection<SlotValue> values) {
        return values.stream().collect(Collectors.toMap(SlotValue::slot, value -> value, (a, b) -> b, TreeMap::new));
    }

    /** The row with these values. */
    public static AccountRow of(
            String accountId,
            LocalDate asOf,
            LocalDate nextChangeAt,
            boolean customer,
            boolean hasBeginning,
            List<SlotValue> values) {
        return new AccountRow(accountId, asOf, nextChangeAt, customer, hasBeginning, bySlot(values));
    }

    /** Whether the values are those of this day as long as no record changes. */
    public boolean holdsOn(LocalDate day) {
        return !day.isBefore(asOf) && day.isBefore(nextChangeAt);
    }

    /** Whether only the days of the two can be different. */
    boolean hasTheSameValues(AccountRow other) {
        return hasBeginning == other.hasBeginning && values.equals(other.values);
    }

    /** Whether consumers read something else than from the row before. A value that only left the row is not missed. */
    boolean differs(AccountRow before) {
        return before.customer != customer
                || values.values().stream().anyMatch(value -> !value.saysTheSame(before.values.get(value.slot())));
    }
}
