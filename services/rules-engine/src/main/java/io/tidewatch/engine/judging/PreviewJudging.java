package io.tidewatch.engine.judging;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.api.model.PreviewItem;
import io.tidewatch.engine.api.model.PreviewPage;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.AnnualRevenue;
import io.tidewatch.engine.fact.FactStore;
import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.judging.AccountInput;
import io.tidewatch.rule.judging.AccountStep;
import io.tidewatch.rule.judging.FlagStep;
import io.tidewatch.rule.judging.JudgingCore;
import io.tidewatch.rule.judging.RunStep;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Judges accounts by a bundle that need not be the active one, from the state that they have now: which flags it would raise and
 * which it would clear. Stores and publishes nothing.
 */
@ApplicationScoped
class PreviewJudging {

    private final Pool pool;
    private final FactStore facts;
    private final Judging judging;
    private final CompiledBundles bundles;
    private final BusinessTime time;

    PreviewJudging(Pool pool, FactStore facts, Judging judging, CompiledBundles bundles, BusinessTime time) {
        this.pool = pool;
        this.facts = facts;
        this.judging = judging;
        this.bundles = bundles;
        this.time = time;
    }

    /**
     * What the bundle would change for the accounts after one, in the order of their ids.
     *
     * @param limit how many accounts are judged
     * @return fails with {@code bundle-not-found}, or {@code bundle-not-valid} when the bundle did not pass its check
     */
    Uni<PreviewPage> page(String hash, String after, int limit) {
        return bundles.valid(hash).flatMap(bundle -> time.now(pool).flatMap(now -> pool.withTransaction(
                        tx -> facts.idsAfter(tx, after, limit).flatMap(ids -> judging.load(tx, ids, bundle, now)))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(loaded -> page(bundle, loaded, limit, now))));
    }

    private PreviewPage page(CompiledBundle bundle, List<LoadedAccount> accounts, int limit, Instant now) {
        List<AccountInput> inputs = accounts.stream()
                .map(account -> account.input(bundle.catalogue(), now))
                .toList();
        List<AccountStep> steps = new JudgingCore(bundle, bundles::find).step(inputs, now);
        List<PreviewItem> items = new ArrayList<>();
        for (int index = 0; index < steps.size(); index++) {
            AccountStep step = steps.get(index);
            AccountFact fact = accounts.get(index).fact();
            step.flags().stream()
                    .filter(flag -> isNews(flag) || !cancelled(flag, step).isEmpty())
                    .map(flag -> item(flag, step, fact, bundle.catalogue(), now))
                    .forEach(items::add);
        }
        boolean more = accounts.size() == limit;
        return new PreviewPage()
                .items(items)
                .accounts(accounts.size())
                .withoutValues(withoutValues(bundle.catalogue()))
                .next(more ? PageCursor.next(accounts.getLast().fact().accountId()) : null);
    }

    private static boolean isNews(FlagStep flag) {
        boolean was = flag.before() != null && flag.before().status() == FlagStatus.RAISED;
        return was != (flag.after().status() == FlagStatus.RAISED);
    }

    private static PreviewItem item(
            FlagStep flag, AccountStep step, AccountFact fact, Catalogue catalogue, Instant now) {
        FlagState after = flag.after();
        AnnualRevenue revenue = AnnualRevenue.of(fact, catalogue, DayCount.dayOf(now));
        return new PreviewItem()
                .accountId(fact.accountId())
                .accountName(fact.attributes().getName())
                .thresholdId(after.thresholdId())
                .before(flag.before() == null ? null : flag.before().status().name())
                .state(after.status().name())
                .level(after.level() == null ? null : after.level().name())
                .sentence(after.evidence().sentence())
                .arrMinor(revenue.minor())
                .currency(revenue.currency())
                .playbooks(playbooks(flag, step, RunStep::opened))
                .cancels(cancelled(flag, step));
    }

    private static List<String> cancelled(FlagStep flag, AccountStep step) {
        return playbooks(flag, step, run -> run.cancelledBecause() != null);
    }

    /** The playbooks of those runs of a flag. */
    private static List<String> playbooks(FlagStep flag, AccountStep step, Predicate<RunStep> which) {
        return step.runs().stream()
                .filter(which)
                .map(run -> run.after().run())
                .filter(run -> run.thresholdId().equals(flag.after().thresholdId()))
                .map(PlaybookRun::playbookId)
                .toList();
    }

    /** Metrics that account-ingestion does not compute by the definition of this bundle yet. */
    private List<String> withoutValues(Catalogue catalogue) {
        Optional<CompiledBundle> active = bundles.active();
        Set<String> computed = active.stream()
                .flatMap(bundle -> bundle.catalogue().tracked().stream())
                .map(MetricDefinition::definitionHash)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return catalogue.tracked().stream()
                .filter(metric -> !computed.contains(metric.definitionHash()))
                .map(MetricDefinition::id)
                .sorted()
                .toList();
    }
}
