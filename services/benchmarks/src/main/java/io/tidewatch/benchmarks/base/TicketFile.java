package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;

/** Support tickets: those of the quarter before a day of observation, and a few that are open. */
final class TicketFile implements MappedFile {

    private static final Layout LAYOUT =
            Layout.mapped("ticket", ShippedMapping.TICKETS, "reopenedAt", "contactsNeeded");
    private static final List<String> PRIORITIES = List.of("low", "medium", "medium", "high", "urgent");

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.TICKETS;
    }

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        for (Support.Ticket ticket : account.tickets()) {
            Object satisfaction = dice.chance(0.6) ? BigDecimal.valueOf(dice.between(2, 5)) : null;
            String priority = dice.pick(PRIORITIES);
            LocalDateTime reopened = null;
            Integer contacts = ticket.first() ? 1 : (Integer) dice.between(2, 5);
            if (!ticket.first() && ticket.of() != null) {
                switch (dice.weighted(60, 25, 15)) {
                    case 0 -> {
                        // Solved in the end.
                    }
                    case 1 -> {
                        contacts = 1;
                        reopened = ticket.resolved().plusDays(dice.between(1, 9));
                    }
                    default -> contacts = null;
                }
            }
            rows.add(
                    ticket.id(),
                    account.id(),
                    Support.moment(ticket.opened()),
                    Support.moment(ticket.resolved()),
                    priority,
                    ticket.resolved() == null ? null : satisfaction,
                    Support.moment(reopened),
                    ticket.resolved() == null ? null : contacts);
        }
    }
}
