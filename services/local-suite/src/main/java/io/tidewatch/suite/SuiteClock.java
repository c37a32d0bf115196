package io.tidewatch.suite;

import io.tidewatch.suite.service.ServiceClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Moves the business time of all four services together. */
public final class SuiteClock {

    private static final String PATH = "/v1/clock";

    private final Suite suite;

    SuiteClock(Suite suite) {
        this.suite = suite;
    }

    /** Business time minus real time. */
    public Duration offset() {
        return Duration.ofSeconds(
                client("account-ingestion").get(PATH).path("offsetSeconds").asLong());
    }

    /** The business time now. */
    public Instant now() {
        return Instant.parse(client("account-ingestion").get(PATH).path("now").asText());
    }

    /**
     * Sets business time minus real time in every service.
     *
     * @throws IllegalStateException when one refuses
     */
    public void setOffset(Duration offset) {
        for (String service : suite.settings().services()) {
            client(service).put(PATH, Map.of("offsetSeconds", offset.toSeconds()));
        }
    }

    /** Moves the business time of every service on. */
    public void advance(Duration by) {
        setOffset(offset().plus(by));
    }

    private ServiceClient client(String service) {
        return suite.asPerson("root", service);
    }
}
