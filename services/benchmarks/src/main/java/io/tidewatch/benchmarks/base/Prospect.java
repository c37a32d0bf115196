package io.tidewatch.benchmarks.base;

import java.time.LocalDate;

/**
 * What is decided first about an account: who it is, and what it buys until when.
 *
 * @param dice what further choices continue with
 */
record Prospect(
        Dice dice, Market market, Market.Money money, String businessModel, LocalDate start, Contract contract) {

    static Prospect of(BaseSettings base, int number) {
        Dice dice = new Dice(base.seed(), number);
        Market market = Market.of(dice);
        Market.Money money = Market.Money.of(dice);
        String businessModel = market.businessModel(dice);
        LocalDate start = start(base, dice);
        return new Prospect(dice, market, money, businessModel, start, Contract.of(dice, market, money, base, start));
    }

    /** The first day of an account, without the rest. */
    static LocalDate start(BaseSettings base, int number) {
        Dice dice = new Dice(base.seed(), number);
        Market market = Market.of(dice);
        Market.Money.of(dice);
        market.businessModel(dice);
        return start(base, dice);
    }

    /** A quarter came more than three years ago; of the others, more and more every month. */
    private static LocalDate start(BaseSettings base, Dice dice) {
        int daysAgo = dice.chance(0.25)
                ? dice.between(1096, 1825)
                : 5 + (int) (1090 * (1 - StrictMath.sqrt(1 - dice.unit())));
        return base.day().minusDays(daysAgo);
    }
}
