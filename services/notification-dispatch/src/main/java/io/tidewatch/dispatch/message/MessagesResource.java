package io.tidewatch.dispatch.message;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.dispatch.acknowledgement.LinkSigner;
import io.tidewatch.dispatch.api.MessagesApi;
import io.tidewatch.dispatch.api.model.Delivery;
import io.tidewatch.dispatch.api.model.Message;
import io.tidewatch.dispatch.api.model.MessageDetail;
import io.tidewatch.dispatch.api.model.MessagePage;
import io.tidewatch.dispatch.api.model.UnfoundPage;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import jakarta.annotation.security.RolesAllowed;
import java.util.Set;
import java.util.UUID;

/** Lists messages and their deliveries. */
public class MessagesResource implements MessagesApi {

    private static final Set<String> STATES = Set.of("HELD", "WAITING", "DELIVERED", "FAILED", "WITHDRAWN");

    private final MessageList list;
    private final MessageRepository messages;
    private final LinkSigner links;

    public MessagesResource(MessageList list, MessageRepository messages, LinkSigner links) {
        this.list = list;
        this.messages = messages;
        this.links = links;
    }

    @Override
    @RolesAllowed({Roles.CS_LEADER, Roles.ANALYST, Roles.ADMIN, Roles.SERVICE})
    public Uni<MessagePage> listMessages(String after, Integer limit, String accountId, UUID runId, String state) {
        if (state != null && !STATES.contains(state)) {
            throw new ProblemException(
                    RequestProblem.INVALID_REQUEST,
                    "\"state\" must be HELD, WAITING, DELIVERED, FAILED or WITHDRAWN, not \"" + state + "\".");
        }
        return list.messages(after, limit, accountId, runId, state);
    }

    @Override
    @RolesAllowed({Roles.CS_LEADER, Roles.ANALYST, Roles.ADMIN, Roles.SERVICE})
    public Uni<MessageDetail> getMessage(UUID messageId) {
        return messages.withDeliveries(messageId).map(found -> found.map(this::detail)
                .orElseThrow(() -> new ProblemException(
                        MessageProblem.MESSAGE_NOT_FOUND, "The message " + messageId + " does not exist.")));
    }

    @Override
    @RolesAllowed({Roles.CS_LEADER, Roles.ADMIN})
    public Uni<UnfoundPage> listUnfoundRecipients(String after, Integer limit) {
        return list.unfound(after, limit);
    }

    private MessageDetail detail(MessageEntity m) {
        Message message = new Message()
                .id(m.id)
                .actionId(m.actionId)
                .kind(m.kind)
                .step(m.step)
                .channel(m.channel)
                .audience(m.audience)
                .recipient(m.recipient)
                .replaced(m.replaced)
                .accountId(m.accountId)
                .runId(m.runId)
                .drillId(m.drillId)
                .subject(m.subject)
                .messageId(m.messageId)
                .state(m.state)
                .attempts(m.attempts)
                .createdAt(m.createdAt)
                .deliveredAt(m.deliveredAt)
                .nextAttemptAt(m.state.equals("WAITING") ? m.nextAttemptAt : null);
        return new MessageDetail()
                .message(message)
                .text(links.withoutLinks(m.text))
                .deliveries(m.deliveries.stream()
                        .map(d -> new Delivery()
                                .attempt(d.attempt)
                                .at(d.at)
                                .outcome(d.outcome)
                                .detail(d.detail))
                        .toList());
    }
}
