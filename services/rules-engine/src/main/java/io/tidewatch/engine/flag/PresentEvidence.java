package io.tidewatch.engine.flag;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.engine.fact.FactStore;
import io.tidewatch.metric.DayCount;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.rule.compile.AccountResults;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.FlagTransition;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Renders the evidence of a flag anew for the present values; what is stored is the evidence of its last change. */
@ApplicationScoped
class PresentEvidence {

    private final Pool pool;
    private final FactStore facts;
    private final CompiledBundles bundles;
    private final FlagMapper mapper;
    private final BusinessTime time;

    PresentEvidence(Pool pool, FactStore facts, CompiledBundles bundles, FlagMapper mapper, BusinessTime time) {
        this.pool = pool;
        this.facts = facts;
        this.bundles = bundles;
        this.mapper = mapper;
        this.time = time;
    }

    /** The flag with the evidence of now; as it is while the present values judge it otherwise, or it is parked. */
    Uni<StoredFlag> of(StoredFlag flag) {
        Optional<CompiledBundle> bundle = bundles.active();
        if (bundle.isEmpty()) {
            return Uni.createFrom().item(flag);
        }
        return time.now(pool)
                .flatMap(now -> facts.load(pool, List.of(flag.state().accountId()))
                        .flatMap(found -> found.isEmpty()
                                ? Uni.createFrom().item(flag)
                                : Uni.createFrom()
                                        .item(() -> judged(flag, found.get(0), bundle.get(), now))
                                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())))
                // An account that cannot be judged is parked, and the reason logged, by the judging loop.
                .onFailure(failure -> !TemporaryFailure.isIn(failure))
                .recoverWithItem(flag);
    }

    private StoredFlag judged(StoredFlag flag, AccountFact fact, CompiledBundle bundle, Instant now) {
        var account = FactMapper.facts(fact, bundle.catalogue(), DayCount.dayOf(now));
        AccountResults results = bundle.evaluate(List.of(account), now).getFirst();
        return Optional.ofNullable(results.of(flag.state().thresholdId()))
                .map(result -> FlagTransition.presentEvidence(flag.state(), result))
                .map(evidence ->
                        new StoredFlag(flag.state(), flag.metric(), mapper.evidence(fact.accountId(), evidence, now)))
                .orElse(flag);
    }
}
