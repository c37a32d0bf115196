package io.tidewatch.ingestion.record;

import io.smallrye.mutiny.Uni;
import jakarta.persistence.EntityExistsException;
import jakarta.persistence.OptimisticLockException;
import java.time.Instant;
import java.util.List;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;

/** What every write of a single entity needs: its time, who else was at it, and telling it in the end. */
public final class EntityWriting {

    private EntityWriting() {}

    /** The business time of a write. */
    public static Uni<Instant> now(Mutiny.Session session) {
        return session.createNativeQuery("select business_now()", Instant.class).getSingleResult();
    }

    /** Inserts an entity that is not there yet, or writes the changes of one that is. */
    public static Uni<Void> flush(Mutiny.Session session, Object entity, boolean create) {
        return (create ? session.persist(entity) : Uni.createFrom().voidItem()).chain(session::flush);
    }

    /**
     * Has the metrics computed again and tells the others; the last statement of the transaction.
     *
     * @param accounts the accounts that the record belongs to, and did before
     * @param tellAccounts whether the accounts themselves changed
     * @param touchpoint the touchpoint that changed; null for none
     */
    public static Uni<Long> told(
            Mutiny.Session session, List<String> accounts, boolean tellAccounts, String touchpoint) {
        return session.createNativeQuery(
                        "select record_changed(array[cast(:first as text), cast(:last as text)],"
                                + " cast(:tell as boolean), cast(:touchpoint as text), null)",
                        Long.class)
                .setParameter("first", accounts.getFirst())
                .setParameter("last", accounts.getLast())
                .setParameter("tell", tellAccounts)
                .setParameter("touchpoint", touchpoint)
                .getSingleResult();
    }

    /** Whether two wrote at once: the database or Hibernate notices, whoever comes second. */
    public static boolean raced(Throwable e) {
        return e instanceof OptimisticLockException
                || e instanceof EntityExistsException
                || e instanceof ConstraintViolationException
                || e.getCause() != null && e.getCause() != e && raced(e.getCause());
    }
}
