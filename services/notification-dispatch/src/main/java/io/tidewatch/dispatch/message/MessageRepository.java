package io.tidewatch.dispatch.message;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Reads one message in detail. */
@ApplicationScoped
public class MessageRepository {

    private final Sessions sessions;

    public MessageRepository(Sessions sessions) {
        this.sessions = sessions;
    }

    /** The message with all its deliveries; empty when it does not exist. */
    Uni<Optional<MessageEntity>> withDeliveries(UUID id) {
        return sessions.read(session -> session.createSelectionQuery(
                                "from MessageEntity m left join fetch m.deliveries where m.id = :id",
                                MessageEntity.class)
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }
}
