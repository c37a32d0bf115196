package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.util.List;

/** Customer companies. */
final class AccountFile implements MappedFile {

    private static final Layout LAYOUT =
            Layout.mapped("account", ShippedMapping.ACCOUNTS, "region", "tier", "channel", "referredBy", "parent");

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

    private static final List<String> CHANNELS = List.of("direct", "direct", "partner", "self-serve", "marketplace");

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.ACCOUNTS;
    }

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        String name = dice.pick(FIRST) + " " + dice.pick(SECOND) + " " + account.number();
        String industry = dice.pick(Market.INDUSTRIES);
        String country = dice.pick(Market.COUNTRIES);
        rows.add(
                account.id(),
                name,
                account.market(),
                account.businessModel(),
                stage(account),
                industry,
                country,
                account.csm(),
                dice.chance(0.5) ? "omar@example.com" : "ines@example.com",
                account.start(),
                region(country),
                tier(account),
                dice.pick(CHANNELS),
                account.links().referrer() == 0
                        ? null
                        : AccountHistory.id(account.links().referrer()),
                account.links().parent() == 0
                        ? null
                        : AccountHistory.id(account.links().parent()));
    }

    private static String region(String country) {
        return switch (country) {
            case "US" -> "AMER";
            case "JP" -> "APAC";
            default -> "EMEA";
        };
    }

    private static String tier(AccountHistory account) {
        return switch (account.market()) {
            case SMB -> account.number() % 11 == 0 ? null : "Bronze";
            case MID_MARKET -> "Silver";
            case ENTERPRISE -> "Gold";
        };
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
