package io.tidewatch.engine.portfolio;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.api.model.PortfolioFlagDetail;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.flag.FlagHistory;
import io.tidewatch.engine.flag.FlagKey;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.compile.CompiledPortfolio;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** Flags of the portfolio as they are shown: with the evidence of now, that of each day of the episode, and what people did. */
@ApplicationScoped
class PortfolioFlagDetails {

    private final Pool pool;
    private final FlagStore flags;
    private final FlagHistory history;
    private final FlagMapper mapper;
    private final PortfolioStore store;
    private final CompiledBundles bundles;

    PortfolioFlagDetails(
            Pool pool,
            FlagStore flags,
            FlagHistory history,
            FlagMapper mapper,
            PortfolioStore store,
            CompiledBundles bundles) {
        this.pool = pool;
        this.flags = flags;
        this.history = history;
        this.mapper = mapper;
        this.store = store;
        this.bundles = bundles;
    }

    /**
     * One flag.
     *
     * @throws ProblemException {@code flag-not-found}
     */
    Uni<PortfolioFlagDetail> of(String thresholdId) {
        FlagKey key = FlagKey.ofPortfolio(thresholdId);
        return flags.required(pool, key).flatMap(flag -> Uni.combine()
                .all()
                .unis(
                        present(flag),
                        flags.transitions(pool, CompiledPortfolio.ID, thresholdId),
                        history.of(pool, key),
                        store.episode(pool, thresholdId))
                .asTuple()
                .map(all -> new PortfolioFlagDetail()
                        .flag(mapper.flag(all.getItem1()))
                        .transitions(all.getItem2())
                        .history(all.getItem3())
                        .episode(all.getItem4())));
    }

    /** The flag with the evidence of now; as it is while the figures of now judge it otherwise. */
    private Uni<StoredFlag> present(StoredFlag flag) {
        CompiledBundle bundle = bundles.active().orElse(null);
        if (bundle == null) {
            return Uni.createFrom().item(flag);
        }
        return store.load(pool)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(state -> PortfolioVerdict.presently(bundle.portfolio(), mapper, state, flag));
    }
}
