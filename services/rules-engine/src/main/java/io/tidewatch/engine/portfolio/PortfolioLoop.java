package io.tidewatch.engine.portfolio;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.client.ingestion.ApiException;
import io.tidewatch.engine.client.ingestion.MetricsApi;
import io.tidewatch.engine.client.ingestion.model.GroupValue;
import io.tidewatch.engine.client.ingestion.model.MetricsAnswer;
import io.tidewatch.engine.client.ingestion.model.MetricsQuery;
import io.tidewatch.engine.control.ControlWork;
import io.tidewatch.engine.judging.JudgingConfig;
import io.tidewatch.feed.lease.LeaseKeeper;
import io.tidewatch.rule.compile.CompiledBundle;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/**
 * Keeps the flags of the portfolio up to date, in the replica that owns the control partition: asks account-ingestion for the figures
 * of all customers when the day, the rules or data changed, and judges them. Figures, flags, notices and feed entries commit together,
 * and the question has no effect of its own, so a crash at any point loses and repeats nothing.
 */
@ApplicationScoped
public class PortfolioLoop {

    private static final Logger LOG = Logger.getLogger(PortfolioLoop.class);

    private final Pool pool;
    private final PortfolioConfig config;
    private final PortfolioStore store;
    private final PortfolioJudging judging;
    private final MetricsApi metrics;
    private final ControlWork work;
    private volatile long askAgainNanos = System.nanoTime();
    private volatile boolean unanswered;

    PortfolioLoop(
            Vertx vertx,
            Pool pool,
            JudgingConfig judgingConfig,
            PortfolioConfig config,
            PortfolioStore store,
            PortfolioJudging judging,
            CompiledBundles bundles,
            @RestClient MetricsApi metrics) {
        this.pool = pool;
        this.config = config;
        this.store = store;
        this.judging = judging;
        this.metrics = metrics;
        this.work = new ControlWork("Judging the portfolio", vertx, judgingConfig.interval(), bundles, this::round);
    }

    /** Begins to work whenever this replica holds the lease of the control partition. */
    public void start(LeaseKeeper leases) {
        work.start(leases);
    }

    /** No more rounds; the one under way ends by itself. */
    public void stop() {
        work.stop();
    }

    private Uni<Void> round(ControlWork.Turn control) {
        return store.load(pool).flatMap(state -> round(new Turn(control, state)));
    }

    /** What one round works with. */
    private record Turn(ControlWork.Turn control, PortfolioState state) {
        private boolean asks() {
            return state.asks() && !bundle().portfolio().metricIds().isEmpty();
        }

        private CompiledBundle bundle() {
            return control.bundle();
        }

        private Uni<Void> run(Function<SqlConnection, Uni<Void>> work) {
            return control.fenced().run(control.lease(), work);
        }
    }

    private Uni<Void> round(Turn turn) {
        if (!turn.bundle().hash().equals(turn.state().activeBundle())) {
            return Uni.createFrom().voidItem();
        }
        return turn.asks() && System.nanoTime() - askAgainNanos >= 0 ? ask(turn) : judge(turn);
    }

    /** Judges by the figures that are there, unless that was done. */
    private Uni<Void> judge(Turn turn) {
        return turn.state().judged() ? Uni.createFrom().voidItem() : turn.run(tx -> judging.judge(tx, turn.bundle()));
    }

    private Uni<Void> ask(Turn turn) {
        CompiledBundle bundle = turn.bundle();
        PortfolioState state = turn.state();
        String of = PortfolioState.figuresOf(bundle.hash(), state.today());
        return figures(new MetricsQuery()
                        .metrics(bundle.portfolio().metricIds())
                        .asOf(state.today())
                        .catalogueHash(bundle.catalogue().catalogueHash()))
                .flatMap(figures -> figures.isEmpty()
                        ? unanswered(turn)
                        : turn.run(tx -> store.writeFigures(tx, figures, of, state.readUpTo())
                                .flatMap(done -> judging.judge(tx, bundle))));
    }

    /** Figures of another day, or by other rules, say nothing about today: without an answer they are unknown. */
    private Uni<Void> unanswered(Turn turn) {
        askAgainNanos = System.nanoTime() + config.retry().toNanos();
        return judge(turn);
    }

    /** The answer; empty when there is none. */
    private Uni<List<GroupValue>> figures(MetricsQuery query) {
        return query(query)
                .map(MetricsAnswer::getItems)
                .invoke(() -> unanswered = false)
                .onFailure()
                .recoverWithItem(failure -> {
                    if (!unanswered) {
                        LOG.warnf(
                                "Could not ask account-ingestion for the figures of all customers, will retry every"
                                        + " %d seconds: %s",
                                config.retry().toSeconds(), failure);
                    }
                    unanswered = true;
                    return List.of();
                });
    }

    private Uni<MetricsAnswer> query(MetricsQuery query) {
        try {
            return metrics.queryMetrics(query);
        } catch (ApiException never) {
            // Declared by the generator for clients that block; this one fails through its result.
            return Uni.createFrom().failure(never);
        }
    }
}
