package io.tidewatch.engine.judging;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactStore;
import io.tidewatch.engine.fact.JudgedStore;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.engine.maintenance.MaintenanceWindows;
import io.tidewatch.engine.run.RunCancelling;
import io.tidewatch.engine.run.RunDeciding;
import io.tidewatch.engine.run.RunStore;
import io.tidewatch.engine.run.RunWriting;
import io.tidewatch.engine.run.StoredRun;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.provider.FeedAppender;
import io.tidewatch.feed.trace.TracedWork;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges accounts inside a transaction of the caller, who has locked their partition: reads what is stored, judges it at one
 * business time with the active bundle on a worker thread, writes flags, runs and steps, and appends to the feed.
 */
@ApplicationScoped
public class Judging {

    private final FactStore facts;
    private final JudgedStore judged;
    private final FlagStore flags;
    private final FlagMapper flagMapper;
    private final RunStore runs;
    private final RunWriting runWriting;
    private final RunDeciding runDeciding;
    private final RunCancelling runCancelling;
    private final CompiledBundles bundles;

    Judging(
            FactStore facts,
            JudgedStore judged,
            FlagStore flags,
            FlagMapper flagMapper,
            RunStore runs,
            RunWriting runWriting,
            RunDeciding runDeciding,
            RunCancelling runCancelling,
            CompiledBundles bundles) {
        this.facts = facts;
        this.judged = judged;
        this.flags = flags;
        this.flagMapper = flagMapper;
        this.runs = runs;
        this.runWriting = runWriting;
        this.runDeciding = runDeciding;
        this.runCancelling = runCancelling;
        this.bundles = bundles;
    }

