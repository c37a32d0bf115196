package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.time.LocalDate;
import java.util.List;

/**
 * What was used: by user in the four weeks before each day of observation, by account in between, as from a source that keeps
 * sums of older data. Summers and Decembers are quiet, weekends too.
 */
final class UsageFile implements MappedFile {

    private static final Layout LAYOUT = Layout.mapped("usage", ShippedMapping.USAGE);

    private static final List<String> VALUE_FEATURES =
            List.of("automations", "dashboards", "exports", "forecasts", "reports");
    private static final int WINDOW_DAYS = 26;
    private static final int DAYS_BETWEEN_SUMS = 15;
    private static final int METERED_WEEKS = 9;
    private static final int WEEKS_BEFORE = 8;
    private static final int WEEKS_KNOWN = 85;
    private static final String KEY_FEATURE = "dashboards";

    /** Signing in is known of the first users only: the product reports it for administrators. */
    private static final int SIGN_INS = 3;

    private static final double[] SEASON = {1, 1.05, 1.1, 1.05, 1, 0.95, 0.75, 0.7, 1, 1.1, 1.05, 0.75};

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.USAGE;
    }

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        addSums(account, rows, dice);
        if (account.isTrying()) {
            addTrial(account, rows, dice);
        }
        for (Observation observation : account.observations()) {
            for (int user = 1; user <= observation.activeUsers(); user++) {
                if (user <= observation.powerUsers()) {
                    addPowerUser(account, rows, dice, observation.day(), user);
                } else {
                    addLightUser(account, rows, dice, observation.day(), user);
                }
                if (user <= SIGN_INS) {
                    LocalDate used = observation.day().minusDays(dice.between(1, WINDOW_DAYS));
                    addEvent(account, rows, user, used, "login", dice.between(1, 5));
                }
            }
            if (observation.activeUsers() > 1) {
                addEvents(account, rows, dice, observation.day());
            }
            if (isKnownByWeek(account)) {
                addWeeks(account, rows, dice, observation);
            }
        }
    }

    /** Nine or ten working days with value actions, more than ten of them in all. */
    private static void addPowerUser(AccountHistory account, RecordSink rows, Dice dice, LocalDate day, int user) {
        int days = dice.between(8, 9);
        int shift = dice.between(0, 1);
        for (int turn = 0; turn < days; turn++) {
            // Three days apart or more on average, so that moved weekends never meet another day.
            LocalDate used = day.minusDays(WINDOW_DAYS - shift - turn * 3L);
            add(account, rows, user, workingDay(used), dice.pick(VALUE_FEATURES), dice.between(4, 20));
        }
    }

    private static void addLightUser(AccountHistory account, RecordSink rows, Dice dice, LocalDate day, int user) {
        int days = dice.between(1, 3);
        for (int turn = 0; turn < days; turn++) {
            LocalDate used = day.minusDays(dice.between(1, 5) + turn * 8L);
            String feature = dice.chance(0.6) ? dice.pick(VALUE_FEATURES) : "views";
            add(account, rows, user, used, feature, dice.between(1, 4));
        }
    }

    /** Of one account in four, users are known in the weeks before the last month, too. */
    private static boolean isKnownByWeek(AccountHistory account) {
        return account.number() % 4 == 1;
    }

    private static void addWeeks(AccountHistory account, RecordSink rows, Dice dice, Observation observation) {
        for (int user = 1; user <= Math.min(SIGN_INS, observation.powerUsers()); user++) {
            for (int week = 0; week < WEEKS_BEFORE; week++) {
                LocalDate used = observation.day().minusDays(31 + 7L * week + dice.between(0, 2));
                if (account.lives(used) && dice.chance(0.95)) {
                    addEvent(account, rows, user, used, KEY_FEATURE, dice.between(1, 9));
                }
            }
        }
    }

    /** Those who are trying the product on the day of the base. */
    private static void addTrial(AccountHistory account, RecordSink rows, Dice dice) {
        for (Team.User user : account.users()) {
            for (LocalDate used = account.start(); used.isBefore(account.day()); used = used.plusDays(3)) {
                String feature = dice.chance(0.5) ? KEY_FEATURE : "views";
                addEvent(account, rows, user.number(), used, feature, dice.between(1, 6));
            }
        }
    }

    /** What the product reports besides: consumption, steps of a purchase, prompts; by users who are active anyway. */
    private static void addEvents(AccountHistory account, RecordSink rows, Dice dice, LocalDate day) {
        if (account.businessModel().equals("CONSUMPTION")) {
            for (int week = 0; week < METERED_WEEKS; week++) {
                LocalDate used = day.minusDays(7L * week + 1);
                if (account.lives(used)) {
                    addEvent(account, rows, 1, used, "api-calls", dice.between(5, 60));
                }
            }
        }
        if (account.businessModel().equals("PRODUCT_LED")) {
            LocalDate used = day.minusDays(dice.between(8, 20));
            addPerhaps(account, rows, dice, 0.2, used, "plan-limit-hit");
            addPerhaps(account, rows, dice, 0.2, used, "upgrade-page");
            if (addPerhaps(account, rows, dice, 0.25, used, "checkout-started")) {
                addPerhaps(account, rows, dice, 0.5, used.plusDays(dice.between(0, 6)), "checkout-done");
            }
        }
        LocalDate shown = day.minusDays(dice.between(3, 26));
        if (addPerhaps(account, rows, dice, 0.25, shown, "referral-prompt-shown")
                && addPerhaps(account, rows, dice, 0.5, shown, "referral-prompt-opened")) {
            addPerhaps(account, rows, dice, 0.4, shown.plusDays(1), "referral-prompt-accepted");
        }
    }

    private static boolean addPerhaps(
            AccountHistory account, RecordSink rows, Dice dice, double likely, LocalDate day, String feature) {
        boolean happens = dice.chance(likely) && account.lives(day);
        if (happens) {
            addEvent(account, rows, 2, day, feature, 1);
        }
        return happens;
    }

    private static void addEvent(
            AccountHistory account, RecordSink rows, int user, LocalDate day, String feature, int count) {
        String who = account.user(user);
        rows.add(who + "-" + feature + "-" + day, account.id(), who, day, feature, count, count * 37);
    }

    /** Less and less in the quarter before a departure. */
    private void addSums(AccountHistory account, RecordSink rows, Dice dice) {
        for (int daysAgo = AccountHistory.DAYS_KNOWN - 5; daysAgo >= 45; daysAgo -= DAYS_BETWEEN_SUMS) {
            LocalDate day = account.day().minusDays(daysAgo);
            Contract.Period period = account.contract().paidOn(day);
            // Within the windows by user, a sum without one would make the number of users unknown.
            int window = isKnownByWeek(account) ? WEEKS_KNOWN : 31;
            boolean byUser = daysAgo <= window
                    || daysAgo >= Observation.OUTCOME_DAYS && daysAgo <= Observation.OUTCOME_DAYS + window;
            if (period != null && !byUser) {
                int left = account.contract().daysToDeparture(day);
                double wane = account.base().signal() ? Math.min(1, 0.3 + left / 130.0) : 1;
                double count = period.seats() * 20 * wane * dice.between(0.7, 1.3);
                add(account, rows, 0, day, dice.pick(VALUE_FEATURES), (int) count);
            }
        }
    }

    private static void add(
            AccountHistory account, RecordSink rows, int user, LocalDate day, String feature, int usual) {
        int count = Math.max(2, (int) (usual * SEASON[day.getMonthValue() - 1]));
        String who = user == 0 ? null : account.user(user);
        rows.add(
                (user == 0 ? account.id() + "-all" : who) + "-" + day,
                account.id(),
                who,
                day,
                feature,
                count,
                count * 37);
    }

    private static LocalDate workingDay(LocalDate day) {
        return switch (day.getDayOfWeek()) {
            case SATURDAY -> day.minusDays(1);
            case SUNDAY -> day.minusDays(2);
            default -> day;
        };
    }
}
