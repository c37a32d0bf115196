package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The contract of one account from its first day until half a year after the day of the base, so that it is known who
 * will leave then.
 */
final class Contract {

    private static final int LOOK_AHEAD_DAYS = 200;

    private final Dice dice;
    private final Market market;
    private final LocalDate end;
    private final int termMonths;
    private final List<Period> periods = new ArrayList<>();
    private final List<Departure> departures = new ArrayList<>();
    private long pricePerSeat;
    private int seats;

    /**
     * A contract period.
     *
     * @param end the first day after it
     * @param agreedEnd the end as agreed at its start; null when it goes on until it is ended or its price changes
     * @param mrr per month, in the smallest unit of the currency
     */
    record Period(LocalDate start, LocalDate end, LocalDate agreedEnd, long mrr, int seats, boolean trial) {

        /** The end as it is known on a day; null when there is none. */
        LocalDate endKnownOn(LocalDate day) {
            return end.isAfter(day) ? agreedEnd : end;
        }

        boolean paidOn(LocalDate day) {
            return !trial && !day.isBefore(start) && day.isBefore(end);
        }
    }

    /**
     * A departure.
     *
     * @param on the first day that is not paid for
     * @param back the first day of the next contract; null for those who stay away
     */
    record Departure(LocalDate on, LocalDate back) {}

    private Contract(Dice dice, Market market, LocalDate day, int termMonths) {
        this.dice = dice;
        this.market = market;
        this.end = day.plusDays(LOOK_AHEAD_DAYS);
        this.termMonths = termMonths;
    }

    /** A contract that starts on a day, perhaps with a trial. */
    static Contract of(Dice dice, Market market, Market.Money money, BaseSettings base, LocalDate start) {
        Contract contract = new Contract(dice, market, base.day(), market.termMonths(dice));
        contract.seats = market.seats(dice, base.seats());
        double units = StrictMath.pow(10, money.decimals);
        contract.pricePerSeat = Math.max(1, StrictMath.round(market.price(dice) * money.perEuro * units));
        LocalDate paid = start;
        if (dice.chance(0.3)) {
            paid = start.plusDays(dice.pick(List.of(14, 30)));
            contract.periods.add(new Period(start, paid, paid, 0, Math.min(contract.seats, 5), true));
            if (dice.chance(0.08)) {
                return contract;
            }
        }
        contract.pay(paid);
        return contract;
    }

    List<Period> periods() {
        return periods;
    }

    /** Whether it ended with a trial. */
    boolean isTrialOnly() {
        return periods.stream().allMatch(Period::trial);
    }

    /** The first period that is paid; null when there is none. */
    Period firstPaid() {
        return periods.stream().filter(period -> !period.trial()).findFirst().orElse(null);
    }

    List<Departure> departures() {
        return departures;
    }

    /** The paid period of a day; null when there is none. */
    Period paidOn(LocalDate day) {
        for (Period period : periods) {
            if (period.paidOn(day)) {
                return period;
            }
        }
        return null;
    }

    private void pay(LocalDate from) {
        LocalDate start = from;
        while (start != null && start.isBefore(end)) {
            start = termMonths == 1 ? monthly(start) : term(start);
            if (start != null) {
                changeSeats();
            }
        }
    }

    /** A term with an agreed end, perhaps with more seats from some month on; gives the start of the next one. */
    private LocalDate term(LocalDate start) {
        LocalDate termEnd = start.plusMonths(termMonths);
        LocalDate begin = start;
        if (dice.chance(0.1)) {
            begin = start.plusMonths(dice.between(3, 9));
            add(start, begin, termEnd);
            seats = Math.max(seats + 1, (int) (seats * dice.between(1.1, 1.4)));
        }
        add(begin, termEnd, termEnd);
        return dice.chance(market.churnAt(termMonths)) ? leave(termEnd) : termEnd;
    }

    /** Up to a year from month to month at one price; gives the start of the next year. */
    private LocalDate monthly(LocalDate start) {
        for (int month = 1; month <= 12; month++) {
            if (dice.chance(market.churnAt(1))) {
                LocalDate left = start.plusMonths(month);
                add(start, left, null);
                return leave(left);
            }
        }
        add(start, start.plusMonths(12), null);
        return start.plusMonths(12);
    }

    private void add(LocalDate from, LocalDate to, LocalDate agreedEnd) {
        periods.add(new Period(from, to, agreedEnd, pricePerSeat * seats, seats, false));
    }

    private LocalDate leave(LocalDate on) {
        LocalDate back = dice.chance(0.06) ? on.plusDays(dice.between(60, 240)) : null;
        departures.add(new Departure(on, back));
        return back;
    }

    private void changeSeats() {
        switch (dice.weighted(50, 25, 12, 13)) {
            case 0 -> pricePerSeat = StrictMath.round(pricePerSeat * dice.between(1.02, 1.07));
            case 1 -> seats = Math.max(seats + 1, (int) (seats * dice.between(1.1, 1.5)));
            case 2 -> seats = Math.max(3, (int) (seats * dice.between(0.7, 0.9)));
            default -> {
                // As before.
            }
        }
    }

    /** How many days remain until the account leaves; a large number for one that stays. */
    int daysToDeparture(LocalDate day) {
        return departures.stream()
                .filter(departure -> departure.on().isAfter(day))
                .mapToInt(departure -> (int) ChronoUnit.DAYS.between(day, departure.on()))
                .min()
                .orElse(Integer.MAX_VALUE);
    }
}
