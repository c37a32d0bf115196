package io.tidewatch.benchmarks.base;

import java.time.LocalDate;

/** Recommendations by customers: those that became a customer, and others. */
final class ReferralFile implements KindFile {

    private static final Layout LAYOUT =
            Layout.of("referral", "madeOn", "incentiveShownOn", "convertedOn", "referred", "contact");

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        Links links = account.links();
        if (links.referred() != 0) {
            LocalDate made = links.referredStart().minusDays(dice.between(10, 60));
            String referred = AccountHistory.id(links.referred());
            add(account, rows, dice, "-referral1", made, links.referredStart(), referred);
        }
        LocalDate made = account.day().minusDays(dice.between(5, 500));
        if (dice.chance(0.1) && account.paysOn(made)) {
            add(account, rows, dice, "-referral2", made, null, null);
        }
    }

    private static void add(
            AccountHistory account,
            RecordSink rows,
            Dice dice,
            String id,
            LocalDate made,
            LocalDate converted,
            String referred) {
        rows.add(
                account.id() + id,
                account.id(),
                made,
                dice.chance(0.5) ? made.plusDays(dice.between(0, 3)) : null,
                converted,
                referred,
                dice.chance(0.9) ? account.champion() : null);
    }
}
