package io.tidewatch.engine.feed;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.run.RunStore;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.SnapshotPage;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * The present flags of one partition, then its runs, then the actions that the feed still retains: a consumer that reads for
 * the first time must not miss earlier ones. Each action has its id, and a consumer knows since when it acts, so nothing is
 * done twice.
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
        if (partition == Partitions.CONTROL) {
            return Uni.createFrom().item(new SnapshotPage(List.of(), null));
        }
        String[] place = after == null ? new String[] {FLAG, "", ""} : decode(after);
        return switch (place[0]) {
            case FLAG -> flags(partition, place[1], place[2], limit);
            case RUN -> runs(partition, UUID.fromString(place[1]), limit, List.of());
            default -> actions(partition, Long.parseLong(place[1]), limit, List.of());
        };
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
                                    all, encode(RUN, items.getLast().key(), "")));
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
                    String next = items.size() < limit ? null : encode(ACTION, Long.toString(last), "");
                    return new SnapshotPage(both(before, items), next);
                });
    }

    private static List<SnapshotItem> both(List<SnapshotItem> first, List<SnapshotItem> second) {
        List<SnapshotItem> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static String flagMarker(SnapshotItem flag) {
        return encode(
                FLAG,
                flag.data().path("accountId").asText(),
                flag.data().path("thresholdId").asText());
    }

    private static String encode(String type, String first, String second) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((type + "\n" + first + "\n" + second).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isPlace(String type, String key) {
        switch (type) {
            case RUN -> UUID.fromString(key);
            case ACTION -> Long.parseLong(key);
            default -> {
                return type.equals(FLAG);
            }
        }
        return true;
    }

    private static String[] decode(String after) {
        try {
            String[] place = new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8).split("\n", -1);
            if (place.length == 3 && isPlace(place[0], place[1])) {
                return place;
            }
        } catch (IllegalArgumentException notOurs) {
            // Reported below.
        }
        throw RequestProblem.noSuchPage();
    }
}
