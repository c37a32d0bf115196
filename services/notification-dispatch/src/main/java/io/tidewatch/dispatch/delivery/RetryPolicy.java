package io.tidewatch.dispatch.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How long to wait before the next try: twice as long each time, bounded, and never in step with others. */
@ApplicationScoped
public class RetryPolicy {

    private final DeliveryConfig config;

    /** For the container. */
    public RetryPolicy(DeliveryConfig config) {
        this.config = config;
    }

    /**
     * The pause after a try that failed.
     *
     * @param attempt number of the try, from 1
     * @param asked   what the receiver asked for
     * @return between half of the doubled pause and all of it; at least what was asked, within its own bound
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
