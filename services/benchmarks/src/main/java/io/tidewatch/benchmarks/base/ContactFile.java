package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.util.List;

/** People at the customer. */
final class ContactFile implements MappedFile {

    private static final List<String> FIRST =
            List.of("Clara", "Jonas", "Mira", "Pavel", "Sofia", "Hugo", "Elena", "Anton", "Greta", "Luis", "Nora");
    private static final List<String> LAST =
            List.of("Berg", "Conti", "Duarte", "Engel", "Fontaine", "Grau", "Holm", "Ivanov", "Jansen", "Kraus");

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.CONTACTS;
    }

    @Override
    public void write(AccountHistory account, Rows rows) {
        Dice dice = account.dice(this);
        if (account.sponsorKnown()) {
            add(account, rows, dice, account.sponsor(), "EXECUTIVE_SPONSOR");
        }
        add(account, rows, dice, account.champion(), "CHAMPION");
        if (account.market() != Market.SMB) {
            add(account, rows, dice, account.id() + "-admin", "USER");
        }
    }

    private static void add(AccountHistory account, Rows rows, Dice dice, String id, String role) {
        String name = dice.pick(FIRST) + " " + dice.pick(LAST);
        rows.add(id, account.id(), name, id + "@example.net", role);
    }
}
