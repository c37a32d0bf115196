package io.tidewatch.ingestion.record;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.mapping.RecordKind;
import jakarta.persistence.EntityExistsException;
import jakarta.persistence.OptimisticLockException;
import java.time.Instant;
import java.util.List;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;

/** Steps that every write of a single entity has: read the time, flush, detect a concurrent write, publish. */
public final class EntityWriting {

    private EntityWriting() {}

    /** The business time of a write. */
    public static Uni<Instant> now(Mutiny.Session session) {
        return session.createNativeQuery("select business_now()", Instant.class).getSingleResult();
    }

    /** Inserts a new entity, or writes the changes of an existing one. */
    public static Uni<Void> flush(Mutiny.Session session, Object entity, boolean create) {
        return (create ? session.persist(entity) : Uni.createFrom().voidItem()).chain(session::flush);
    }

    /** Settles the unsettled row of a record that is stored now, and marks the accounts concerned; see {@code UnsettledRows}. */
    public static Uni<Void> settle(Mutiny.Session session, RecordKind kind, String id) {
        return session.createNativeQuery(
                        "select 1 from mark_dirty(settle_record(:kind, :id), array[:kind])", Integer.class)
                .setParameter("kind", kind.name())
                .setParameter("id", id)
                .getSingleResult()
                .replaceWithVoid();
    }

    /**
     * Marks the accounts for the metrics and publishes the change; the last statement of the transaction.
     *
     * @param accounts the accounts that the record belongs to now and belonged to before, the same one twice if they are equal
     * @param accountChanged whether the accounts themselves changed
     * @param touchpoint id of the touchpoint that changed; null for none
     */
    public static Uni<Long> publish(
            Mutiny.Session session, List<String> accounts, boolean accountChanged, String touchpoint) {
        return session.createNativeQuery(
                        "select record_changed(array[cast(:first as text), cast(:last as text)],"
                                + " cast(:changed as boolean), cast(:touchpoint as text), null)",
                        Long.class)
                .setParameter("first", accounts.getFirst())
                .setParameter("last", accounts.getLast())
                .setParameter("changed", accountChanged)
                .setParameter("touchpoint", touchpoint)
                .getSingleResult();
    }

    /** Whether the failure means that another transaction wrote the entity first. */
    public static boolean raced(Throwable e) {
        return e instanceof OptimisticLockException
                || e instanceof EntityExistsException
                || e instanceof ConstraintViolationException
                || e.getCause() != null && e.getCause() != e && raced(e.getCause());
    }
}
