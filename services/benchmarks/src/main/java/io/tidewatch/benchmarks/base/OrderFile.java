package io.tidewatch.benchmarks.base;

import java.util.List;

/** What customers ordered beside their contract, in the half years before the days of observation. */
final class OrderFile implements KindFile {

    private static final Layout LAYOUT = Layout.of("order", "orderedOn", "amount:money", "product");
    private static final List<String> PRODUCTS = List.of("credits", "training day", "template pack", "sensor");

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        for (Observation observation : account.observations()) {
            for (int turn = 0; turn < observation.experience().orders(); turn++) {
                int daysBefore =
                        Experience.daysBefore(dice, account.start(), observation.day(), 1, Experience.HALF_YEAR_DAYS);
                double euros = 40 * dice.factor(0.7);
                Market.Money money =
                        account.secondMoney() != null && turn % 2 == 1 ? account.secondMoney() : account.money();
                rows.add(
                        account.id(observation, "order", turn),
                        account.id(),
                        observation.day().minusDays(daysBefore),
                        dice.chance(0.98) ? money.amountOfEuros(euros) : null,
                        dice.chance(0.9) ? dice.pick(PRODUCTS) : null);
            }
        }
    }
}
