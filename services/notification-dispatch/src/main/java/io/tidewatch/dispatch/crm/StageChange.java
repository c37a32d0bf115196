package io.tidewatch.dispatch.crm;

import io.tidewatch.dispatch.client.engine.model.ActionChange;
import java.time.Instant;
import java.util.UUID;

/**
 * The content of a message to the CRM: an account entered another stage.
 *
 * @param type        always {@code account.stage_changed}
 * @param accountId   canonical id
 * @param accountName for people
 * @param stage       AT_RISK or RENEWAL_RISK
 * @param reason      the sentence of the flag; empty when the action names none
 * @param runId       the playbook run behind it
 * @param occurredAt  business time
 */
public record StageChange(
        String type,
        String accountId,
        String accountName,
        String stage,
        String reason,
        UUID runId,
        Instant occurredAt) {

    /** What an action for the CRM says. */
    static StageChange of(ActionChange action) {
        return new StageChange(
                "account.stage_changed",
                action.getAccount().getId(),
                action.getAccount().getName(),
                action.getCrmStage(),
                CrmMessages.reason(action),
                action.getRun().getId(),
                action.getOccurredAt().toInstant());
    }
}
