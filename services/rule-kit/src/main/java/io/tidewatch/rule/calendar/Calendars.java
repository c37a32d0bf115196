package io.tidewatch.rule.calendar;

import io.tidewatch.rule.threshold.AccountFacts;
import java.util.List;
import java.util.Map;

/** The calendars of a bundle: that of most accounts, and those of accounts with certain attributes. Immutable and thread-safe. */
public final class Calendars {
    /** Of a bundle that has none, so that no playbook in it counts business days. */
    public static final Calendars NONE = new Calendars(null, List.of());

    private final BusinessCalendar usual;
    private final List<Special> special;

    /**
     * A calendar of certain accounts.
     *
     * @param where property of an attribute → its values; the account has one of them for every attribute
     * @param calendar theirs
     */
    public record Special(Map<String, List<String>> where, BusinessCalendar calendar) {
        public Special {
            where = Map.copyOf(where);
        }

        private boolean fits(AccountFacts facts) {
            return where.entrySet().stream().allMatch(attribute -> {
                String value = facts.attribute(attribute.getKey());
                return value != null && attribute.getValue().contains(value);
            });
        }
    }

    /**
     * The calendars of a bundle.
     *
     * @param usual of accounts that no other one fits
     * @param special the first one that fits an account is its calendar
     */
    public Calendars(BusinessCalendar usual, List<Special> special) {
        this.usual = usual;
        this.special = List.copyOf(special);
    }

    /** Whether the bundle has none. */
    public boolean isEmpty() {
        return usual == null;
    }

    /**
     * The calendar of an account; an attribute that is not known fits none of the special ones.
     *
     * @throws IllegalStateException when there are none
     */
    public BusinessCalendar of(AccountFacts facts) {
        return special.stream()
                .filter(calendar -> calendar.fits(facts))
                .map(Special::calendar)
                .findFirst()
                .orElseGet(this::usual);
    }

    /** How many days so many business days can take in any of the calendars, see {@link BusinessCalendar#longest}. */
    public int longest(int days) {
        return special.stream()
                .mapToInt(calendar -> calendar.calendar().longest(days))
                .reduce(usual().longest(days), Math::max);
    }

    private BusinessCalendar usual() {
        if (usual == null) {
            throw new IllegalStateException("The bundle has no calendar");
        }
        return usual;
    }
}
