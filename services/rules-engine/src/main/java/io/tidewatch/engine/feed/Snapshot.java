package io.tidewatch.engine.feed;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.run.RunStore;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.SnapshotPage;
import io.tidewatch.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * The present flags, then the present runs, of one partition. Actions are no part of it: who begins anew must not do again
 * what was done.
 */
@ApplicationScoped
class Snapshot {

    private static final String FLAG = "flag";
    private static final String RUN = "run";

    private final Pool pool;
    private final FlagStore flags;
    private final RunStore runs;

    Snapshot(Pool pool, FlagStore flags, RunStore runs) {
        this.pool = pool;
        this.flags = flags;
        this.runs = runs;
    }

    /**
     * One page.
     *
     * @param after the marker of the page before, or null
     * @throws ProblemException {@code bad-snapshot-page} when the marker is not one of ours
     */
    Uni<SnapshotPage> page(int partition, String after, int limit) {
        if (partition == Partitions.CONTROL) {
            return Uni.createFrom().item(new SnapshotPage(List.of(), null));
        }
        String[] place = after == null ? new String[] {FLAG, "", ""} : decode(after);
        return place[0].equals(RUN)
                ? runs(partition, UUID.fromString(place[1]), limit, List.of())
                : flags.snapshot(pool, partition, place[1], place[2], limit)
                        .flatMap(items -> items.size() < limit
                                ? runs(partition, new UUID(0, 0), limit - items.size(), items)
                                : Uni.createFrom()
                                        .item(new SnapshotPage(items, flagMarker(items.get(items.size() - 1)))));
    }

    private Uni<SnapshotPage> runs(int partition, UUID after, int limit, List<SnapshotItem> before) {
        return runs.snapshot(pool, partition, after, limit).map(items -> {
            List<SnapshotItem> all = new ArrayList<>(before);
            all.addAll(items);
            String next = items.size() < limit
                    ? null
                    : encode(RUN, items.get(items.size() - 1).key(), "");
            return new SnapshotPage(all, next);
        });
    }

    private static String flagMarker(SnapshotItem flag) {
        return encode(
                FLAG,
                flag.data().path("accountId").asText(),
                flag.data().path("threshold").asText());
    }

    private static String encode(String type, String first, String second) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((type + "\n" + first + "\n" + second).getBytes(StandardCharsets.UTF_8));
    }

    private static String[] decode(String after) {
        try {
            String[] place = new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8).split("\n", -1);
            if (place.length == 3 && (place[0].equals(FLAG) || place[0].equals(RUN))) {
                if (place[0].equals(RUN)) {
                    UUID.fromString(place[1]);
                }
                return place;
            }
        } catch (IllegalArgumentException notOurs) {
            // said below
        }
        throw new ProblemException(
                FeedProblem.BAD_SNAPSHOT_PAGE, "\"after\" must be the \"next\" of the page before, or be left out.");
    }
}
