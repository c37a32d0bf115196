package io.tidewatch.dispatch.acknowledgement;

import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.acknowledgement.AcknowledgementStore.LinkedMessage;
import io.tidewatch.dispatch.api.AcknowledgementsApi;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;

/**
 * The page behind the link of a message. Everyone who has the link may answer; opening it changes nothing, because mail
 * scanners open every link.
 */
public class AcknowledgementResource implements AcknowledgementsApi {

    private final LinkSigner links;
    private final AcknowledgementStore store;
    private final AcknowledgementPages pages;

    public AcknowledgementResource(LinkSigner links, AcknowledgementStore store, AcknowledgementPages pages) {
        this.links = links;
        this.store = store;
        this.pages = pages;
    }

    @Override
    @PermitAll
    public Uni<Response> showAcknowledgement(String token) {
        return found(token).map(this::page);
    }

    @Override
    @PermitAll
    public Uni<Response> acknowledge(String token, String answer) {
        return found(token)
                .flatMap(message -> message.isEmpty()
                        ? Uni.createFrom().item(pages.notValid())
                        : store.record(message.get().id(), answered(message.get(), answer))
                                .flatMap(done -> store.find(message.get().id()))
                                .map(this::page));
    }

    private static Answer answered(LinkedMessage message, String name) {
        Answer answer = Answer.named(name)
                .orElseThrow(() -> invalid("\"answer\" must be TAKEN_UP or DONE, not \"" + name + "\"."));
        if (answer == Answer.DONE && !message.task()) {
            throw invalid("Only a task can be DONE; this message does not contain one.");
        }
        return answer;
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(RequestProblem.INVALID_REQUEST, detail);
    }

    private Response page(Optional<LinkedMessage> message) {
        return message.map(pages::of).orElseGet(pages::notValid);
    }

    private Uni<Optional<LinkedMessage>> found(String token) {
        Optional<UUID> id = links.messageOf(token);
        return id.isEmpty() ? Uni.createFrom().item(Optional.empty()) : store.find(id.get());
    }
}
