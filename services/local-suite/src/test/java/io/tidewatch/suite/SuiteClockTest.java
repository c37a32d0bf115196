package io.tidewatch.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.tidewatch.suite.service.ServiceClient;
import io.tidewatch.suite.web.LocalPages;
import io.tidewatch.suite.web.LocalPages.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SuiteClockTest {

    private static final Duration WEEK = Duration.ofDays(7);

    private final Map<String, Service> services = new LinkedHashMap<>();
    private SuiteClock clock;

    @BeforeEach
    void start() {
        List.of("first", "second", "third").forEach(name -> services.put(name, new Service()));
        clock = new SuiteClock(
                List.copyOf(services.keySet()),
                name -> new ServiceClient(
                        "http://localhost:" + services.get(name).pages.port(), () -> "token"));
    }

    @AfterEach
    void stop() {
        services.values().forEach(service -> service.pages.close());
    }

    @Test
    void allServicesMoveOn() {
        clock.advance(WEEK, () -> assertThat(offsets()).containsExactly(WEEK.toSeconds(), 0L, 0L));

        assertThat(offsets()).containsOnly(WEEK.toSeconds());
    }

    @Test
    void noServiceMovesWhenOneRefuses() {
        services.get("third").refuses = true;

        assertThatThrownBy(() -> clock.advance(WEEK, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not moved in any service");
        assertThat(offsets()).containsOnly(0L);
    }

    @Test
    void noServiceMovesWhenOneHasEnded() {
        services.get("third").pages.close();

        assertThatThrownBy(() -> clock.advance(WEEK, () -> {})).isInstanceOf(RuntimeException.class);
        assertThat(offsets()).containsOnly(0L);
    }

    @Test
    void noServiceMovesWhenTheSourcesFail() {
        assertThatThrownBy(() -> clock.advance(WEEK, () -> {
                    throw new IllegalStateException("The import failed.");
                }))
                .hasMessageContaining("The import failed.");
        assertThat(offsets()).containsOnly(0L);
    }

    @Test
    void theServiceThatCouldNotBeMovedBackIsNamed() {
        services.get("second").refusesToMoveBack = true;
        services.get("third").refuses = true;

        assertThatThrownBy(() -> clock.advance(WEEK, () -> {})).hasMessageContaining("moved only in second;");
        assertThat(offsets()).containsExactly(0L, WEEK.toSeconds(), 0L);
    }

    private List<Long> offsets() {
        return services.values().stream().map(service -> service.offset).toList();
    }

    /** Answers as the clock of a service does. */
    private static final class Service {

        private static final ObjectMapper JSON = new ObjectMapper();

        private final LocalPages pages = LocalPages.start(0, this::answer);
        private volatile long offset;
        private volatile boolean refuses;
        private volatile boolean refusesToMoveBack;

        private Answer answer(HttpExchange exchange) throws IOException {
            if (exchange.getRequestMethod().equals("PUT")) {
                long wanted = JSON.readTree(exchange.getRequestBody())
                        .path("offsetSeconds")
                        .asLong();
                if (refuses && wanted != offset || refusesToMoveBack && wanted < offset) {
                    return Answer.json(503, Map.of("type", "/problems/unavailable"));
                }
                offset = wanted;
            }
            return Answer.json(
                    200, Map.of("now", Instant.now().plusSeconds(offset).toString(), "offsetSeconds", offset));
        }
    }
}
