package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;

/** Support tickets, raised and resolved in the quarter before a day of observation. */
final class TicketFile implements MappedFile {

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.TICKETS;
    }

    @Override
    public void write(AccountHistory account, Rows rows) {
        Dice dice = account.dice(this);
        for (Observation observation : account.observations()) {
            // At least one: among those with a ticket, too, the times of leavers and stayers spread evenly.
            int tickets = 1 + dice.weighted(55, 25, 12, 8);
            for (int ticket = 1; ticket <= tickets; ticket++) {
                LocalDateTime opened = observation
                        .day()
                        .minusDays(dice.between(12, 80))
                        .atTime(LocalTime.of(dice.between(7, 18), dice.between(0, 59)));
                long minutes = (long) (60 * observation.resolutionHours() * dice.between(0.85, 1.15));
                String priority = dice.pick(List.of("low", "medium", "medium", "high", "urgent"));
                Object satisfaction = dice.chance(0.6) ? dice.between(2, 5) : null;
                if (!opened.toLocalDate().isBefore(account.start())) {
                    rows.add(
                            account.id() + "-t" + observation.day() + "-" + ticket,
                            account.id(),
                            opened + ":00Z",
                            opened.plusMinutes(minutes) + ":00Z",
                            priority,
                            satisfaction);
                }
            }
        }
    }
}
