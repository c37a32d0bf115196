package io.tidewatch.engine.judging;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.engine.run.RunCancelling;
import io.tidewatch.feed.Change;
import io.tidewatch.rule.threshold.Evidence;
import io.tidewatch.rule.threshold.FlagTransition;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends the flags and runs of accounts that account-ingestion no longer has: nothing more can be judged of them. Their runs
 * are cancelled and their flags become UNKNOWN. If such an account returns, it is judged like a new one, and a flag that is
 * raised then opens a run of its own.
 */
@ApplicationScoped
public class UnknownAccounts {

    private static final String WHY = "account-ingestion no longer has this account.";

    private final FlagStore flags;
    private final FlagMapper mapper;
    private final RunCancelling runs;

    UnknownAccounts(FlagStore flags, FlagMapper mapper, RunCancelling runs) {
        this.flags = flags;
        this.mapper = mapper;
        this.runs = runs;
    }

    /**
     * Ends the flags and runs of the accounts of a partition that have no facts left.
     *
     * @param tx a transaction that has locked the partition
     * @return changes to be appended to the feed, last of all
     */
    public Uni<List<Change>> end(SqlClient tx, int partition) {
        return tx.query("select business_now() as now, (select hash from active_bundle) as hash")
                .execute()
                .map(rows -> rows.iterator().next())
                .flatMap(row -> {
                    Instant now = row.getOffsetDateTime("now").toInstant();
                    return endFlags(tx, partition, row.getString("hash"), now)
                            .flatMap(changes -> runs.ofUnknownAccounts(tx, partition, WHY, now)
                                    .map(more -> {
                                        List<Change> all = new ArrayList<>(changes);
                                        all.addAll(more);
                                        return all;
                                    }));
                });
    }

    private Uni<List<Change>> endFlags(SqlClient tx, int partition, String bundleHash, Instant now) {
        return flags.ofUnknownAccounts(tx, partition).flatMap(stored -> {
            List<FlagStore.Transition> transitions = stored.stream()
                    .map(flag -> new FlagStore.Transition(flag.state().status(), forgotten(flag, bundleHash, now)))
                    .toList();
            List<StoredFlag> ended =
                    transitions.stream().map(FlagStore.Transition::after).toList();
            return flags.write(tx, partition, ended)
                    .flatMap(done -> flags.writeTransitions(tx, now, transitions))
                    .replaceWith(() -> ended.stream()
                            .map(flag -> Change.ofAccount(
                                    flag.state().accountId(),
                                    "flag",
                                    FlagStore.key(flag),
                                    flag.state().version(),
                                    now,
                                    mapper.published(flag)))
                            .toList());
        });
    }

    private StoredFlag forgotten(StoredFlag flag, String bundleHash, Instant now) {
        Evidence why = Evidence.without(bundleHash, flag.state().thresholdId(), WHY);
        return new StoredFlag(
                FlagTransition.forget(flag.state(), why, now), flag.metric(), mapper.evidence(null, why, now));
    }
}
