package io.tidewatch.benchmarks.base;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The support tickets of an account, which {@link TicketFile} writes and surveys ask about. */
final class Support {

    /**
     * A ticket.
     *
     * @param of the observation whose metrics count it as resolved more than 14 days before; null for the others
     * @param turn its number among those of the observation, from 0
     * @param resolved null for an open one
     * @param first whether it was solved at the first contact
     */
    record Ticket(String id, Observation of, int turn, LocalDateTime opened, LocalDateTime resolved, boolean first) {}

    private Support() {}

    static List<Ticket> of(AccountHistory account) {
        Dice dice = account.dice("support");
        List<Ticket> tickets = new ArrayList<>();
        for (Observation observation : account.observations()) {
            Experience experience = observation.experience();
            for (int turn = 0; turn < experience.tickets(); turn++) {
                LocalDateTime opened = opened(
                        dice,
                        observation
                                .day()
                                .minusDays(Experience.daysBefore(
                                        dice,
                                        account.start(),
                                        observation.day(),
                                        Experience.TICKET_DAYS,
                                        Experience.SURVEY_DAYS)));
                tickets.add(new Ticket(
                        account.id(observation, "t", turn),
                        observation,
                        turn,
                        opened,
                        opened.plusMinutes(minutes(dice, observation)),
                        turn < experience.firstContact()));
            }
            boolean longEnough = ChronoUnit.DAYS.between(account.start(), observation.day()) > 12;
            if (longEnough && experience.tickets() > 0 && dice.chance(0.15)) {
                LocalDateTime opened = opened(dice, observation.day().minusDays(dice.between(6, 10)));
                LocalDateTime resolved = opened.plusMinutes(minutes(dice, observation));
                tickets.add(new Ticket(account.id(observation, "t", 8), null, 8, opened, resolved, dice.chance(0.5)));
            }
        }
        if (account.latest() != null && dice.chance(0.25)) {
            LocalDateTime opened = opened(dice, account.day().minusDays(dice.between(1, 4)));
            tickets.add(new Ticket(account.id() + "-open", null, 9, opened, null, false));
        }
        return tickets;
    }

    private static LocalDateTime opened(Dice dice, LocalDate day) {
        return day.atTime(LocalTime.of(dice.between(7, 18), dice.between(0, 59)));
    }

    private static long minutes(Dice dice, Observation observation) {
        return (long) (60 * observation.resolutionHours() * dice.between(0.85, 1.15));
    }

    static Instant moment(LocalDateTime time) {
        return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }
}
