package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;

/**
 * Contract periods as known on the day of the base: those that have begun, and renewals that are booked. A few accounts also pay for a
 * second product, in another currency.
 */
final class ContractPeriodFile implements MappedFile {

    private static final Layout LAYOUT =
            Layout.mapped("contract_period", ShippedMapping.CONTRACT_PERIODS, "signedOn", "product");
    private static final double SECOND_SHARE = 0.1;

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.CONTRACT_PERIODS;
    }

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        boolean known = Deals.areSigningsKnown(account);
        for (Deals.Deal deal : account.deals()) {
            Contract.Period period = deal.period();
            String plan = account.market() == Market.SMB ? "Team" : "Business";
            Object signed = known ? deal.signed() : null;
            Market.Price mrr = account.money().amount(period.mrr());
            add(account, rows, "-p" + deal.number(), period, mrr, period.seats(), plan, signed, Market.PRODUCT);
            if (account.secondMoney() != null && !period.trial()) {
                Market.Price second =
                        account.secondMoney().amountOfEuros(account.money().euros(period.mrr()) * SECOND_SHARE);
                add(account, rows, "-s" + deal.number(), period, second, 0, plan, signed, Market.SECOND_PRODUCT);
            }
        }
    }

    private static void add(
            AccountHistory account,
            RecordSink rows,
            String id,
            Contract.Period period,
            Market.Price mrr,
            int seats,
            String plan,
            Object signed,
            String product) {
        rows.add(
                account.id() + id,
                account.id(),
                period.start(),
                period.endKnownOn(account.day()),
                mrr,
                seats,
                period.trial(),
                plan,
                signed,
                product);
    }
}
