package io.tidewatch.dispatch.message;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reads one message in detail. */
@ApplicationScoped
public class MessageRepository {

    private final Mutiny.SessionFactory sessions;

    public MessageRepository(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** The message with all its deliveries; empty when it does not exist. */
    Uni<Optional<MessageEntity>> withDeliveries(UUID id) {
        return sessions.withSession(session -> session.createSelectionQuery(
                                "from MessageEntity m left join fetch m.deliveries where m.id = :id",
                                MessageEntity.class)
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }
}
