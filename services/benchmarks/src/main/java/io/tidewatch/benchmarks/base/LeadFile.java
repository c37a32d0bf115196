package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.time.LocalDateTime;

/** Inquiries: before the first contract, of product-led accounts that want more, and of companies that are not customers. */
final class LeadFile implements KindFile {

    private static final Layout LAYOUT = Layout.of("lead", "source", "inquiredAt", "firstContactAt", "convertedOn");

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        LocalDate signed = Deals.firstSigned(account);
        if (signed != null && dice.chance(0.6)) {
            String source = account.links().referrer() != 0 ? "REFERRAL" : dice.chance(0.6) ? "INBOUND" : "OUTBOUND";
            LocalDate inquired = signed.minusDays(dice.between(20, 90));
            add(account.id() + "-lead", account.id(), rows, dice, source, inquired, signed);
        }
        LocalDate asked = account.day().minusDays(dice.between(3, 300));
        if (account.businessModel().equals("PRODUCT_LED") && account.paysOn(asked) && dice.chance(0.4)) {
            LocalDate bought = asked.plusDays(dice.between(5, 40));
            boolean converted = dice.chance(0.5) && bought.isBefore(account.day());
            add(account.id() + "-pql", account.id(), rows, dice, "PQL", asked, converted ? bought : null);
        }
    }

    private static void add(
            String id,
            String account,
            RecordSink rows,
            Dice dice,
            String source,
            LocalDate inquired,
            LocalDate converted) {
        LocalDateTime at = inquired.atTime(dice.between(7, 19), dice.between(0, 59));
        LocalDateTime contacted = at.plusMinutes((long) (240 * dice.factor(0.8)));
        boolean known = converted != null || dice.chance(0.9);
        rows.add(id, account, source, Support.moment(at), known ? Support.moment(contacted) : null, converted);
    }

    @Override
    public void writeWithoutAccount(BaseSettings base, RecordSink rows) {
        Dice dice = new Dice(base.seed(), -13);
        for (int lead = 1; lead <= base.accounts() / 10; lead++) {
            LocalDate inquired = base.day().minusDays(dice.between(4, 365));
            add("lead" + lead, null, rows, dice, dice.chance(0.6) ? "INBOUND" : "REFERRAL", inquired, null);
        }
    }
}
