package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.List;

/** Trainings that users completed. */
final class TrainingFile implements KindFile {

    private static final Layout LAYOUT = Layout.of("training", "course", "completedOn", "user");
    private static final List<String> COURSES = List.of("basics", "dashboards", "automation", "administration");

    /** Larger teams learn from each other. */
    private static final int MOST_USERS = 20;

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        for (Team.User user : account.users()) {
            LocalDate completed = user.from().plusDays(dice.between(3, 120));
            if (user.number() <= MOST_USERS && dice.chance(0.35) && completed.isBefore(account.day())) {
                String id = account.user(user.number());
                rows.add(id + "-course", account.id(), dice.pick(COURSES), completed, dice.chance(0.95) ? id : null);
            }
        }
    }
}
