package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** What users said about the product, with what Product decided and answered. */
final class FeedbackFile implements KindFile {

    private static final Layout LAYOUT =
            Layout.of("feedback", "givenOn", "theme", "text", "status", "answer", "answeredOn", "user");
    private static final List<String> THEMES = List.of("export", "speed", "dashboards", "permissions", "mobile");
    private static final List<String> STATUS = List.of("PLANNED", "DONE", "DECLINED");

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        for (Observation observation : account.observations()) {
            int items = dice.weighted(45, 30, 15, 10);
            for (int item = 0; item < items; item++) {
                LocalDate given = observation
                        .day()
                        .minusDays(Experience.daysBefore(dice, account.start(), observation.day(), 1, 85));
                String user = account.user(dice.between(1, observation.assignedSeats()));
                add(account, rows, dice, account.id(observation, "feedback", item), given, user);
            }
        }
        LocalDate lastYear = account.day().minusDays(AccountHistory.DAYS_KNOWN + dice.between(1, 85));
        if (account.paysOn(lastYear) && dice.chance(0.3)) {
            add(account, rows, dice, account.id() + "-feedback", lastYear, null);
        }
    }

    private static void add(
            AccountHistory account, RecordSink rows, Dice dice, String id, LocalDate given, String user) {
        LocalDate answered = given.plusDays(dice.between(2, 40));
        boolean answers = dice.chance(0.6) && answered.isBefore(account.day());
        String theme = dice.chance(0.9) ? dice.pick(THEMES) : null;
        String status = answers ? dice.pick(STATUS) : "OPEN";
        rows.add(
                id,
                account.id(),
                given,
                theme,
                "We would like to see more of it" + (theme == null ? "." : ": " + theme + "."),
                status,
                answers ? "Thank you, this is " + status.toLowerCase(Locale.ROOT) + "." : null,
                answers ? answered : null,
                dice.chance(0.9) ? user : null);
    }
}
