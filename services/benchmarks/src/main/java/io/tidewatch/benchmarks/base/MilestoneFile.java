package io.tidewatch.benchmarks.base;

import java.math.BigDecimal;
import java.time.LocalDate;

/** Steps of all plans: those of {@link SuccessPlan}, objectives with their value, and the activation of users. */
final class MilestoneFile implements KindFile {

    private static final Layout LAYOUT = Layout.of(
            "milestone",
            "plan",
            "name",
            "required",
            "openedOn",
            "dueOn",
            "reachedOn",
            "exceededOn",
            "confirmed",
            "confirmedByCustomer",
            "confirmedByUs",
            "product",
            "baseline",
            "target",
            "realizedValue",
            "valueUnit",
            "measuredOn",
            "user");

    /** Objectives are agreed this long before they are due. */
    private static final int AGREED_DAYS = 90;

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        int number = 0;
        for (SuccessPlan.Step step : account.steps()) {
            number++;
            Boolean confirmed = step.reached() == null || dice.chance(0.1) ? null : (Boolean) dice.chance(0.85);
            rows.add(
                    account.id() + "-m" + number,
                    account.id(),
                    step.plan(),
                    step.name(),
                    step.required(),
                    step.opened(),
                    dice.chance(0.95) ? step.due() : null,
                    step.reached(),
                    step.exceeded(),
                    confirmed,
                    isTrue(confirmed) ? account.champion() : null,
                    isTrue(confirmed) ? account.csm() : null,
                    Market.PRODUCT,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
        for (Objectives.Objective objective : account.objectives()) {
            addObjective(account, rows, dice, objective);
        }
        if (account.latest() != null && dice.chance(0.6)) {
            LocalDate due = account.day().plusDays(dice.between(10, 150));
            addObjective(account, rows, dice, new Objectives.Objective(account.id() + "-next", due, null, false));
        }
        for (Team.User user : account.users()) {
            if (user.activated() != null) {
                addActivation(account, rows, user);
            }
        }
    }

    private static void addObjective(
            AccountHistory account, RecordSink rows, Dice dice, Objectives.Objective objective) {
        LocalDate opened = objective.due().minusDays(AGREED_DAYS);
        LocalDate agreed = opened.isBefore(account.start()) ? account.start() : opened;
        LocalDate yesterday = account.day().minusDays(1);
        int baseline = dice.between(10, 200);
        int target = baseline + dice.between(5, 100);
        LocalDate reached = objective.reached();
        int realized = objective.confirmed() ? target + dice.between(0, 20) : target - dice.between(1, 5);
        boolean confirmed = objective.confirmed();
        boolean measured = reached != null && dice.chance(0.9);
        rows.add(
                objective.id(),
                account.id(),
                "OBJECTIVE",
                "goal " + objective.id().substring(account.id().length() + 1),
                true,
                agreed.isAfter(yesterday) ? yesterday : agreed,
                objective.due(),
                reached,
                measured && realized > target ? reached : null,
                reached == null ? null : confirmed,
                confirmed ? account.champion() : null,
                confirmed ? account.csm() : null,
                dice.chance(0.8) ? Market.PRODUCT : Market.SECOND_PRODUCT,
                BigDecimal.valueOf(baseline),
                BigDecimal.valueOf(target),
                measured ? BigDecimal.valueOf(realized) : null,
                dice.chance(0.5) ? "hours" : "orders",
                measured ? reached : null,
                null);
    }

    private static void addActivation(AccountHistory account, RecordSink rows, Team.User user) {
        String id = account.user(user.number());
        rows.add(
                id + "-active",
                account.id(),
                "ACTIVATION",
                "user activated",
                false,
                user.from(),
                null,
                user.activated(),
                null,
                null,
                null,
                null,
                Market.PRODUCT,
                null,
                null,
                null,
                null,
                null,
                id);
    }

    private static boolean isTrue(Boolean value) {
        return Boolean.TRUE.equals(value);
    }
}
