package io.tidewatch.feed.provider;

import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.FeedBusy;
import io.tidewatch.feed.FeedReset;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.ProblemType;
import io.tidewatch.problem.RequestProblem;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Problems of reading a feed. */
public enum FeedProblem implements ProblemType {
    /** A cursor can no longer be followed; {@code errors} point at the cursors concerned. */
    FEED_RESET(410, "The cursor no longer belongs to this feed");

    private final int status;
    private final String title;

    FeedProblem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    /**
     * The problem for a failed read: {@code feed.read(request).onFailure().transform(e -> FeedProblem.of(e, request.cursors()))}.
     *
     * @param failure what {@link ChangeFeed#read} failed with
     * @param cursors in the order of the request
     * @return a {@link ProblemException}, or the failure itself if the request is not at fault
     */
    public static Throwable of(Throwable failure, List<Cursor> cursors) {
        if (failure instanceof FeedReset reset) {
            List<Fault> faults = IntStream.range(0, cursors.size())
                    .filter(n -> reset.partitions().contains(cursors.get(n).partition()))
                    .mapToObj(n -> Fault.at(
                            "/cursors/" + n, "Partition " + cursors.get(n).partition() + ": " + why(reset)))
                    .toList();
            return new ProblemException(
                    FEED_RESET,
                    "Read the cursors of /v1/changes/head, then the snapshot, then the changes after these cursors.",
                    faults);
        }
        if (failure instanceof FeedBusy) {
            return new ProblemException(
                    RequestProblem.TOO_MANY_REQUESTS,
                    "Too many requests are already waiting for changes.",
                    List.of(),
                    Map.of("Retry-After", "5"));
        }
        return failure;
    }

    private static String why(FeedReset reset) {
        return switch (reset.reason()) {
            case FOREIGN_EPOCH -> "the cursor belongs to another epoch of this feed, from before a restore.";
            case BEYOND_HEAD -> "the cursor is beyond the newest change.";
            case BELOW_FLOOR -> "the changes after the cursor are no longer kept.";
            case UNREADABLE -> "this is not a cursor of this feed.";
            case UNKNOWN -> "the cursor cannot be followed.";
        };
    }
}