    /**
     * Judges accounts. Nothing happens while this replica has not compiled the bundle that is active at this moment: the
     * accounts stay marked and are judged later. Appends to the feed, so the caller does nothing after it.
     *
     * @param accountIds accounts of the partition
     * @return fails with {@link NotJudgeable} when the content of an account or of the rules is the cause
     */
    public Uni<Void> judge(SqlConnection tx, int partition, Collection<String> accountIds) {
        if (accountIds.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return moment(tx).flatMap(moment -> {
            Optional<CompiledBundle> active = active(moment);
            return active.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : changed(tx, List.of(partition), accountIds, active.get(), moment.now())
                            .flatMap(changed -> judge(tx, partition, changed, active.get(), moment))
                            .onFailure(NotJudgeable::isCausedBy)
                            .transform(NotJudgeable::new);
        });
    }

    /**
     * Looks at accounts that are marked, in several partitions at once, and marks those as judged whose outcomes are as they were. The
     * others are left to {@link #judge}.
     *
     * @param partitions those that the caller has locked
     * @param most how many accounts it looks at
     * @return whether another look is worth while: there may be more, and most were as before
     */
    Uni<Boolean> look(SqlConnection tx, Collection<Integer> partitions, int most) {
        return moment(tx).flatMap(moment -> {
            Optional<CompiledBundle> active = active(moment);
            return active.isEmpty()
                    ? Uni.createFrom().item(false)
                    : judged.marked(tx, partitions, most)
                            .flatMap(marked -> changed(tx, partitions, marked, active.get(), moment.now())
                                    .map(changed -> marked.size() == most && 2 * changed.size() < most));
        });
    }

    private Optional<CompiledBundle> active(Moment moment) {
        return bundles.active().filter(bundle -> bundle.hash().equals(moment.activeBundle()));
    }

    /** Those of the accounts that have to be judged; the others are marked as judged. */
    private Uni<List<String>> changed(
            SqlConnection tx,
            Collection<Integer> partitions,
            Collection<String> accountIds,
            CompiledBundle bundle,
            Instant now) {
        return judged.passRows(tx, partitions, accountIds)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(rows -> {
                    List<String> changed = PassLook.changed(bundle, rows, now);
                    Set<String> same = new HashSet<>();
                    rows.forEach(row -> same.add(row.accountId()));
                    changed.forEach(same::remove);
                    return judged.markLookedAt(tx, same).replaceWith(changed);
                });
    }

    private Uni<Void> judge(
            SqlConnection tx, int partition, List<String> accountIds, CompiledBundle bundle, Moment moment) {
        if (accountIds.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return load(tx, accountIds, bundle, moment.now())
                .flatMap(accounts -> TracedWork.of("judge accounts", traces(accounts), traced -> {
                    List<LoadedAccount> inTraces = accounts.stream()
                            .map(account ->
                                    account.tracedBy(traced.after(account.fact().traceparent())))
                            .toList();
                    return verdict(bundle, inTraces, moment)
                            .flatMap(verdict -> write(tx, partition, bundle, inTraces, verdict, moment.now()));
                }));
    }

    private static Map<String, String> traces(List<LoadedAccount> accounts) {
        Map<String, String> traces = new HashMap<>();
        accounts.forEach(
                account -> traces.put(account.fact().accountId(), account.fact().traceparent()));
        return traces;
    }

    private Uni<Verdict> verdict(CompiledBundle bundle, List<LoadedAccount> accounts, Moment moment) {
        return Uni.createFrom()
                .item(() -> {
                    try {
                        return new Judge(bundle, bundles, flagMapper, runDeciding, moment.now())
                                .judge(accounts, moment.maintenanceUntil());
                    } catch (RuntimeException | StackOverflowError failure) {
                        throw new NotJudgeable(failure);
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** Whether this replica has compiled the bundle that is active at this moment. */
    Uni<Boolean> possible(SqlConnection tx) {
        return moment(tx).map(moment -> active(moment).isPresent());
    }

    /** Whether this replica judges at all yet. */
    boolean hasRules() {
        return bundles.active().isPresent();
    }

    /**
     * What holds for the whole transaction.
     *
     * @param activeBundle null while there is none
     * @param now business time
     * @param maintenanceUntil when the present maintenance ends; null outside of maintenance
     */
    private record Moment(String activeBundle, Instant now, Instant maintenanceUntil) {}

    private static Uni<Moment> moment(SqlConnection tx) {
        return tx.query("""
                        select (select hash from active_bundle) as hash, business_now() as now,
                               %s as maintenance_until
                        """.formatted(MaintenanceWindows.PRESENT_END))
                .execute()
                .map(rows -> rows.iterator().next())
                .map(row -> {
                    OffsetDateTime maintenance = row.getOffsetDateTime("maintenance_until");
                    return new Moment(
                            row.getString("hash"),
                            row.getOffsetDateTime("now").toInstant(),
                            maintenance == null ? null : maintenance.toInstant());
                });
    }

    /** What is stored of accounts, for a judgement by that bundle. */
    Uni<List<LoadedAccount>> load(SqlConnection tx, Collection<String> accountIds, CompiledBundle bundle, Instant now) {
        Instant clearedAfter = clearedAfter(bundle, now);
        return facts.load(tx, accountIds).flatMap(found -> flags.load(tx, accountIds)
                .flatMap(storedFlags -> runs.going(tx, accountIds, clearedAfter).flatMap(going -> {
                    List<String> withRuns = going.stream()
                            .map(run -> run.run().accountId())
                            .distinct()
                            .toList();
                    return facts.touchpointsSince(tx, withRuns, oldest(going))
                            .flatMap(touchpoints -> runs.acknowledgements(
                                            tx,
                                            going.stream()
                                                    .map(run -> run.run().runId())
                                                    .toList())
                                    .map(acks -> LoadedAccount.of(found, storedFlags, going, touchpoints, acks)));
                })));
    }

    /** The longest hold decides: what is loaded and not needed does no harm. */
    private static Instant clearedAfter(CompiledBundle bundle, Instant now) {
        return now.minus(bundle.thresholds().stream()
                .map(ThresholdDefinition::hold)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO));
    }

    private static OffsetDateTime oldest(List<StoredRun> runs) {
        return runs.stream()
                .map(run -> run.run().openedAt())
                .min(Instant::compareTo)
                .orElse(Instant.EPOCH)
                .atOffset(ZoneOffset.UTC);
    }

    private Uni<Void> write(
            SqlConnection tx,
            int partition,
            CompiledBundle bundle,
            List<LoadedAccount> accounts,
            Verdict verdict,
            Instant now) {
        List<Change> changes = flagChanges(accounts, verdict, now);
        return judged.markJudged(tx, verdict.judged)
                .flatMap(done -> flags.write(tx, partition, verdict.flags))
                .flatMap(done -> flags.writeTransitions(tx, now, verdict.transitions))
                .flatMap(done -> runCancelling.cancel(tx, verdict.cancelled, now))
                .invoke(changes::addAll)
                .flatMap(done ->
                        runWriting.write(tx, partition, verdict.opened, verdict.advanced, bundle.catalogue(), now))
                .invoke(changes::addAll)
                // Not on the thread that answers all requests: it is a lot of JSON.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(done -> FeedAppender.append(tx, changes));
    }

    private List<Change> flagChanges(List<LoadedAccount> accounts, Verdict verdict, Instant now) {
        Map<String, AccountFact> known = accounts.stream()
                .map(LoadedAccount::fact)
                .collect(Collectors.toMap(AccountFact::accountId, fact -> fact));
        List<Change> changes = new ArrayList<>();
        for (StoredFlag flag : verdict.published) {
            AccountFact fact = known.get(flag.state().accountId());
            changes.add(Change.ofAccount(
                            fact.accountId(),
                            "flag",
                            FlagStore.key(flag),
                            flag.state().version(),
                            now,
                            flagMapper.published(flag))
                    .causedBy(fact.cause(), fact.hops())
                    .tracedBy(fact.traceparent()));
        }
        return changes;
    }
}
