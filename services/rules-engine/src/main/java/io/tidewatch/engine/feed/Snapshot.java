package io.tidewatch.engine.feed;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.run.RunStore;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.SnapshotPage;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The present flags of one partition (of the portfolio in the control partition), then its runs, then the actions that the feed
 * still retains: a consumer that reads for the first time must not miss earlier ones. Each action has its id, and a consumer
 * knows since when it acts, so nothing is done twice.
 */
@ApplicationScoped
class Snapshot {

    private static final String FLAG = "flag";
    private static final String RUN = "run";
    private static final String ACTION = "action";
    private static final String ACTIONS = """
            select seq, key, version, data from feed_change
            where partition = $1 and type = 'action' and seq > $2 order by seq limit $3
            """;

    private final Pool pool;
    private final FlagStore flags;
    private final RunStore runs;
    private final ObjectMapper json;

    Snapshot(Pool pool, FlagStore flags, RunStore runs, ObjectMapper json) {
        this.pool = pool;
        this.flags = flags;
        this.runs = runs;
        this.json = json;
    }

    /**
     * One page.
     *
     * @param after the marker of the page before, or null
     * @throws ProblemException {@code no-such-page} when the marker is not one of ours
     */
    Uni<SnapshotPage> page(int partition, String after, int limit) {
        List<String> key = PageCursor.key(after, FLAG, "", "");
        try {
            return switch (key.get(0)) {
                case FLAG -> flags(partition, key.get(1), key.get(2), limit);
                case RUN -> runs(partition, UUID.fromString(key.get(1)), limit, List.of());
                case ACTION -> actions(partition, Long.parseLong(key.get(1)), limit, List.of());
                default -> throw RequestProblem.noSuchPage();
            };
        } catch (IllegalArgumentException notOurs) {
            throw RequestProblem.noSuchPage();
        }
    }

    private Uni<SnapshotPage> flags(int partition, String account, String thresholdId, int limit) {
        return flags.snapshot(pool, partition, account, thresholdId, limit)
                .flatMap(items -> items.size() < limit
                        ? runs(partition, new UUID(0, 0), limit - items.size(), items)
                        : Uni.createFrom().item(new SnapshotPage(items, flagMarker(items.getLast()))));
    }

    private Uni<SnapshotPage> runs(int partition, UUID after, int limit, List<SnapshotItem> before) {
        return runs.snapshot(pool, partition, after, limit).flatMap(items -> {
            List<SnapshotItem> all = both(before, items);
            return items.size() < limit
                    ? actions(partition, 0, limit - items.size(), all)
                    : Uni.createFrom()
                            .item(new SnapshotPage(
                                    all, PageCursor.next(RUN, items.getLast().key(), "")));
        });
    }

    private Uni<SnapshotPage> actions(int partition, long after, int limit, List<SnapshotItem> before) {
        return pool.preparedQuery(ACTIONS)
                .execute(Tuple.of((short) partition, after, limit))
                .map(rows -> {
                    List<SnapshotItem> items = new ArrayList<>();
                    long last = after;
                    for (Row row : rows) {
                        last = row.getLong("seq");
                        items.add(new SnapshotItem(
                                ACTION,
                                row.getString("key"),
                                row.getLong("version"),
                                false,
                                json.valueToTree(row.getJsonObject("data").getMap())));
                    }
                    String next = items.size() < limit ? null : PageCursor.next(ACTION, last, "");
                    return new SnapshotPage(both(before, items), next);
                });
    }

    private static List<SnapshotItem> both(List<SnapshotItem> first, List<SnapshotItem> second) {
        List<SnapshotItem> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static String flagMarker(SnapshotItem flag) {
        return PageCursor.next(
                FLAG,
                flag.data().path("accountId").asText(),
                flag.data().path("thresholdId").asText());
    }
}
