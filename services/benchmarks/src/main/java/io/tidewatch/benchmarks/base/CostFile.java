package io.tidewatch.benchmarks.base;

import java.time.LocalDate;

/** What accounts cost, by quarter, and what sales and marketing cost as a whole. */
final class CostFile implements KindFile {

    private static final Layout LAYOUT = Layout.of("cost", "category", "incurredOn", "amount:money");
    private static final int QUARTERS = 4;

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            LocalDate day = account.day().minusDays(10 + 91L * quarter);
            if (account.paysOn(day) && dice.chance(0.85)) {
                add(account, rows, "-support" + quarter, "SUPPORT", day, 60 * dice.factor(0.6));
            }
        }
        LocalDate delivered = account.start().plusDays(30);
        if (account.lives(delivered) && !account.contract().isTrialOnly()) {
            add(account, rows, "-delivery", "DELIVERY", delivered, 500 * dice.factor(0.5));
        }
    }

    private static void add(
            AccountHistory account, RecordSink rows, String id, String category, LocalDate day, double euros) {
        rows.add(account.id() + id, account.id(), category, day, Market.Money.EUR.amountOfEuros(euros));
    }

    @Override
    public void writeWithoutAccount(BaseSettings base, RecordSink rows) {
        Dice dice = new Dice(base.seed(), -14);
        for (int month = 0; month < 12; month++) {
            LocalDate day = base.day().minusDays(5).minusMonths(month);
            double euros = 30.0 * base.accounts() * dice.between(0.8, 1.2);
            rows.add("marketing" + month, null, "SALES_MARKETING", day, Market.Money.EUR.amountOfEuros(euros));
        }
    }
}
