package io.tidewatch.feed.provider;

import static io.tidewatch.feed.provider.FeedFixtures.append;
import static io.tidewatch.feed.provider.FeedFixtures.await;
import static io.tidewatch.feed.provider.FeedFixtures.change;
import static io.tidewatch.feed.provider.FeedFixtures.head;
import static io.tidewatch.feed.provider.FeedFixtures.now;
import static io.tidewatch.feed.provider.FeedFixtures.request;
import static io.tidewatch.feed.provider.FeedFixtures.typed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.FeedBusy;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.TestDatabase;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangeFeedReadTest {

    private final TestDatabase database = new TestDatabase();
    private final Pool pool = database.pool("provider");
    private final ChangeFeed feed = FeedFixtures.feed(database, pool);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anEmptyFeedHasAHeadForEveryPartitionAndNothingToRead() {
        List<Cursor> heads = await(feed.heads());

        assertThat(heads)
                .extracting(Cursor::partition)
                .isEqualTo(IntStream.range(0, 65).boxed().toList());
        ChangePage page = await(feed.read(request(heads, 1000, Duration.ZERO)));
        assertThat(page.items()).isEmpty();
        assertThat(page.cursors()).isEqualTo(heads);
        assertThat(page.more()).isFalse();
    }

    @Test
    void readingOnFromTheCursorsOfAPageRepeatsNothing() {
        List<Cursor> cursors = List.of(head(feed, 0), head(feed, 1));
        for (int n = 1; n <= 25; n++) {
            append(pool, change(0, "a" + n, n), change(1, "b" + n, n));
        }

        Set<String> seen = new HashSet<>();
        int pages = 0;
        ChangePage page;
        do {
            page = await(feed.read(request(cursors, 10, Duration.ZERO)));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(10);
            page.items().forEach(c -> assertThat(seen.add(c.key())).isTrue());
            cursors = page.cursors();
            pages++;
        } while (page.more());

        assertThat(seen).hasSize(50);
        assertThat(pages).isBetween(5, 7);
    }

    @Test
    void aLimitSmallerThanTheNumberOfPartitionsStillReachesAll() {
        List<Cursor> cursors = await(feed.heads());
        for (int p = 0; p < 65; p++) {
            append(pool, change(p, "k" + p, 1));
        }

        Set<Integer> seen = new HashSet<>();
        for (int turn = 0; seen.size() < 65 && turn < 40; turn++) {
            ChangePage page = await(feed.read(request(cursors, 3, Duration.ZERO)));
            page.items().stream().map(Envelope::partition).forEach(seen::add);
            cursors = page.cursors();
        }

        assertThat(seen).hasSize(65);
    }

    @Test
    void changesOfOtherTypesArePassedOver() {
        Cursor start = head(feed, 5);
        append(pool, change(5, "one", 1), typed("flag", change(5, "two", 1)), change(5, "three", 1));

        ChangePage flags = await(feed.read(new ReadRequest(List.of(start), Set.of("flag"), 100, Duration.ZERO)));
        ChangePage runs = await(feed.read(new ReadRequest(List.of(start), Set.of("run"), 100, Duration.ZERO)));

        assertThat(flags.items()).extracting(Envelope::key).containsExactly("two");
        assertThat(runs.items()).isEmpty();
        assertThat(runs.cursors()).containsExactly(head(feed, 5)).isNotEqualTo(List.of(start));
    }

    @Test
    void aWaitingReaderIsWokenByAChange() {
        Cursor start = head(feed, 7);
        UniAssertSubscriber<ChangePage> reader = feed.read(request(List.of(start), 10, Duration.ofSeconds(30)))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());

        append(pool, change(8, "elsewhere", 1));
        append(pool, change(7, "here", 1));

        ChangePage page = reader.awaitItem(TestDatabase.SOON).getItem();
        assertThat(page.items()).extracting(Envelope::key).containsExactly("here");
    }

    @Test
    void aWaitingReaderIsNotWokenByWhatItDidNotAskForButGoesOnAfterIt() {
        Cursor start = head(feed, 7);
        UniAssertSubscriber<ChangePage> reader = feed.read(
                        new ReadRequest(List.of(start), Set.of("flag"), 10, Duration.ofSeconds(30)))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());

        append(pool, change(7, "other", 1));
        append(pool, typed("flag", change(7, "wanted", 1)));

        assertThat(reader.awaitItem(TestDatabase.SOON).getItem().items())
                .extracting(Envelope::key)
                .containsExactly("wanted");
    }

    @Test
    void aReaderThatWaitedInVainGetsAnEmptyPageWithItsOwnCursors() {
        Cursor start = head(feed, 7);

        ChangePage page = await(feed.read(request(List.of(start), 10, Duration.ofSeconds(1))));

        assertThat(page).isEqualTo(new ChangePage(List.of(), List.of(start), false));
    }

    @Test
    void moreWaitingReadersThanAllowedAreRefused() {
        ChangeFeed small = FeedFixtures.feed(database, pool, 2);
        ReadRequest longWait = request(List.of(head(small, 3)), 10, Duration.ofSeconds(30));
        UniAssertSubscriber<ChangePage> first =
                small.read(longWait).subscribe().withSubscriber(UniAssertSubscriber.create());
        UniAssertSubscriber<ChangePage> second =
                small.read(longWait).subscribe().withSubscriber(UniAssertSubscriber.create());
        UniAssertSubscriber<ChangePage> third =
                small.read(longWait).subscribe().withSubscriber(UniAssertSubscriber.create());

        UniAssertSubscriber<ChangePage> refused = Awaitility.await()
                .until(
                        () -> Stream.of(first, second, third)
                                .filter(reader -> reader.getFailure() != null)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();

        refused.assertFailedWith(FeedBusy.class);
        append(pool, change(3, "k", 1));
        List.of(first, second, third).stream().filter(r -> r != refused).forEach(r -> r.awaitItem(TestDatabase.SOON));
        // A place is free again.
        assertThat(await(small.read(longWait)).items()).hasSize(1);
    }

    @Test
    void aReaderThatGivesUpFreesItsPlace() {
        ChangeFeed small = FeedFixtures.feed(database, pool, 1);
        Cursor start = head(small, 3);
        for (int n = 0; n < 5; n++) {
            assertThatThrownBy(() -> small.read(request(List.of(start), 10, Duration.ofSeconds(30)))
                            .ifNoItem()
                            .after(Duration.ofMillis(100))
                            .fail()
                            .await()
                            .atMost(TestDatabase.SOON))
                    .isInstanceOf(io.smallrye.mutiny.TimeoutException.class);
        }
    }

    @Test
    void requestsOutOfBoundsAreRefused() {
        Cursor cursor = head(feed, 0);
        assertThatThrownBy(() -> request(List.of(), 10, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request(List.of(cursor, cursor), 10, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request(List.of(cursor), 0, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request(List.of(cursor), 1001, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request(List.of(cursor), 10, Duration.ofSeconds(31)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReaderThatDoesNotWaitReadsWhatWasCommittedBeforeTheCall() {
        Cursor cursor = head(feed, 11);
        for (int n = 1; n <= 20; n++) {
            append(pool, change(11, "k" + n, n));
            ChangePage page = now(feed, cursor);
            assertThat(page.items()).extracting(Envelope::key).containsExactly("k" + n);
            cursor = page.cursors().getFirst();
        }
    }
}
