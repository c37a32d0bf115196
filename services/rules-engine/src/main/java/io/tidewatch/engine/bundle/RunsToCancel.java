package io.tidewatch.engine.bundle;

import io.smallrye.mutiny.Uni;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Marks the open runs of a playbook or of a bundle, so that the next judgement of their accounts cancels them. */
@ApplicationScoped
public class RunsToCancel {

    // By the index of open runs: a playbook can have one in every account, and its ended runs are not read.
    private static final String MARK_SOME = """
            with looked_at as (
                     select id, account_id, playbook, cancel_reason is null and (playbook = $3 or bundle_hash = $4) as chosen
                     from playbook_run where state = 'OPEN' and (account_id, playbook) > ($1, $2)
                     order by account_id, playbook limit $6),
                 marked as (
                     update playbook_run r set cancel_reason = $5 from looked_at l
                     where r.id = l.id and l.chosen and r.state = 'OPEN' and r.cancel_reason is null
                     returning 1)
            select account_id, playbook, (select count(*) from marked) as marked, (select count(*) from looked_at) < $6 as ended
            from looked_at order by account_id desc, playbook desc limit 1
            """;
    private static final int LOOKED_AT_TOGETHER = 1_000;

    private final Pool pool;

    RunsToCancel(Pool pool) {
        this.pool = pool;
    }

    /**
     * Marks all of them, some in each transaction. If it fails on the way, it can be repeated.
     *
     * @param playbook its id, or null
     * @param bundleHash its hash, or null
     * @param why a sentence for people
     * @return how many runs
     */
    public Uni<Long> mark(String playbook, String bundleHash, String why) {
        return markAfter("", "", Tuple.of(playbook, bundleHash, why), 0);
    }

    private Uni<Long> markAfter(String account, String playbook, Tuple which, long before) {
        Tuple parameters = Tuple.of(account, playbook)
                .addString(which.getString(0))
                .addString(which.getString(1))
                .addString(which.getString(2))
                .addInteger(LOOKED_AT_TOGETHER);
        return TemporaryFailure.retried(pool.preparedQuery(MARK_SOME).execute(parameters))
                .flatMap(rows -> {
                    if (rows.rowCount() == 0) {
                        return Uni.createFrom().item(before);
                    }
                    Row last = rows.iterator().next();
                    long marked = before + last.getLong("marked");
                    return last.getBoolean("ended")
                            ? Uni.createFrom().item(marked)
                            : markAfter(last.getString("account_id"), last.getString("playbook"), which, marked);
                });
    }
}
