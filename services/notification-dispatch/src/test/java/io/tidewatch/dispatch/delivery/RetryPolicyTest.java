package io.tidewatch.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private final RetryPolicy policy = new RetryPolicy(new Bounds());

    @Test
    void pausesDoubleUpToTheBoundAndAreNeverInStep() {
        for (int round = 0; round < 200; round++) {
            assertThat(policy.pause(1, Optional.empty())).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));
            assertThat(policy.pause(3, Optional.empty())).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
            assertThat(policy.pause(500, Optional.empty())).isBetween(Duration.ofSeconds(150), Duration.ofMinutes(5));
        }
    }

    @Test
    void theWishOfTheReceiverIsGrantedWithinItsBound() {
        assertThat(policy.pause(1, Optional.of(Duration.ofMinutes(10)))).isEqualTo(Duration.ofMinutes(10));
        assertThat(policy.pause(1, Optional.of(Duration.ofDays(10)))).isEqualTo(Duration.ofHours(1));
    }

    private record Bounds() implements DeliveryConfig {

        @Override
        public Duration firstPause() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration longestPause() {
            return Duration.ofMinutes(5);
        }

        @Override
        public Duration longestAskedPause() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration pollInterval() {
            return Duration.ofSeconds(1);
        }

        @Override
        public int atATime() {
            return 1;
        }

        @Override
        public Duration claim() {
            return Duration.ofMinutes(2);
        }
    }
}
