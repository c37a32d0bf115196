package io.tidewatch.suite.example;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;

/**
 * What the users did. It depends on the user and the date alone, so that any later day continues it: in any 30 days a
 * power user has more than ten good days, a light user at most five days, none of them good.
 */
final class ExampleUsage {

    /** Before that, usage is known per account only, as from an older system. */
    private static final int DAYS_WITH_USERS = 60;

    private static final List<String> VALUE_FEATURES =
            List.of("automations", "dashboards", "exports", "forecasts", "reports");

    private final ExampleTable table = new ExampleTable(ShippedMapping.USAGE);

    ExampleTable table() {
        return table;
    }

    static String userId(ExamplePlan plan, int number) {
        return plan.id() + "-u" + number;
    }

    /** Adds the year before the day; the day itself is not over. */
    void addHistory(ExamplePlan plan, LocalDate day) {
        LocalDate end =
                plan.contract().churned() ? day.minusDays(plan.contract().termStartedDaysAgo()) : day;
        LocalDate start = day.minusDays(Math.min(365, plan.knownDays()));
        LocalDate detailed = day.minusDays(DAYS_WITH_USERS);
        for (LocalDate monday = start.with(DayOfWeek.MONDAY); monday.isBefore(detailed); monday = monday.plusDays(7)) {
            if (!monday.isBefore(start) && monday.isBefore(end)) {
                addRow(
                        plan,
                        null,
                        monday,
                        VALUE_FEATURES.get(0),
                        40 + plan.seats().power() * 9);
            }
        }
        addDays(plan, detailed.isBefore(start) ? start : detailed, end);
    }

    /** Adds the days from one (in) to another (out), by user. */
    void addDays(ExamplePlan plan, LocalDate from, LocalDate to) {
        for (LocalDate day = from; day.isBefore(to); day = day.plusDays(1)) {
            boolean weekend = day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0;
            for (int number = 1; number <= plan.seats().power() + plan.seats().light(); number++) {
                long turn = day.toEpochDay() + number;
                String feature = VALUE_FEATURES.get((int) (turn % VALUE_FEATURES.size()));
                if (number > plan.seats().power()) {
                    if (turn % 7 == 0) {
                        addRow(plan, number, day, turn % 2 == 0 ? feature : "page-view", 1 + (int) (turn % 6));
                    }
                } else if (!weekend && turn % 5 != 0) {
                    addRow(plan, number, day, feature, 11 + (int) (turn % 13));
                }
            }
        }
    }

    private void addRow(ExamplePlan plan, Integer user, LocalDate day, String feature, int count) {
        String userId = user == null ? null : userId(plan, user);
        table.add(
                (user == null ? plan.id() + "-all" : userId) + "-" + day,
                plan.id(),
                userId,
                day,
                feature,
                count,
                count * 37);
    }
}
