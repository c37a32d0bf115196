package io.tidewatch.access;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Sessions of Hibernate Reactive, which are used to their end even when nobody waits for the result any more.
 *
 * <p>When a client closes its connection, Quarkus cancels the work of its request. Hibernate Reactive would then close the session
 * while a statement runs, roll back the transaction and log two errors.
 */
@ApplicationScoped
public class Sessions {

    private final Mutiny.SessionFactory factory;

    public Sessions(Mutiny.SessionFactory factory) {
        this.factory = factory;
    }

    /** Reads in a session, without a transaction around its statements. */
    public <T> Uni<T> read(Function<Mutiny.Session, Uni<T>> work) {
        return toItsEnd(factory.withSession(work));
    }

    /** Works in a transaction, which is rolled back when the work fails. */
    public <T> Uni<T> inTransaction(Function<Mutiny.Session, Uni<T>> work) {
        return toItsEnd(factory.withTransaction(work));
    }

    /** Each subscription starts the work again; its cancellation does not reach the work. */
    private static <T> Uni<T> toItsEnd(Uni<T> work) {
        return Uni.createFrom().emitter(result -> work.subscribe().with(result::complete, result::fail));
    }
}
