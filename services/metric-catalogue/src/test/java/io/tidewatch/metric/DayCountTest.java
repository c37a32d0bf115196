package io.tidewatch.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DayCountTest {
    @Test
    void anAgeIsCountedInUtcDays() {
        assertThat(DayCount.between(LocalDate.of(2026, 2, 28), LocalDate.of(2026, 3, 30)))
                .isEqualTo(30);
        assertThat(DayCount.dayOf(Instant.parse("2026-03-01T23:59:59Z"))).isEqualTo("2026-03-01");
    }
}
