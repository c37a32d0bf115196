package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.util.List;

/** Customer companies. */
final class AccountFile implements MappedFile {

    private static final List<String> FIRST = List.of(
            "Alder", "Birch", "Cobalt", "Delta", "Elm", "Falcon", "Granite", "Harbor", "Iris", "Juniper", "Kite",
            "Lark");
    private static final List<String> SECOND = List.of(
            "Analytics",
            "Brothers",
            "Clinics",
            "Dynamics",
            "Estates",
            "Foods",
            "Group",
            "Hotels",
            "Labs",
            "Müller & Co");

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.ACCOUNTS;
    }

    @Override
    public void write(AccountHistory account, Rows rows) {
        Dice dice = account.dice(this);
        rows.add(
                account.id(),
                dice.pick(FIRST) + " " + dice.pick(SECOND) + " " + account.number(),
                account.market(),
                account.businessModel(),
                stage(account),
                dice.pick(Market.INDUSTRIES),
                dice.pick(Market.COUNTRIES),
                account.csm(),
                dice.chance(0.5) ? "omar@example.com" : "ines@example.com",
                account.start());
    }

    private static String stage(AccountHistory account) {
        if (account.start().isAfter(account.day().minusDays(90))) {
            return "IMPLEMENTATION";
        }
        if (account.start().isAfter(account.day().minusDays(270))) {
            return "ADOPTION";
        }
        Contract.Period period = account.contract().paidOn(account.day());
        boolean ends = period != null
                && period.agreedEnd() != null
                && period.agreedEnd().isBefore(account.day().plusDays(90));
        return ends ? "RENEWAL" : "ENGAGEMENT";
    }
}
