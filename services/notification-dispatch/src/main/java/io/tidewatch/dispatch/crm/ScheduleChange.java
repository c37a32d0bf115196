package io.tidewatch.dispatch.crm;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidewatch.dispatch.client.engine.model.ActionChange;
import io.tidewatch.dispatch.client.engine.model.ActionSchedule;
import java.time.Instant;
import java.util.UUID;

/**
 * The content of a message to the CRM: an activity with an account is due more often, or less often; or its former schedule holds again.
 *
 * @param type        {@code account.schedule_changed}, or {@code account.schedule_restored}
 * @param accountId   canonical id
 * @param accountName for people
 * @param activity    such as {@code operational-review}
 * @param everyMonths months from one to the next; null once the former schedule holds again
 * @param until       RUN_ENDS while the change holds only until the end of the run, else null
 * @param reason      the sentence of the flag; empty when the action names none
 * @param runId       the playbook run behind it
 * @param occurredAt  business time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScheduleChange(
        String type,
        String accountId,
        String accountName,
        String activity,
        Integer everyMonths,
        String until,
        String reason,
        UUID runId,
        Instant occurredAt) {

    /** The change that an action is about. */
    static ScheduleChange of(ActionChange action) {
        ActionSchedule schedule = action.getSchedule();
        return of(
                "account.schedule_changed",
                action,
                schedule.getEveryMonths(),
                schedule.getUntil(),
                action.getOccurredAt().toInstant());
    }

    /** Its end. */
    static ScheduleChange ended(ActionChange action, Instant at) {
        return of("account.schedule_restored", action, null, null, at);
    }

    private static ScheduleChange of(
            String type, ActionChange action, Integer everyMonths, String until, Instant occurredAt) {
        return new ScheduleChange(
                type,
                action.getAccount().getId(),
                action.getAccount().getName(),
                action.getSchedule().getActivity(),
                everyMonths,
                until,
                CrmMessages.reason(action),
                action.getRun().getId(),
                occurredAt);
    }
}
