package io.tidewatch.benchmarks.base;

import java.math.BigDecimal;
import java.time.LocalDate;

/** Surveys: NPS campaigns, questions after tickets, after the onboarding and after business reviews. Some are not answered. */
final class SurveyFile implements KindFile {

    private static final Layout LAYOUT =
            Layout.of("survey", "instrument", "invitedOn", "answeredOn", "score", "contact", "user", "touchpoint");

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        for (Observation observation : account.observations()) {
            addNps(account, rows, dice, observation);
        }
        for (Support.Ticket ticket : account.tickets()) {
            if (ticket.of() != null) {
                addAfterTicket(account, rows, dice, ticket);
            }
        }
        addAfterOnboarding(account, rows, dice);
        addAfterReviews(account, rows, dice);
    }

    private static void addNps(AccountHistory account, RecordSink rows, Dice dice, Observation observation) {
        Experience experience = observation.experience();
        for (int turn = 0; turn < experience.npsAnswers(); turn++) {
            int score = turn < experience.promoters()
                    ? dice.between(9, 10)
                    : turn < experience.promoters() + experience.detractors() ? dice.between(0, 6) : dice.between(7, 8);
            LocalDate answered = observation
                    .day()
                    .minusDays(
                            Experience.daysBefore(dice, account.start(), observation.day(), 2, Experience.SURVEY_DAYS));
            LocalDate invited = answered.minusDays(dice.between(0, 5));
            boolean byUser = turn > 1 && turn <= observation.assignedSeats();
            rows.add(
                    account.id(observation, "nps", turn),
                    account.id(),
                    "NPS",
                    dice.chance(0.95) ? invited.isBefore(account.start()) ? account.start() : invited : null,
                    answered,
                    BigDecimal.valueOf(score),
                    byUser ? null : turn == 0 && account.sponsorKnown() ? account.sponsor() : account.champion(),
                    byUser ? account.user(turn) : null,
                    null);
        }
        int silent = dice.between(0, 2);
        for (int turn = 0; turn < silent && experience.npsAnswers() > 0; turn++) {
            LocalDate invited = observation.day().minusDays(dice.between(3, 10));
            String contact = account.champion();
            rows.add(
                    account.id(observation, "nps", 10 + turn),
                    account.id(),
                    "NPS",
                    invited,
                    null,
                    null,
                    contact,
                    null,
                    null);
        }
    }

    private static void addAfterTicket(AccountHistory account, RecordSink rows, Dice dice, Support.Ticket ticket) {
        Experience experience = ticket.of().experience();
        LocalDate invited = ticket.resolved().toLocalDate();
        boolean answers = ticket.turn() < experience.csatAnswers();
        int score = ticket.turn() < experience.happy() ? dice.between(4, 5) : dice.between(1, 3);
        LocalDate answered = invited.plusDays(dice.between(0, 6));
        rows.add(
                ticket.id() + "-csat",
                account.id(),
                "CSAT",
                invited,
                answers ? answered : null,
                answers ? BigDecimal.valueOf(score) : null,
                account.champion(),
                null,
                null);
        if (ticket.turn() == 0 && experience.effort() > 0) {
            rows.add(
                    ticket.id() + "-ces",
                    account.id(),
                    "CES",
                    invited,
                    answered,
                    BigDecimal.valueOf(experience.effort()),
                    account.champion(),
                    null,
                    null);
        }
    }

    private static void addAfterOnboarding(AccountHistory account, RecordSink rows, Dice dice) {
        for (SuccessPlan.Step step : account.steps()) {
            boolean asks = step.plan().equals("ONBOARDING") && step.name().equals("team trained")
                    || step.name().equals("account activated");
            if (asks && step.reached() != null) {
                boolean onboarding = step.plan().equals("ONBOARDING");
                LocalDate answered = step.reached().plusDays(dice.between(1, 12));
                boolean answers = dice.chance(0.7) && answered.isBefore(account.day());
                rows.add(
                        account.id() + (onboarding ? "-oss" : "-activated"),
                        account.id(),
                        onboarding ? "OSS" : "FEEDBACK",
                        step.reached(),
                        answers ? answered : null,
                        answers ? BigDecimal.valueOf(dice.between(2, 5)) : null,
                        account.champion(),
                        null,
                        null);
            }
        }
    }

    private static void addAfterReviews(AccountHistory account, RecordSink rows, Dice dice) {
        for (Reviews.Slot slot : account.reviews()) {
            if (slot.held() && dice.chance(0.4)) {
                LocalDate answered = slot.on().plusDays(dice.between(0, 4));
                boolean answers = answered.isBefore(account.day());
                rows.add(
                        slot.id() + "-feedback",
                        account.id(),
                        "FEEDBACK",
                        slot.on(),
                        answers ? answered : null,
                        answers ? BigDecimal.valueOf(dice.between(2, 5)) : null,
                        account.champion(),
                        null,
                        slot.id());
            }
        }
    }
}
