package io.tidewatch.ingestion.record;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.TemporaryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reads and writes single touchpoints: a meeting is scheduled, held, cancelled. */
@ApplicationScoped
public class TouchpointEditing {

    private final Mutiny.SessionFactory sessions;

    public TouchpointEditing(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** A touchpoint, its version, and its custom attributes as JSON (null for none). */
    public record Stored(String id, long version, TouchpointContent content, String attributes, boolean created) {

        static Stored of(TouchpointEntity entity, boolean created) {
            return new Stored(
                    entity.id, entity.version, TouchpointContent.of(entity), entity.customAttributes, created);
        }
    }

    /** The touchpoint of that id; fails with {@code record-not-found}. */
    public Uni<Stored> get(String id) {
        return sessions.withSession(session -> session.find(TouchpointEntity.class, MailAddress.canonicalId(id)))
                .map(entity -> {
                    if (entity == null) {
                        throw new ProblemException(
                                RecordProblem.RECORD_NOT_FOUND, "There is no touchpoint \"" + id + "\".");
                    }
                    return Stored.of(entity, false);
                });
    }

    /**
     * Creates or changes a touchpoint.
     *
     * @return fails with {@code precondition-failed}, {@code account-unknown} or {@code record-not-consistent}
     */
    public Uni<Stored> put(String anyCase, TouchpointContent content, Precondition precondition) {
        String id = MailAddress.canonicalId(anyCase);
        RecordForms.demand(RecordKind.TOUCHPOINT, content.values());
        return TemporaryFailure.retried(sessions.withTransaction(session -> session.find(
                                TouchpointEntity.class, id, LockModeType.PESSIMISTIC_WRITE)
                        .chain(entity -> {
                            precondition.check(entity == null ? null : entity.version);
                            if (entity != null && TouchpointContent.of(entity).equals(content)) {
                                return EntityWriting.settle(session, RecordKind.TOUCHPOINT, id)
                                        .replaceWith(Stored.of(entity, false));
                            }
                            return knownAccount(session, content.accountId())
                                    .chain(() -> EntityWriting.now(session))
                                    .chain(now -> write(session, id, entity, content, now));
                        })))
                .onFailure(EntityWriting::raced)
                .transform(e -> Precondition.failed());
    }

    private static Uni<Void> knownAccount(Mutiny.Session session, String accountId) {
        return session.createNativeQuery("select count(*) from account where id = :id", Long.class)
                .setParameter("id", accountId)
                .getSingleResult()
                .invoke(count -> {
                    if (count == 0) {
                        throw new ProblemException(
                                RecordProblem.ACCOUNT_UNKNOWN,
                                "There is no account \"" + accountId + "\"; create it first.");
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Stored> write(
            Mutiny.Session session, String id, TouchpointEntity present, TouchpointContent content, Instant now) {
        TouchpointEntity entity = present == null ? fresh(id) : present;
        String before = entity.accountId == null ? content.accountId() : entity.accountId;
        entity.knownAt = now;
        content.applyTo(entity);
        return EntityWriting.flush(session, entity, present == null)
                .chain(() -> EntityWriting.settle(session, RecordKind.TOUCHPOINT, id))
                .chain(() -> EntityWriting.publish(session, List.of(before, content.accountId()), false, id))
                .map(published -> Stored.of(entity, present == null));
    }

    private static TouchpointEntity fresh(String id) {
        TouchpointEntity entity = new TouchpointEntity();
        entity.id = id;
        entity.version = 1;
        entity.source = RecordId.of(id).source();
        entity.externalId = RecordId.of(id).externalId();
        entity.contentHash = "";
        return entity;
    }
}
