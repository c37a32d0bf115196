package io.tidewatch.feed.provider;

import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A request to read a feed, as in the contract. It repeats the bounds of the contract because it is its model in
 * every service.
 *
 * @param cursors where to continue, each partition once
 * @param types only changes of these types; all if null or empty
 * @param limit most changes; {@value #LIMIT} if null
 * @param waitSeconds how long to wait for a change if there is none; not at all if null
 */
public record ReadChanges(
        @NotNull @Size(min = 1, max = 65) List<@NotNull @Valid Place> cursors,
        @Size(max = 50) List<@NotNull @Size(max = 100) String> types,
        @Min(1) @Max(ReadRequest.MAX_LIMIT) Integer limit,
        @Min(0) @Max(30) Integer waitSeconds) {

    private static final int LIMIT = 500;

    /**
     * A partition and its cursor.
     *
     * @param partition 0 to 64
     * @param cursor as returned by the feed
     */
    public record Place(
            @NotNull @Min(0) @Max(64) Integer partition,
            @NotNull @Size(max = 200) String cursor) {}

    /**
     * The request, after the bounds were checked.
     *
     * @throws ProblemException if a partition is listed twice
     */
    ReadRequest toRequest() {
        Set<Integer> seen = new HashSet<>();
        for (int n = 0; n < cursors.size(); n++) {
            if (!seen.add(cursors.get(n).partition())) {
                String detail = "Partition " + cursors.get(n).partition() + " is listed twice.";
                throw new ProblemException(
                        RequestProblem.INVALID_REQUEST, detail, List.of(Fault.at("/cursors/" + n, detail)));
            }
        }
        return new ReadRequest(
                cursors.stream()
                        .map(place -> new Cursor(place.partition(), place.cursor()))
                        .toList(),
                types == null ? Set.of() : Set.copyOf(types),
                limit == null ? LIMIT : limit,
                Duration.ofSeconds(waitSeconds == null ? 0 : waitSeconds));
    }
}
