package io.tidewatch.ingestion.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reading two chunks at a time. The chunks are two accounts each, of a1 to a5. */
class ReadAheadTest {

    private final List<String> asked = new ArrayList<>();
    private final List<CompletableFuture<List<String>>> answers = new ArrayList<>();
    private final ReadAhead<List<String>> reading = new ReadAhead<>("a0", this::accounts, this::read);

    private Uni<List<String>> accounts(String after) {
        int number = Integer.parseInt(after.substring(1));
        return Uni.createFrom()
                .item(IntStream.rangeClosed(number + 1, Math.min(5, number + 2))
                        .mapToObj(next -> "a" + next)
                        .toList());
    }

    private Uni<List<String>> read(List<String> accounts) {
        asked.add(String.join(" ", accounts));
        answers.add(new CompletableFuture<>());
        return Uni.createFrom().completionStage(answers.getLast());
    }

    private void answer(int chunk) {
        answers.get(chunk).complete(List.of(asked.get(chunk)));
    }

    private List<String> next() {
        return reading.next().await().atMost(Duration.ofSeconds(30));
    }

    @Test
    void theChunksComeInTheirOrderWhateverIsAnsweredFirst() {
        Uni<List<String>> first = reading.next();
        answer(1);
        answer(0);

        assertThat(first.await().atMost(Duration.ofSeconds(30))).containsExactly("a1 a2");
        assertThat(next()).containsExactly("a3 a4");
        answer(2);
        assertThat(next()).containsExactly("a5");
        answer(3);
        assertThat(next()).as("no accounts behind the last one").containsExactly("");
    }

    @Test
    void noMoreThanTwoChunksAreReadAtATime() {
        Uni<List<String>> first = reading.next();
        assertThat(asked).containsExactly("a1 a2", "a3 a4");

        answer(0);
        first.await().atMost(Duration.ofSeconds(30));
        assertThat(asked).as("until the next one is waited for").hasSize(2);
        reading.next();
        assertThat(asked).containsExactly("a1 a2", "a3 a4", "a5");
    }

    @Test
    void aFailureIsThatOfItsChunk() {
        Uni<List<String>> first = reading.next();
        answer(0);
        answers.get(1).completeExceptionally(new IllegalStateException("The connection was lost."));

        assertThat(first.await().atMost(Duration.ofSeconds(30))).containsExactly("a1 a2");
        assertThatThrownBy(this::next).hasMessage("The connection was lost.");
    }

    @Test
    void theEndIsReachedWhenAllThatWasBegunIsAnsweredEvenIfNobodyWaitsForIt() {
        UniAssertSubscriber<List<String>> first =
                reading.next().subscribe().withSubscriber(UniAssertSubscriber.create());
        first.cancel();
        UniAssertSubscriber<Void> end = reading.end().subscribe().withSubscriber(UniAssertSubscriber.create());
        end.assertNotTerminated();

        answers.get(1).completeExceptionally(new IllegalStateException("The connection was lost."));
        end.assertNotTerminated();
        answer(0);
        end.assertCompleted();
    }

    @Test
    void whatWasNeverBegunHasEnded() {
        reading.end().subscribe().withSubscriber(UniAssertSubscriber.create()).assertCompleted();
    }
}
