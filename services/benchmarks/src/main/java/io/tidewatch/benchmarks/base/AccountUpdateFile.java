package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.List;

/** News of accounts: what was won, what escalated, who changed, what we learned. */
final class AccountUpdateFile implements KindFile {

    private static final Layout LAYOUT = Layout.of("account_update", "category", "happenedOn", "headline");
    private static final List<String> CATEGORIES = List.of("WIN", "ESCALATION", "SHIFT", "LEARNING", "STORY");
    private static final List<String> HEADLINES = List.of(
            "Second site goes live", "Outage escalated", "New sponsor", "Templates save time", "Reports in a minute");

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        for (Deals.Deal deal : account.deals()) {
            boolean recent =
                    deal.signed() != null && deal.signed().isAfter(account.day().minusDays(365));
            if (recent && deal.isExpansion()) {
                add(account, rows, "-won" + deal.number(), "WIN", deal.signed(), "Expansion signed");
            }
        }
        LocalDate day = account.day().minusDays(dice.between(1, 120));
        if (account.paysOn(day) && dice.chance(0.35)) {
            int news = dice.between(0, CATEGORIES.size() - 1);
            add(account, rows, "-news", CATEGORIES.get(news), day, dice.chance(0.9) ? HEADLINES.get(news) : null);
        }
    }

    private static void add(
            AccountHistory account, RecordSink rows, String id, String category, LocalDate day, String headline) {
        rows.add(account.id() + id, account.id(), category, day, headline);
    }
}
