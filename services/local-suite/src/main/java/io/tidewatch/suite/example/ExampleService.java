package io.tidewatch.suite.example;

import java.time.LocalDate;
import java.util.List;

/** Tickets, and what the CSMs think. */
final class ExampleService {

    private static final List<String> PRIORITIES = List.of("low", "medium", "high", "urgent");

    private final LocalDate day;
    private final ExampleTable tickets = new ExampleTable(ShippedMapping.TICKETS);
    private final ExampleTable sentiment = new ExampleTable(ShippedMapping.SENTIMENT);
    private int accounts;

    ExampleService(LocalDate day) {
        this.day = day;
    }

    ExampleTable tickets() {
        return tickets;
    }

    ExampleTable sentiment() {
        return sentiment;
    }

    void add(ExamplePlan plan) {
        accounts++;
        int end = plan.contract().churned() ? plan.contract().termStartedDaysAgo() : 1;
        int oldest = Math.min(365, plan.knownDays());
        for (int daysAgo = end + accounts % 17; daysAgo < oldest; daysAgo += 23 + accounts % 31) {
            addTicket(plan, daysAgo);
        }
        for (int daysAgo = end + accounts % 29; daysAgo < oldest; daysAgo += 90) {
            int rating = 1 + (accounts * 7 + daysAgo) % 5;
            sentiment.add(
                    plan.id() + "-mood-" + daysAgo,
                    plan.id(),
                    day.minusDays(daysAgo),
                    rating,
                    plan.csm(),
                    rating < 3 ? "Asks about price, and about others." : null);
        }
    }

    private void addTicket(ExamplePlan plan, int daysAgo) {
        int turn = accounts + daysAgo;
        LocalDate opened = day.minusDays(daysAgo);
        // The newest ones may still be open.
        boolean resolved = daysAgo > 4 || turn % 2 == 0 && daysAgo > 2;
        tickets.add(
                plan.id() + "-ticket-" + daysAgo,
                plan.id(),
                opened + "T09:15:00Z",
                resolved ? opened.plusDays(turn % 3) + "T" + (14 + turn % 8) + ":45:00Z" : null,
                PRIORITIES.get(turn % PRIORITIES.size()),
                resolved && turn % 3 == 0 ? 3 + turn % 3 : null);
    }
}
