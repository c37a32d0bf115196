package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads chunks of accounts in order of their ids, the next but one as soon as the next one is waited for: PostgreSQL works on it while
 * histories are made of what it has sent. For one reader.
 *
 * @param <T> what is read of the accounts of a chunk
 */
final class ReadAhead<T> {

    private static final int CHUNKS = 2;

    private final String first;
    private final Function<String, Uni<List<String>>> accounts;
    private final Function<List<String>, Uni<T>> chunk;
    private final Queue<CompletableFuture<T>> reading = new ArrayDeque<>();
    private CompletableFuture<List<String>> following;

    /**
     * Reads nothing yet.
     *
     * @param first the account after which the first chunk begins; empty for the first of all accounts
     * @param accounts the accounts of the chunk that follows an account; none at the end
     * @param chunk reads what there is to know of accounts, also of none
     */
    ReadAhead(String first, Function<String, Uni<List<String>>> accounts, Function<List<String>, Uni<T>> chunk) {
        this.first = first;
        this.accounts = accounts;
        this.chunk = chunk;
    }

    /** The first chunk, then the next one; the one before must be complete. */
    Uni<T> next() {
        while (reading.size() < CHUNKS) {
            begin();
        }
        // A copy: who does not wait any more does not end what is being read.
        return Uni.createFrom().completionStage(reading.element().copy()).invoke(() -> reading.remove());
    }

    private void begin() {
        CompletableFuture<List<String>> its = following == null ? ask(first) : following;
        following = its.thenCompose(
                before -> before.isEmpty() ? CompletableFuture.completedFuture(before) : ask(before.getLast()));
        reading.add(its.thenCompose(ids -> chunk.apply(ids).subscribeAsCompletionStage()));
    }

    private CompletableFuture<List<String>> ask(String after) {
        return accounts.apply(after).subscribeAsCompletionStage();
    }

    /** Complete when nothing is being read any more, whatever became of it: then the connection is free for others. */
    Uni<Void> end() {
        CompletableFuture<?>[] all =
                Stream.concat(reading.stream(), Stream.ofNullable(following)).toArray(CompletableFuture[]::new);
        return Uni.createFrom()
                .completionStage(CompletableFuture.allOf(all))
                .onFailure()
                .recoverWithNull();
    }
}
