package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Deals: those behind contract periods, those that were lost, and the pipeline; also of companies that are not customers yet. */
final class OpportunityFile implements KindFile {

    private static final Layout LAYOUT = Layout.of(
            "opportunity",
            "type",
            "product",
            "createdOn",
            "qualifiedOn",
            "closedOn",
            "outcome",
            "amount:money",
            "probability",
            "referred",
            "referrer");
    private static final List<String> REFERRERS = List.of("CUSTOMER", "CUSTOMER", "PARTNER", "ADVISOR", "OTHER");

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        for (Deals.Deal deal : account.deals()) {
            addWon(account, rows, dice, deal);
        }
        Contract.Period now = account.contract().paidOn(account.day());
        if (now == null) {
            return;
        }
        if (dice.chance(0.3)) {
            String type = dice.chance(0.6) ? "EXPANSION" : "CROSS_SELL";
            LocalDate created =
                    account.day().minusDays(Experience.daysBefore(dice, account.start(), account.day(), 1, 90));
            addOpen(account, rows, dice, "-open", type, created, amount(account, now.mrr() * dice.between(2, 8)));
        }
        if (dice.chance(0.2)) {
            LocalDate closed = account.day().minusDays(dice.between(5, 360));
            LocalDate created = closed.minusDays(dice.between(20, 90));
            String product = dice.chance(0.8) ? Market.SECOND_PRODUCT : null;
            if (!created.isBefore(account.start())) {
                Object[] deal = {
                    account.id() + "-lost", account.id(), "CROSS_SELL", product, created, created.plusDays(10)
                };
                add(
                        account,
                        rows,
                        dice,
                        deal,
                        closed,
                        dice.chance(0.7) ? "LOST" : "WON",
                        amount(account, now.mrr() * 3));
            }
        }
    }

    /** The deal that ended in a contract period: it began some weeks before it was signed. */
    private static void addWon(AccountHistory account, RecordSink rows, Dice dice, Deals.Deal deal) {
        LocalDate signed = deal.signed();
        String type = type(deal);
        if (signed == null || type == null) {
            return;
        }
        LocalDate created = signed.minusDays(dice.between(20, 80));
        if (deal.before() != null && created.isBefore(account.start())) {
            created = account.start();
        }
        LocalDate qualified = created.plusDays(Math.min(10, ChronoUnit.DAYS.between(created, signed)));
        long more = deal.isExpansion()
                ? deal.period().mrr() - deal.before().mrr()
                : deal.period().mrr();
        Object[] first = {account.id() + "-deal" + deal.number(), account.id(), type, Market.PRODUCT, created, qualified
        };
        add(account, rows, dice, first, signed, "WON", amount(account, more * 12));
    }

    private static String type(Deals.Deal deal) {
        if (deal.before() == null) {
            return "NEW";
        }
        return deal.isExpansion() ? "EXPANSION" : deal.isRenewal() ? "RENEWAL" : null;
    }

    private static void addOpen(
            AccountHistory account,
            RecordSink rows,
            Dice dice,
            String id,
            String type,
            LocalDate created,
            Market.Price amount) {
        LocalDate qualified = created.plusDays(dice.between(0, 20));
        boolean known = dice.chance(0.7) && qualified.isBefore(account.day());
        Object[] first = {
            account.id() + id, account.id(), type, Market.SECOND_PRODUCT, created, known ? qualified : null
        };
        add(account, rows, dice, first, null, null, amount);
    }

    private static void add(
            AccountHistory account,
            RecordSink rows,
            Dice dice,
            Object[] first,
            LocalDate closed,
            String outcome,
            Market.Price amount) {
        boolean referred = account.links().referrer() != 0 || dice.chance(0.05);
        rows.add(
                first[0],
                first[1],
                first[2],
                first[3],
                first[4],
                first[5],
                closed,
                outcome,
                dice.chance(0.95) ? amount : null,
                closed == null && dice.chance(0.9) ? (Integer) (10 * dice.between(1, 9)) : null,
                dice.chance(0.9) ? referred : null,
                referred ? dice.pick(REFERRERS) : null);
    }

    /** In the currency of the second product, where it pays for one. */
    private static Market.Price amount(AccountHistory account, long minor) {
        Market.Money second = account.secondMoney();
        return second == null
                ? account.money().amount(minor)
                : second.amountOfEuros(account.money().euros(minor));
    }

    @Override
    public void writeWithoutAccount(BaseSettings base, RecordSink rows) {
        Dice dice = new Dice(base.seed(), -12);
        for (int deal = 1; deal <= base.accounts() / 25; deal++) {
            LocalDate created = base.day().minusDays(dice.between(1, 120));
            boolean referred = dice.chance(0.2);
            rows.add(
                    "prospect-deal" + deal,
                    null,
                    "NEW",
                    Market.PRODUCT,
                    created,
                    null,
                    null,
                    null,
                    Market.Money.of(dice).amountOfEuros(dice.between(500, 40_000)),
                    10 * dice.between(1, 9),
                    referred,
                    referred ? dice.pick(REFERRERS) : null);
        }
    }
}
