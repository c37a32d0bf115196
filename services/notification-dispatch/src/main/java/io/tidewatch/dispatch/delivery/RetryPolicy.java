package io.tidewatch.dispatch.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The pause before the next try: doubled each time, bounded, and random so that tries spread. */
@ApplicationScoped
public class RetryPolicy {

    private final DeliveryConfig config;

    public RetryPolicy(DeliveryConfig config) {
        this.config = config;
    }

    /**
     * The pause after a failed try.
     *
     * @param attempt number of the try, from 1
     * @param asked   the pause that the receiver asked for
     * @return between half and all of the doubled pause; at least the pause asked for, within its own bound
     */
    public Duration pause(int attempt, Optional<Duration> asked) {
        long doubled = config.firstPause().toMillis() << Math.min(attempt - 1, 20);
        long bounded = Math.min(doubled, config.longestPause().toMillis());
        long jittered = bounded / 2 + RandomGenerator.getDefault().nextLong(bounded / 2 + 1);
        long wanted = Math.min(
                asked.map(Duration::toMillis).orElse(0L),
                config.longestAskedPause().toMillis());
        return Duration.ofMillis(Math.max(jittered, wanted));
    }
}
