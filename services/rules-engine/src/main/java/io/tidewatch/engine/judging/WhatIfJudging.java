package io.tidewatch.engine.judging;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.api.model.WhatIf;
import io.tidewatch.engine.api.model.WhatIfAction;
import io.tidewatch.engine.api.model.WhatIfFlag;
import io.tidewatch.engine.api.model.WhatIfRequest;
import io.tidewatch.engine.api.model.WhatIfRun;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.metric.DayCount;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.judging.AccountInput;
import io.tidewatch.rule.judging.AccountState;
import io.tidewatch.rule.judging.AccountStep;
import io.tidewatch.rule.judging.JudgingCore;
import io.tidewatch.rule.playbook.PlannedAction;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Evidence;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagTransition;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdResult;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Judges one account as it might be, by the active rules and from the state that it has now. Stores and publishes nothing. */
@ApplicationScoped
class WhatIfJudging {

    /** The id of an account that exists only in the request. */
    private static final String NOBODY = "what-if";

    private final Pool pool;
    private final Judging judging;
    private final CompiledBundles bundles;
    private final FlagMapper mapper;
    private final BusinessTime time;

    WhatIfJudging(Pool pool, Judging judging, CompiledBundles bundles, FlagMapper mapper, BusinessTime time) {
        this.pool = pool;
        this.judging = judging;
        this.bundles = bundles;
        this.mapper = mapper;
        this.time = time;
    }

    /** Fails with {@code account-unknown}, {@code value-not-possible}, or {@code unavailable} before any rules are active. */
    Uni<WhatIf> judge(WhatIfRequest request) {
        CompiledBundle bundle = bundles.required();
        return time.now(pool).flatMap(now -> account(request, bundle, now)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(account -> judge(request, bundle, account, now)));
    }

    private Uni<AccountInput> account(WhatIfRequest request, CompiledBundle bundle, Instant now) {
        if (request.getAccountId() == null) {
            AccountFacts nothing = new AccountFacts(NOBODY, Map.of(), Map.of());
            return Uni.createFrom().item(new AccountInput(AccountState.NEW, nothing, List.of(), List.of()));
        }
        List<String> ids = List.of(request.getAccountId());
        return pool.withTransaction(tx -> judging.load(tx, ids, bundle, now)).map(loaded -> {
            if (loaded.isEmpty()) {
                throw new ProblemException(
                        WhatIfProblem.ACCOUNT_UNKNOWN,
                        "The rules engine has no facts of the account \"" + request.getAccountId() + "\".");
            }
            return loaded.getFirst().input(bundle.catalogue(), now);
        });
    }

    private WhatIf judge(WhatIfRequest request, CompiledBundle bundle, AccountInput account, Instant now) {
        AccountFacts facts = new PosedFacts(bundle.catalogue(), DayCount.dayOf(now)).of(request, account.facts());
        AccountInput posed =
                new AccountInput(account.state(), facts, account.touchpoints(), account.acknowledgements());
        AccountStep step =
                new JudgingCore(bundle, bundles::find).step(List.of(posed), now).getFirst();
        return new WhatIf()
                .accountId(request.getAccountId())
                .bundleHash(bundle.hash())
                .judgedAt(now.atOffset(ZoneOffset.UTC))
                .flags(flags(bundle, account.state(), step, now))
                .runs(step.runs().stream()
                        .map(run -> new WhatIfRun()
                                .playbook(run.after().run().playbookId())
                                .before(
                                        run.opened()
                                                ? null
                                                : run.before().run().status().name())
                                .state(run.after().run().status().name())
                                .reason(run.cancelledBecause()))
                        .toList())
                .actions(step.runs().stream()
                        .flatMap(run -> run.actions().stream())
                        .map(WhatIfJudging::action)
                        .toList());
    }

    /**
     * By threshold that is on; with the evidence of this judgement, also where the flag does not change. A next step that was never
     * due has no flag.
     */
    private List<WhatIfFlag> flags(CompiledBundle bundle, AccountState before, AccountStep step, Instant now) {
        Map<String, FlagState> was = byThreshold(before);
        Map<String, FlagState> is = byThreshold(step.after());
        return bundle.thresholds().stream()
                .filter(threshold -> step.results().outcome(step.results().placeOf(threshold.id())) != Outcome.OFF)
                .filter(threshold -> is.containsKey(threshold.id()))
                .map(threshold -> {
                    FlagState flag = is.get(threshold.id());
                    FlagState earlier = was.get(threshold.id());
                    ThresholdResult result = step.results().of(threshold.id());
                    Evidence present = FlagTransition.presentEvidence(flag, result);
                    String evidence = mapper.evidence(null, present == null ? result.evidence() : present, now);
                    return new WhatIfFlag()
                            .before(earlier == null ? null : earlier.status().name())
                            .flag(mapper.flag(new StoredFlag(flag, threshold.metricId(), evidence)));
                })
                .toList();
    }

    private static Map<String, FlagState> byThreshold(AccountState state) {
        return state.flags().stream().collect(Collectors.toMap(FlagState::thresholdId, flag -> flag));
    }

    private static WhatIfAction action(PlannedAction action) {
        return new WhatIfAction()
                .playbook(action.playbookId())
                .step(action.step())
                .kind(action.kind().name())
                .audience(action.audience().name())
                .dueAt(action.dueAt().atOffset(ZoneOffset.UTC));
    }
}
