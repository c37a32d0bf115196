package io.tidewatch.feed.provider;

import static io.tidewatch.feed.provider.FeedFixtures.append;
import static io.tidewatch.feed.provider.FeedFixtures.await;
import static io.tidewatch.feed.provider.FeedFixtures.change;
import static io.tidewatch.feed.provider.FeedFixtures.head;
import static io.tidewatch.feed.provider.FeedFixtures.now;
import static io.tidewatch.feed.provider.FeedFixtures.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.FeedReset;
import io.tidewatch.feed.FeedReset.Reason;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.TestDatabase;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Epochs, retention, days: what a feed lives through in the course of years. */
class ChangeFeedLifeTest {

    private final TestDatabase database = new TestDatabase();
    private final Pool pool = database.pool("provider");
    private final ChangeFeed feed = FeedFixtures.feed(database, pool);
    private final FeedMaintenance maintenance = new FeedMaintenance(pool, database.vertx(), FeedFixtures.config(200));

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aCursorOfAnotherEpochIsReset() {
        append(pool, change(1, "k", 1));
        Cursor before = head(feed, 1);

        database.execute("select feed_new_epoch()");

        assertReset(() -> now(feed, before), Reason.FOREIGN_EPOCH, 1);
        assertThat(now(feed, head(feed, 1)).items()).isEmpty();
    }

    @Test
    void aWaitingReaderLearnsOfANewEpoch() {
        UniAssertSubscriber<ChangePage> reader = feed.read(request(List.of(head(feed, 1)), 10, Duration.ofSeconds(30)))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());

        database.execute("select feed_new_epoch()");

        reader.awaitFailure(TestDatabase.SOON).assertFailedWith(FeedReset.class);
    }

    @Test
    void aWaitingReaderIsAnsweredWhenTheServiceStops() {
        UniAssertSubscriber<ChangePage> reader = feed.read(request(List.of(head(feed, 1)), 10, ReadRequest.MAX_WAIT))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());

        feed.endWaits(new ShutdownDelayInitiatedEvent());

        assertThat(reader.awaitItem(Duration.ofSeconds(25)).getItem().items()).isEmpty();
        assertThat(await(feed.read(request(List.of(head(feed, 1)), 10, ReadRequest.MAX_WAIT)))
                        .items())
                .isEmpty();
    }

    @Test
    void aCursorBeyondTheHeadIsReset() {
        append(pool, change(1, "k", 1), change(2, "k", 1));
        Cursor one = head(feed, 1);
        Cursor two = head(feed, 2);

        // The feed is set back without a new epoch, as by a restore whose runbook was not followed.
        database.execute("delete from feed_change where partition = 2");
        ChangeFeed restarted = FeedFixtures.feed(database, pool);

        assertReset(() -> now(restarted, one, two), Reason.BEYOND_HEAD, 2);
        assertThat(now(restarted, one).items()).isEmpty();
    }

    @Test
    void aCursorOfAnotherReplicaThatKnowsMoreIsNotTakenForOneBeyondTheHead() {
        ChangeFeed other = FeedFixtures.feed(database, database.pool("other"));
        await(feed.heads());
        append(pool, change(1, "k", 1));

        ChangePage page = await(feed.read(request(List.of(head(other, 1)), 10, Duration.ofSeconds(1))));

        assertThat(page.items()).isEmpty();
    }

    @Test
    void aCursorThatIsNotOneOfOursIsReset() {
        for (String text : List.of("", "x", "%%%", "AAAA", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")) {
            assertReset(() -> now(feed, new Cursor(9, text)), Reason.UNREADABLE, 9);
        }
        assertReset(() -> now(feed, new Cursor(9, CursorCodec.encode(UUID.randomUUID(), 0))), Reason.FOREIGN_EPOCH, 9);
    }

    @Test
    void oldDaysAreDroppedAndCursorsBelowThemAreReset() {
        Cursor start = head(feed, 1);
        Cursor untouched = head(feed, 2);
        append(pool, change(1, "old", 1));
        ageChangesByDays(20);
        Cursor afterOld = head(FeedFixtures.feed(database, pool), 1);
        append(pool, change(1, "new", 2));

        assertThat(await(maintenance.run())).isEqualTo(1);

        assertReset(() -> now(feed, start), Reason.BELOW_FLOOR, 1);
        assertThat(now(feed, afterOld, untouched).items())
                .extracting(Envelope::key)
                .containsExactly("new");
        assertThat(database.number("select count(*) from feed_change")).isEqualTo(1);
    }

    @Test
    void theHeadStaysWhenAllChangesWereDropped() {
        append(pool, change(1, "old", 1));
        Cursor head = head(feed, 1);
        ageChangesByDays(20);

        assertThat(await(maintenance.run())).isEqualTo(1);

        ChangeFeed restarted = FeedFixtures.feed(database, pool);
        assertThat(head(restarted, 1)).isEqualTo(head);
        append(pool, change(1, "new", 2));
        assertThat(now(restarted, head).items()).extracting(Envelope::key).containsExactly("new");
    }

    @Test
    void daysWithinTheRetentionAreKept() {
        append(pool, change(1, "k", 1));
        ageChangesByDays(13);

        assertThat(await(maintenance.run())).isZero();
    }

    @Test
    void anAppendDoesNotFailWhenNobodyPreparedToday() {
        Cursor start = head(feed, 1);
        append(pool, change(1, "before", 1));
        ageChangesByDays(30);
        database.execute("""
                do $$ declare d date; begin
                for d in select day from feed_day where day >= feed_today() - 1 loop
                    execute format('drop table feed_change_%s', to_char(d, 'YYYYMMDD'));
                    delete from feed_day where day = d;
                end loop; end $$
                """);

        append(pool, change(1, "today", 2));
        database.execute("select feed_append(1::smallint, 'account', 'single', 1, now(), null, 0::smallint, '{}')");

        assertThat(now(feed, start).items()).extracting(Envelope::key).containsExactly("before", "today", "single");
        // The old day holds a change of today: it is not dropped before that one is old.
        assertThat(await(maintenance.run())).isZero();
        append(pool, change(1, "later", 3));
        assertThat(now(feed, start).items())
                .extracting(Envelope::key)
                .containsExactly("before", "today", "single", "later");
    }

    @Test
    void maintenanceIsDoneByOneReplicaAtATimeAndRepeatable() {
        database.execute("select feed_prepare_days(9)");

        assertThat(await(maintenance.run())).isZero();
        assertThat(database.number("select feed_prepare_days(9)")).isZero();
        assertThat(database.number("select count(*) from feed_day")).isEqualTo(11);
    }

    /** Moves what was appended so far into a day long ago, as if time had passed. */
    private void ageChangesByDays(int days) {
        database.execute("""
                do $$ declare d date := feed_today() - %d; begin
                execute format('create table feed_change_%%s partition of feed_change for values from (%%L) to (%%L)',
                               to_char(d, 'YYYYMMDD'), d, d + 1);
                insert into feed_day values (d);
                update feed_change set day = d, appended_at = appended_at - interval '%d days';
                end $$
                """.formatted(days, days));
    }

    private static void assertReset(ThrowingCallable call, Reason reason, int partition) {
        assertThatThrownBy(call).asInstanceOf(type(FeedReset.class)).satisfies(reset -> {
            assertThat(reset.reason()).isEqualTo(reason);
            assertThat(reset.partitions()).containsExactly(partition);
        });
    }
}
