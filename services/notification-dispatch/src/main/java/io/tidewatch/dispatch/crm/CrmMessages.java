package io.tidewatch.dispatch.crm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.dispatch.client.engine.model.ActionChange;
import io.tidewatch.dispatch.message.Channel;
import io.tidewatch.dispatch.message.NewMessage;
import io.tidewatch.dispatch.message.NewMessage.ActionReference;
import io.tidewatch.dispatch.message.NewMessage.Content;
import io.tidewatch.dispatch.routing.Audience;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The messages to the CRM. */
@ApplicationScoped
public class CrmMessages {

    /** The kind of the actions that change a schedule. */
    public static final String SCHEDULE_CHANGE = "SCHEDULE_CHANGE";

    /** The name of the one endpoint. */
    private static final String ENDPOINT = "crm";

    private final CrmConfig config;
    private final ObjectMapper json;

    CrmMessages(CrmConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
    }

    /** The message of an action for the CRM; none of a schedule where no CRM is connected, because Tidewatch keeps the schedule itself. */
    public List<NewMessage> of(ActionChange action, UUID causationId, int hops) {
        ActionReference reference = ActionReference.to(action, causationId, hops);
        if (!action.getKind().equals(SCHEDULE_CHANGE)) {
            return List.of(message(action.getId(), reference, StageChange.of(action)));
        }
        return config.url().isEmpty()
                ? List.of()
                : List.of(message(action.getId(), reference, ScheduleChange.of(action)));
    }

    /**
     * The message that says that the former schedule holds again, because the run of an action has ended. It belongs to no run: it is sent
     * even if the run was cancelled.
     *
     * @param at business time of the end
     */
    public List<NewMessage> restored(ActionChange action, Instant at, UUID causationId, int hops) {
        if (config.url().isEmpty() || action.getSchedule().getUntil() == null) {
            return List.of();
        }
        ActionReference reference = new ActionReference(
                action.getId(),
                action.getKind(),
                action.getStep(),
                action.getAccount().getId(),
                ActionReference.NO_RUN,
                causationId,
                hops,
                null);
        return List.of(message(action.getId() + ":END", reference, ScheduleChange.ended(action, at)));
    }

    /** The sentence of the flag of an action; empty when the action names none. */
    static String reason(ActionChange action) {
        return action.getFlag() == null || action.getFlag().getEvidence() == null
                ? ""
                : action.getFlag().getEvidence().getSentence();
    }

    private NewMessage message(String name, ActionReference reference, Object body) {
        UUID id = NewMessage.idOf(name, Channel.CRM, ENDPOINT);
        return new NewMessage(
                id,
                reference,
                Channel.CRM,
                Audience.CRM.name(),
                ENDPOINT,
                null,
                null,
                new Content(null, text(body), null, null),
                "msg_" + id);
    }

    private String text(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of plain values can be written as JSON", e);
        }
    }
}
