package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Meetings, calls and e-mails with the sponsor, the champion and other contacts. */
final class TouchpointFile implements MappedFile {

    private static final Layout LAYOUT = Layout.mapped(
            "touchpoint",
            ShippedMapping.TOUCHPOINTS,
            "topics",
            "decisionMaker",
            "referralIntent",
            "introductionAsked",
            "introductionOffered",
            "csmThumb",
            "customerThumb");

    private static final LocalTime EIGHT = LocalTime.of(8, 0);
    private static final LocalTime HALF_PAST_NINE = LocalTime.of(9, 30);
    private static final LocalTime TEN = LocalTime.of(10, 0);
    private static final LocalTime AFTERNOON = LocalTime.of(15, 45);
    private static final int DAYS_BETWEEN_REVIEWS = 45;
    private static final int RENEWAL_TALK_DAYS = 60;

    /** Kickoffs, trainings, check-ins and talks about a renewal: the import does not read words of their own yet. */
    private static final String OTHER_MEETING = "OTHER";

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.TOUCHPOINTS;
    }

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        if (account.sponsorKnown()) {
            for (Observation observation : account.observations()) {
                addTalks(account, rows, dice, observation);
            }
        }
        addReviews(account, rows, dice);
        addBusinessReviews(account, rows, dice);
        addOccasions(account, rows, dice);
    }

    /** The day of the last two-way contact with the sponsor before a day of observation; null when there was none. */
    static LocalDate lastContact(AccountHistory account, Observation observation) {
        LocalDate last = observation.day().minusDays(observation.silentDays());
        return account.sponsorKnown() && !last.isBefore(account.start()) ? last : null;
    }

    /** Two-way contacts up to the last one, some five weeks apart, and what was tried since. */
    private static void addTalks(AccountHistory account, RecordSink rows, Dice dice, Observation observation) {
        LocalDate last = lastContact(account, observation);
        LocalDate first = observation == account.latest()
                ? AccountSource.earlierDay(account.base()).plusDays(2)
                : account.day().minusDays(AccountHistory.DAYS_KNOWN);
        for (LocalDate day = last;
                day != null && !day.isBefore(first) && !day.isBefore(account.start());
                day = day.minusDays(dice.between(28, 44))) {
            switch (dice.between(0, 3)) {
                case 0 -> addMeeting(account, rows, dice, "-talk-" + day, "STRATEGIC", "HELD", account.sponsor(), day);
                case 1 -> addWithSponsor(account, rows, day, "EMAIL", "SENT", "INBOUND", null);
                case 2 -> addWithSponsor(account, rows, day, "CALL", "HELD", "OUTBOUND", null);
                default -> addWithSponsor(account, rows, day, "EMAIL", "SENT", "OUTBOUND", day);
            }
        }
        if (last != null && observation.silentDays() > 20) {
            LocalDate tried = last.plusDays(observation.silentDays() / 2);
            addWithSponsor(account, rows, tried, "EMAIL", "SENT", "OUTBOUND", null);
        }
    }

    private static void addWithSponsor(
            AccountHistory account,
            RecordSink rows,
            LocalDate day,
            String kind,
            String status,
            String direction,
            LocalDate answered) {
        boolean asked = "OUTBOUND".equals(direction) && kind.equals("EMAIL");
        rows.add(
                account.id() + "-talk-" + day,
                account.id(),
                kind,
                null,
                status,
                direction,
                List.of(account.sponsor()),
                account.csm(),
                at(day, HALF_PAST_NINE),
                asked ? answered != null : null,
                answered == null ? null : at(answered, AFTERNOON),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** The daily business goes on whatever the sponsor does. */
    private static void addReviews(AccountHistory account, RecordSink rows, Dice dice) {
        for (int daysAgo = dice.between(2, DAYS_BETWEEN_REVIEWS);
                daysAgo < AccountHistory.DAYS_KNOWN;
                daysAgo += DAYS_BETWEEN_REVIEWS) {
            LocalDate day = account.day().minusDays(daysAgo);
            String status = dice.chance(0.9) ? "HELD" : dice.pick(List.of("MISSED", "DECLINED", "CANCELLED"));
            if (account.paysOn(day)) {
                String id = "-review-" + day;
                addMeeting(account, rows, dice, id, "OPERATIONAL_REVIEW", status, account.champion(), day);
            }
        }
    }

    private static void addBusinessReviews(AccountHistory account, RecordSink rows, Dice dice) {
        for (Reviews.Slot slot : account.reviews()) {
            if (slot.on() != null) {
                String status = slot.held() ? "HELD" : dice.chance(0.5) ? "MISSED" : "DECLINED";
                String id = slot.id().substring(account.id().length());
                addMeeting(account, rows, dice, id, "BUSINESS_REVIEW", status, account.champion(), slot.on());
            }
        }
    }

    /** The kickoff, and the talk before a renewal. */
    private static void addOccasions(AccountHistory account, RecordSink rows, Dice dice) {
        for (Deals.Deal deal : account.deals()) {
            boolean first = deal.period() == account.contract().firstPaid();
            LocalDate day = first
                    ? deal.period().start().plusDays(dice.between(1, 10))
                    : deal.period().start().minusDays(RENEWAL_TALK_DAYS - dice.between(0, 20));
            boolean known = day.isAfter(account.day().minusDays(AccountHistory.DAYS_KNOWN));
            if (known && account.lives(day) && account.paysOn(day) && (first || deal.isRenewal())) {
                String id = (first ? "-kickoff-" : "-renewal-") + day;
                addMeeting(account, rows, dice, id, OTHER_MEETING, "HELD", account.champion(), day);
            }
        }
    }

    private static void addMeeting(
            AccountHistory account,
            RecordSink rows,
            Dice dice,
            String id,
            String kind,
            String status,
            String contact,
            LocalDate day) {
        boolean withSponsor = contact.equals(account.sponsor());
        boolean review = kind.equals("BUSINESS_REVIEW");
        List<String> contacts = new ArrayList<>(List.of(contact));
        if (review && account.admin() != null && dice.chance(0.6)) {
            contacts.add(account.admin());
        }
        boolean held = status.equals("HELD");
        boolean asked = held && dice.chance(0.08);
        rows.add(
                account.id() + id,
                account.id(),
                "MEETING",
                kind,
                status,
                withSponsor ? null : "OUTBOUND",
                contacts,
                account.csm(),
                at(day, withSponsor ? HALF_PAST_NINE : TEN),
                null,
                null,
                at(day.minusDays(withSponsor ? 7 : 14), EIGHT),
                held ? topics(dice, kind) : null,
                held && dice.chance(0.95) ? withSponsor || contacts.size() > 1 || dice.chance(0.4) : null,
                held && review ? dice.chance(0.12) : null,
                held ? asked : null,
                held ? asked && dice.chance(0.5) || dice.chance(0.01) : null,
                held && review && dice.chance(0.9) ? thumb(dice) : null,
                held && review && dice.chance(0.6) ? thumb(dice) : null);
    }

    private static List<String> topics(Dice dice, String kind) {
        List<String> topics = new ArrayList<>();
        switch (kind) {
            case "STRATEGIC" -> topics.addAll(dice.chance(0.5) ? List.of("ROADMAP", "PLANNING") : List.of("PLANNING"));
            case "BUSINESS_REVIEW" -> topics.add("VALUE");
            case "OPERATIONAL_REVIEW" -> topics.add("SUPPORT");
            default -> {
                // Nothing that is noted always.
            }
        }
        if (dice.chance(0.15)) {
            topics.add("EXPANSION");
        }
        return topics;
    }

    private static String thumb(Dice dice) {
        return dice.chance(0.8) ? "UP" : "DOWN";
    }

    private static Instant at(LocalDate day, LocalTime time) {
        return day.atTime(time).toInstant(ZoneOffset.UTC);
    }
}
