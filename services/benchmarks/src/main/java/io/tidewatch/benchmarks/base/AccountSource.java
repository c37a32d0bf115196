package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.List;

/** Makes one account after the other; none is kept. */
final class AccountSource {

    private static final List<String> EXAMPLE_CSMS = List.of("nadia@example.com", "tomas@example.com");
    private static final int ACCOUNTS_PER_CSM = 100;

    private final BaseSettings base;
    private final Ranks ranks;
    private int made;

    AccountSource(BaseSettings base) {
        this.base = base;
        this.ranks = new Ranks(base.seed(), base.signal());
    }

    /** The day of the earlier observation: what follows it is known by the day of the base. */
    static LocalDate earlierDay(BaseSettings base) {
        return base.day().minusDays(Observation.OUTCOME_DAYS);
    }

    boolean hasNext() {
        return made < base.accounts();
    }

    AccountHistory next() {
        int number = ++made;
        Dice dice = new Dice(base.seed(), number);
        Market market = Market.of(dice);
        Market.Money money = Market.Money.of(dice);
        String businessModel = market.businessModel(dice);
        LocalDate start = start(dice);
        Contract contract = Contract.of(dice, market, money, base, start);
        return new AccountHistory(
                number,
                base,
                market,
                money,
                businessModel,
                csm(dice),
                start,
                dice.chance(0.85),
                contract,
                observe(0, earlierDay(base), contract),
                observe(1, base.day(), contract));
    }

    /** A quarter came more than three years ago; of the others, more and more every month. */
    private LocalDate start(Dice dice) {
        int daysAgo = dice.chance(0.25)
                ? dice.between(1096, 1825)
                : 5 + (int) (1090 * (1 - StrictMath.sqrt(1 - dice.unit())));
        return base.day().minusDays(daysAgo);
    }

    private String csm(Dice dice) {
        int csm = dice.between(0, Math.max(1, base.accounts() / ACCOUNTS_PER_CSM - 1));
        return csm < EXAMPLE_CSMS.size() ? EXAMPLE_CSMS.get(csm) : "csm" + csm + "@example.com";
    }

    private Observation observe(int number, LocalDate day, Contract contract) {
        Contract.Period period = contract.paidOn(day);
        if (period == null) {
            return null;
        }
        boolean leaves = contract.daysToDeparture(day) <= Observation.OUTCOME_DAYS;
        return Observation.of(day, leaves, period.seats(), ranks.next(number, leaves));
    }
}
