package io.tidewatch.rule.journey;

import io.tidewatch.metric.history.AccountRecord;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A step that only one customer goes through: a milestone of its own plan (JOURNEY), or an objective of its success plan (OBJECTIVE).
 *
 * @param recordId id of the milestone
 * @param plan JOURNEY or OBJECTIVE
 * @param name as it is recorded
 * @param state how far the account is with it; never UNKNOWN
 * @param dueOn the day on which it is due; null when none is recorded
 * @param metOn the day on which it was reached; null while it is not
 */
public record OwnStep(String recordId, String plan, String name, StepState state, LocalDate dueOn, LocalDate metOn) {
    /** The kind of record that it is. */
    public static final String KIND = "milestone";

    private static final Set<String> PLANS = Set.of("JOURNEY", "OBJECTIVE");
    /** The days of the metric own-steps-due: a task asks for a step from a week ahead on, and until it is 90 days late. */
    private static final int LEAD_DAYS = 7;

    private static final int MISSED_AFTER_DAYS = 90;

    /**
     * The steps among the records of an account.
     *
     * @param records of any kind
     * @param today what lies ahead has not happened
     */
    public static List<OwnStep> of(List<AccountRecord> records, LocalDate today) {
        return records.stream()
                .filter(record -> record.kind().equals(KIND))
                .filter(record -> PLANS.contains(String.valueOf(record.fields().get("plan"))))
                .filter(record -> {
                    LocalDate agreed = day(record, "openedOn");
                    return agreed == null || !agreed.isAfter(today);
                })
                .map(record -> of(record, today))
                .toList();
    }

    /** Those of an account that a task asks for today, by their day. */
    public static List<OwnStep> due(List<AccountRecord> records, LocalDate today) {
        return of(records, today).stream()
                .filter(step -> step.state() == StepState.DUE || step.state() == StepState.LATE)
                .sorted(Comparator.comparing(OwnStep::dueOn).thenComparing(OwnStep::name))
                .toList();
    }

    /** Why it has its state, as a sentence. */
    public String reason() {
        if (metOn != null) {
            return "Reached on " + metOn + ".";
        }
        return dueOn == null
                ? "Not reached, and no day is recorded on which it is due."
                : "Due on " + dueOn + ", and not reached.";
    }

    private static OwnStep of(AccountRecord record, LocalDate today) {
        LocalDate dueOn = day(record, "dueOn");
        LocalDate reachedOn = day(record, "reachedOn");
        LocalDate metOn = reachedOn == null || reachedOn.isAfter(today) ? null : reachedOn;
        return new OwnStep(
                record.id(),
                (String) record.fields().get("plan"),
                record.fields().get("name") instanceof String name ? name : "A step without a name",
                metOn != null ? StepState.MET : state(dueOn, today),
                dueOn,
                metOn);
    }

    private static StepState state(LocalDate dueOn, LocalDate today) {
        if (dueOn == null || today.isBefore(dueOn.minusDays(LEAD_DAYS))) {
            return StepState.NOT_YET;
        }
        if (!today.isAfter(dueOn)) {
            return StepState.DUE;
        }
        return today.isBefore(dueOn.plusDays(MISSED_AFTER_DAYS)) ? StepState.LATE : StepState.MISSED;
    }

    private static LocalDate day(AccountRecord record, String field) {
        return record.fields().get(field) instanceof LocalDate day ? day : null;
    }
}
