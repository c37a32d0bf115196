package io.tidewatch.audit;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * Seals new entries into the chain, and logs its end from time to time: nobody who can write to the database can change that line, so a chain
 * whose end was cut off, or that was made anew, does not match it. Every replica tries; the database lets one at a time.
 */
@ApplicationScoped
public class Sealing {

    private static final Logger LOG = Logger.getLogger(Sealing.class);

    private static final int SEALED_TOGETHER = 1_000;

    private final Pool pool;
    private final AuditConfig config;
    private final Clock clock;
    private final Rounds rounds;
    private volatile Instant anchored = Instant.MIN;
    private volatile long anchoredSeq;

    Sealing(Pool pool, Vertx vertx, AuditConfig config, Clock clock) {
        this.pool = pool;
        this.config = config;
        this.clock = clock;
        rounds = new Rounds(vertx, config.sealEvery(), "New audit entries could not be sealed", this::seal);
    }

    void start(@Observes StartupEvent event) {
        rounds.begin();
    }

    void stop(@Observes ShutdownEvent event) {
        rounds.end();
    }

    /** Seals what there is; nothing while another replica does. */
    public Uni<Void> seal() {
        return pool.preparedQuery("select sealed, head_seq, encode(head_hash, 'hex') from audit_seal($1)")
                .execute(Tuple.of(SEALED_TOGETHER))
                .map(rows -> rows.iterator().next())
                .invoke(this::anchor)
                .flatMap(row ->
                        row.getInteger(0) < SEALED_TOGETHER ? Uni.createFrom().voidItem() : seal());
    }

    private void anchor(Row row) {
        Long seq = row.getLong(1);
        Instant now = clock.instant();
        if (seq != null && seq != anchoredSeq && !now.isBefore(anchored.plus(config.anchorEvery()))) {
            anchored = now;
            anchoredSeq = seq;
            LOG.infof("The audit chain ends at %s", Anchor.text(seq, row.getString(2)));
        }
    }
}
