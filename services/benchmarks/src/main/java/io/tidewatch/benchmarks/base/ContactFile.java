package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.util.List;

/** People at the customer. */
final class ContactFile implements MappedFile {

    private static final Layout LAYOUT = Layout.mapped("contact", ShippedMapping.CONTACTS, "level", "function");

    private static final List<String> FIRST =
            List.of("Clara", "Jonas", "Mira", "Pavel", "Sofia", "Hugo", "Elena", "Anton", "Greta", "Luis", "Nora");
    private static final List<String> LAST =
            List.of("Berg", "Conti", "Duarte", "Engel", "Fontaine", "Grau", "Holm", "Ivanov", "Jansen", "Kraus");

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.CONTACTS;
    }

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        if (account.sponsorKnown()) {
            add(account, rows, dice, account.sponsor(), "EXECUTIVE_SPONSOR", "EXECUTIVE");
        }
        add(account, rows, dice, account.champion(), "CHAMPION", "MANAGER");
        if (account.admin() != null) {
            add(account, rows, dice, account.admin(), "USER", "DIRECTOR");
        }
        if (account.number() % 4 == 0) {
            add(account, rows, dice, account.id() + "-staff", "OTHER", "STAFF");
        }
    }

    private static void add(AccountHistory account, RecordSink rows, Dice dice, String id, String role, String level) {
        String name = dice.pick(FIRST) + " " + dice.pick(LAST);
        rows.add(
                id,
                account.id(),
                name,
                id + "@example.net",
                role,
                dice.chance(0.9) ? level : null,
                dice.chance(0.8) ? dice.pick(UserFile.DEPARTMENTS) : null);
    }
}
