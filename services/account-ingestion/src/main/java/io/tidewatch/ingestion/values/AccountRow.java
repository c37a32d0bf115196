package io.tidewatch.ingestion.values;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * The values of one account, as its row holds them.
 *
 * @param asOf the day of which they are
 * @param nextChangeAt the first day on which they may be others although no record changes
 * @param customer whether a paid contract period holds on the day; true while that is not known
 * @param hasBeginning whether the account has a day of sign-up or a contract period; without, any record may change all values
 * @param records the newest records of the kinds that rules judge by, as a JSON list; null for none
 * @param stored the values
 */
public record AccountRow(
        String accountId,
        LocalDate asOf,
        LocalDate nextChangeAt,
        boolean customer,
        boolean hasBeginning,
        String records,
        SlotValues stored) {

    /** The row with these values, each slot once, and without records. */
    public static AccountRow of(
            String accountId,
            LocalDate asOf,
            LocalDate nextChangeAt,
            boolean customer,
            boolean hasBeginning,
            Collection<SlotValue> values) {
        return new AccountRow(accountId, asOf, nextChangeAt, customer, hasBeginning, null, SlotValues.of(values));
    }

    /** The same row with these records. */
    public AccountRow with(String others) {
        return new AccountRow(accountId, asOf, nextChangeAt, customer, hasBeginning, others, stored);
    }

    /** The values in ascending order of their slots. */
    public List<SlotValue> values() {
        return stored.inOrder();
    }

    /** The value in a slot; null where there is none. */
    public SlotValue value(int slot) {
        return stored.in(slot);
    }

    /** Whether the values are those of this day as long as no record changes. */
    public boolean holdsOn(LocalDate day) {
        return !day.isBefore(asOf) && day.isBefore(nextChangeAt);
    }

    /** Whether only the days of the two can be different. */
    boolean hasTheSameValues(AccountRow other) {
        return hasBeginning == other.hasBeginning
                && customer == other.customer
                && Objects.equals(records, other.records)
                && stored.isSame(other.stored);
    }

    /** Whether consumers read something else than from the row before. A value that only left the row is not missed. */
    boolean differs(AccountRow before) {
        return before.customer != customer
                || !Objects.equals(before.records, records)
                || values().stream().anyMatch(value -> !value.saysTheSame(before.value(value.slot())));
    }
}
