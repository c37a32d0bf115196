package io.tidewatch.rule.playbook;

/**
 * How often an activity with the account is due from now on, instead of what holds for the account.
 *
 * @param activity the activity, as records of the kind {@code cadence} name it, e.g. {@code operational-review}
 * @param everyMonths months from one to the next, from 1
 * @param untilRunEnds whether the former schedule holds again once the run has ended
 */
public record ScheduleChange(String activity, int everyMonths, boolean untilRunEnds) {

    /** In words, such as {@code operational review every month until the run ends}. */
    public String words() {
        return activity.replace('-', ' ') + " every " + (everyMonths == 1 ? "month" : everyMonths + " months")
                + (untilRunEnds ? " until the run ends" : "");
    }
}
