package io.tidewatch.suite;

import io.tidewatch.suite.service.ServiceClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Moves the business time of all four services together. */
public final class SuiteClock {

    private static final String PATH = "/v1/clock";
    private static final String INGESTION = "account-ingestion";

    private final Suite suite;

    SuiteClock(Suite suite) {
        this.suite = suite;
    }

    /** Business time minus real time. */
    public Duration offset() {
        return Duration.ofSeconds(
                client(INGESTION).get(PATH).path("offsetSeconds").asLong());
    }

    /** The business time now. */
    public Instant now() {
        return Instant.parse(client(INGESTION).get(PATH).path("now").asText());
    }

    /**
     * Sets business time minus real time in every service; last in those that judge and act, so that what they act on
     * can be brought up to the new day before.
     *
     * @param sources brings in what the sources know by then
     * @throws IllegalStateException when a service refuses
     */
    public void setOffset(Duration offset, Runnable sources) {
        Map<String, Long> body = Map.of("offsetSeconds", offset.toSeconds());
        client(INGESTION).put(PATH, body);
        sources.run();
        suite.settings().services().stream()
                .filter(service -> !service.equals(INGESTION))
                .forEach(service -> client(service).put(PATH, body));
    }

    /** Moves the business time of every service on, see {@link #setOffset}. */
    public void advance(Duration by, Runnable sources) {
        setOffset(offset().plus(by), sources);
    }

    private ServiceClient client(String service) {
        return suite.asPerson("root", service);
    }
}
