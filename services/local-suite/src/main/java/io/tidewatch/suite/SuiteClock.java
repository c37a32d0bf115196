package io.tidewatch.suite;

import io.tidewatch.suite.service.ServiceClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Moves the business time of all services together, or of none. */
public final class SuiteClock {

    private static final String PATH = "/v1/clock";

    private final List<String> services;
    private final Function<String, ServiceClient> clients;

    /**
     * The clock of some services.
     *
     * @param services in the order in which the data flow; at least one
     * @param clients a client of each, in the role `admin`
     */
    SuiteClock(List<String> services, Function<String, ServiceClient> clients) {
        this.services = services;
        this.clients = clients;
    }

    /** Business time minus real time. */
    public Duration offset() {
        return offsetOf(services.getFirst());
    }

    /** The business time now. */
    public Instant now() {
        return Instant.parse(
                clients.apply(services.getFirst()).get(PATH).path("now").asText());
    }

    /**
     * Sets business time minus real time in every service. The service that takes data in goes first and the sources
     * follow it, so that those that judge and act find the data of the new day.
     *
     * @param sources takes in what the sources know by then
     * @throws IllegalStateException when a service does not answer or refuses; every service then has the time it had
     *     before, or the message names those that do not
     */
    public void setOffset(Duration offset, Runnable sources) {
        Map<String, Duration> before = new LinkedHashMap<>();
        services.forEach(service -> before.put(service, offsetOf(service)));
        List<String> moved = new ArrayList<>();
        try {
            for (String service : services) {
                moved.add(service);
                move(service, offset);
                if (moved.size() == 1) {
                    sources.run();
                }
            }
        } catch (IllegalStateException | UncheckedIOException e) {
            List<String> stuck = moved.reversed().stream()
                    .filter(service -> !movedBack(service, before.get(service)))
                    .toList();
            throw new IllegalStateException(
                    (stuck.isEmpty()
                                    ? "Business time was not moved in any service: "
                                    : "Business time was moved only in " + String.join(", ", stuck)
                                            + "; start the services that have ended (make restart) and move it again: ")
                            + e.getMessage(),
                    e);
        }
    }

    /** Moves the business time of every service on, see {@link #setOffset}. */
    public void advance(Duration by, Runnable sources) {
        setOffset(offset().plus(by), sources);
    }

    private Duration offsetOf(String service) {
        return Duration.ofSeconds(
                clients.apply(service).get(PATH).path("offsetSeconds").asLong());
    }

    private void move(String service, Duration offset) {
        clients.apply(service).put(PATH, Map.of("offsetSeconds", offset.toSeconds()));
    }

    private boolean movedBack(String service, Duration offset) {
        try {
            move(service, offset);
            return true;
        } catch (IllegalStateException | UncheckedIOException e) {
            return false;
        }
    }
}
