package io.tidewatch.feed.consumer;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.FeedReset;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Whether the provider can be reached; logs each change once. */
final class PeerState {

    private static final Logger LOG = Logger.getLogger(PeerState.class);

    private final FeedConsumerSettings settings;
    private final Runnable whenLost;
    private volatile int failures;

    /** @param whenLost called at every failure */
    PeerState(FeedConsumerSettings settings, Runnable whenLost) {
        this.settings = settings;
        this.whenLost = whenLost;
    }

    boolean unreachable() {
        return failures > 0;
    }

    /** How long to wait before the next request. */
    Duration rest() {
        return FollowedPartition.pause(failures, settings.retryAtMost());
    }

    /** Wraps a call: every failure except a reset, which is an answer, becomes a {@link PeerFailure}. */
    <T> Uni<T> asking(Uni<T> answer) {
        return answer.invoke(this::reached)
                .onFailure(failure -> !(failure instanceof FeedReset))
                .transform(this::lost)
                .onFailure(FeedReset.class)
                .invoke(this::reached);
    }

    private void reached() {
        if (failures > 0) {
            LOG.infof("%s can reach %s again", settings.consumer(), settings.provider());
            failures = 0;
        }
    }

    private PeerFailure lost(Throwable failure) {
        if (failures++ == 0) {
            LOG.warnf("%s cannot reach %s: %s", settings.consumer(), settings.provider(), failure);
        }
        whenLost.run();
        return new PeerFailure(failure);
    }
}
