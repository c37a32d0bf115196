package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.time.LocalDate;
import java.util.List;

/** Meetings, calls and e-mails with the sponsor and with the champion. */
final class TouchpointFile implements MappedFile {

    private static final int DAYS_BETWEEN_REVIEWS = 45;

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.TOUCHPOINTS;
    }

    @Override
    public void write(AccountHistory account, Rows rows) {
        Dice dice = account.dice(this);
        if (account.sponsorKnown()) {
            for (Observation observation : account.observations()) {
                addTalks(account, rows, dice, observation);
            }
        }
        addReviews(account, rows, dice);
    }

    /** The day of the last two-way contact with the sponsor before a day of observation; null when there was none. */
    static LocalDate lastContact(AccountHistory account, Observation observation) {
        LocalDate last = observation.day().minusDays(observation.silentDays());
        return account.sponsorKnown() && !last.isBefore(account.start()) ? last : null;
    }

    /** Two-way contacts up to the last one, some five weeks apart, and what was tried since. */
    private static void addTalks(AccountHistory account, Rows rows, Dice dice, Observation observation) {
        LocalDate last = lastContact(account, observation);
        LocalDate first = observation == account.latest()
                ? AccountSource.earlierDay(account.base()).plusDays(2)
                : account.day().minusDays(AccountHistory.DAYS_KNOWN);
        for (LocalDate day = last;
                day != null && !day.isBefore(first) && !day.isBefore(account.start());
                day = day.minusDays(dice.between(28, 44))) {
            switch (dice.between(0, 3)) {
                case 0 -> add(account, rows, day, "MEETING", "STRATEGIC", "HELD", null, null);
                case 1 -> add(account, rows, day, "EMAIL", null, "SENT", "INBOUND", null);
                case 2 -> add(account, rows, day, "CALL", null, "HELD", "OUTBOUND", null);
                default -> add(account, rows, day, "EMAIL", null, "SENT", "OUTBOUND", day);
            }
        }
        if (last != null && observation.silentDays() > 20) {
            LocalDate tried = last.plusDays(observation.silentDays() / 2);
            add(account, rows, tried, "EMAIL", null, "SENT", "OUTBOUND", null);
        }
    }

    private static void add(
            AccountHistory account,
            Rows rows,
            LocalDate day,
            String kind,
            String meetingKind,
            String status,
            String direction,
            LocalDate answered) {
        boolean asked = "OUTBOUND".equals(direction) && kind.equals("EMAIL");
        rows.add(
                account.id() + "-talk-" + day,
                account.id(),
                kind,
                meetingKind,
                status,
                direction,
                account.sponsor(),
                account.csm(),
                day + "T09:30:00Z",
                asked ? answered != null : null,
                answered == null ? null : answered + "T15:45:00Z",
                kind.equals("MEETING") ? day.minusDays(7) + "T08:00:00Z" : null);
    }

    /** The daily business goes on whatever the sponsor does. */
    private static void addReviews(AccountHistory account, Rows rows, Dice dice) {
        for (int daysAgo = dice.between(2, DAYS_BETWEEN_REVIEWS);
                daysAgo < AccountHistory.DAYS_KNOWN;
                daysAgo += DAYS_BETWEEN_REVIEWS) {
            LocalDate day = account.day().minusDays(daysAgo);
            String status = dice.chance(0.9) ? "HELD" : dice.pick(List.of("MISSED", "DECLINED", "CANCELLED"));
            if (account.paysOn(day)) {
                rows.add(
                        account.id() + "-review-" + day,
                        account.id(),
                        "MEETING",
                        "OPERATIONAL_REVIEW",
                        status,
                        "OUTBOUND",
                        account.champion(),
                        account.csm(),
                        day + "T10:00:00Z",
                        null,
                        null,
                        day.minusDays(14) + "T08:00:00Z");
            }
        }
    }
}
