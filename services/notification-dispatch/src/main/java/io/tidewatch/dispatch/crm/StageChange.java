package io.tidewatch.dispatch.crm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.dispatch.client.engine.model.ActionChange;
import io.tidewatch.dispatch.message.Channel;
import io.tidewatch.dispatch.message.NewMessage;
import io.tidewatch.dispatch.message.NewMessage.ActionReference;
import io.tidewatch.dispatch.message.NewMessage.Content;
import io.tidewatch.dispatch.routing.Audience;
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

    /** The name of the one endpoint. */
    public static final String ENDPOINT = "crm";

    /** The message of an action that is for the CRM. */
    public static NewMessage messageOf(ActionChange action, UUID causationId, int hops, ObjectMapper json) {
        UUID id = NewMessage.idOf(action.getId(), Channel.CRM, ENDPOINT);
        StageChange change = new StageChange(
                "account.stage_changed",
                action.getAccount().getId(),
                action.getAccount().getName(),
                action.getCrmStage(),
                action.getFlag() == null || action.getFlag().getEvidence() == null
                        ? ""
                        : action.getFlag().getEvidence().getSentence(),
                action.getRun().getId(),
                action.getOccurredAt().toInstant());
        return new NewMessage(
                id,
                ActionReference.to(action, causationId, hops),
                Channel.CRM,
                Audience.CRM.name(),
                ENDPOINT,
                null,
                null,
                new Content(null, text(change, json), null, null),
                "msg_" + id);
    }

    private static String text(StageChange change, ObjectMapper json) {
        try {
            return json.writeValueAsString(change);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of strings can be written as JSON", e);
        }
    }
}
