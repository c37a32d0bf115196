package io.tidewatch.dispatch.acknowledgement;

import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.acknowledgement.AcknowledgementStore.LinkedMessage;
import io.tidewatch.dispatch.api.AcknowledgementsApi;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;

/**
 * The page behind the link of a message. Whoever has the link may acknowledge; opening it changes nothing, because
 * mail scanners open every link.
 */
public class AcknowledgementResource implements AcknowledgementsApi {

    private final LinkSigner links;
    private final AcknowledgementStore store;
    private final AcknowledgementPages pages;

    /** For the container. */
    public AcknowledgementResource(LinkSigner links, AcknowledgementStore store, AcknowledgementPages pages) {
        this.links = links;
        this.store = store;
        this.pages = pages;
    }

    @Override
    @PermitAll
    public Uni<Response> showAcknowledgement(String token) {
        return found(token)
                .map(message -> message.map(m -> m.acknowledgedAt().isPresent() ? pages.done(m) : pages.ask(m))
                        .orElseGet(pages::notValid));
    }

    @Override
    @PermitAll
    public Uni<Response> acknowledge(String token) {
        return found(token)
                .flatMap(message -> message.isEmpty()
                        ? Uni.createFrom().item(pages.notValid())
                        : store.acknowledge(message.get().id()).replaceWith(() -> pages.done(message.get())));
    }

    private Uni<Optional<LinkedMessage>> found(String token) {
        Optional<UUID> id = links.messageOf(token);
        return id.isEmpty() ? Uni.createFrom().item(Optional.empty()) : store.find(id.get());
    }
}
