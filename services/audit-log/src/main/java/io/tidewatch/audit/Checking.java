package io.tidewatch.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.StoredGauge;
import io.tidewatch.access.StoredGauges;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jboss.logging.Logger;

/** Goes through the chain again and again, a piece at a time, and shows whether it is intact. Every replica has its own place in it. */
@ApplicationScoped
public class Checking implements StoredGauges {

    private static final Logger LOG = Logger.getLogger(Checking.class);

    private static final int CHECKED_TOGETHER = 1_000;

    private static final String UNSEALED = """
            select extract(epoch from clock_timestamp() - (
                select at from audit_entry where seq is null order by id limit 1))::float8
            """;

    private final Verification verification;
    private final MeterRegistry meters;
    private final Rounds rounds;
    private volatile long place;
    /** The last entry that was ever found; it must not go away. */
    private volatile Anchor end;

    /** Not a number until something was checked. */
    private volatile double broken = Double.NaN;

    Checking(Verification verification, Vertx vertx, AuditConfig config, MeterRegistry meters) {
        this.verification = verification;
        this.meters = meters;
        rounds = new Rounds(vertx, config.checkEvery(), "The audit chain could not be checked", this::check);
    }

    void start(@Observes StartupEvent event) {
        Gauge.builder("tidewatch.audit.broken", () -> broken)
                .description("The first entry of the audit chain that is not as it was sealed; 0 while there is none")
                .register(meters);
        rounds.begin();
    }

    void stop(@Observes ShutdownEvent event) {
        rounds.end();
    }

    @Override
    public List<StoredGauge> gauges() {
        return List.of(StoredGauge.age(
                "tidewatch.audit.unsealed.seconds",
                "How long the oldest audit entry that is not sealed has waited",
                UNSEALED));
    }

    /** Checks the next piece; stays at one that is not intact, and begins again after the last one. */
    public Uni<Void> check() {
        return verification
                .piece(place, CHECKED_TOGETHER, end)
                .invoke(found -> {
                    if (!found.intact()) {
                        broken = found.broken().seq();
                        LOG.errorf(
                                "The audit chain is broken at entry %d: %s",
                                found.broken().seq(), found.broken().problem());
                        return;
                    }
                    broken = 0;
                    place = found.next() == null ? 0 : found.lastSeq();
                    if (found.lastSeq() != null && (end == null || found.lastSeq() > end.seq())) {
                        end = new Anchor(found.lastSeq(), found.lastHash());
                    }
                })
                .replaceWithVoid();
    }
}
