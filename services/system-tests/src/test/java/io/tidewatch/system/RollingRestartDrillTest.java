package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.suite.service.ServiceInstance;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both replicas of a service are replaced, one after the other, under 200 requests a second. Requests go to those that were ready a
 * moment ago, as with a Service of Kubernetes.
 */
@Order(7)
@EnabledIfSystemProperty(
        named = "tidewatch.drills",
        matches = "full",
        disabledReason = "some minutes; part of make drills")
class RollingRestartDrillTest {

    private static final int PER_SECOND = 200;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    /** Per service: who asks, and what is read. */
    private static final Map<String, List<String>> READS = Map.of(
            "account-ingestion", List.of("ana", "/v1/accounts?limit=5"),
            "rules-engine", List.of("ana", "/v1/flags?state=RAISED&limit=5"),
            "notification-dispatch", List.of("leah", "/v1/messages?limit=5"),
            "reporting", List.of("leah", "/v1/clock"));

    /** Two hundred a second would be more than two processors can make, so it is read ten times a second beside the other. */
    private static final String REPORT = "/v1/reports/retention";

    private static final int REPORTS_EVERY = 20;

    /** A probe that takes longer says nothing. */
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(1);

    private static World world;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final Set<Address> probed = ConcurrentHashMap.newKeySet();
    private final Set<Address> ready = ConcurrentHashMap.newKeySet();

    @BeforeAll
    static void start() {
        world = World.get();
    }

    @AfterEach
    void one() {
        READS.keySet().forEach(service -> world.suite().services().scale(service, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"account-ingestion", "rules-engine", "notification-dispatch", "reporting"})
    void noRequestFailsWhileEachReplicaIsReplaced(String service) throws Exception {
        world.suite().services().scale(service, 2);
        ScheduledExecutorService load = Executors.newScheduledThreadPool(2);
        try {
            load.scheduleWithFixedDelay(() -> look(service), 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
            World.eventually(() -> assertThat(ready).hasSize(2));
            load.scheduleAtFixedRate(() -> send(service), 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);

            for (ServiceInstance replica : world.suite().services().instances(service)) {
                world.suite().services().replace(replica);
                // The next one ends when the new one gets requests, as with maxUnavailable: 0.
                World.eventually(() -> assertThat(ready).hasSize(2));
            }
        } finally {
            load.shutdown();
        }
        World.eventually(() -> assertThat(answered.get() + failures.size()).isEqualTo(sent.get()));

        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(1_000);
    }

    /**
     * One that ends gets requests until it was asked the next time, as the endpoints of a Service follow its probes. Each is asked for
     * itself: one that is slow to answer must not hide that another has gone.
     */
    private void look(String service) {
        world.suite()
                .services()
                .instances(service)
                .forEach(replica -> probed.add(new Address(replica.url(), replica.managementUrl())));
        probed.forEach(replica -> http.sendAsync(
                        HttpRequest.newBuilder(URI.create(replica.managementUrl() + "/q/health/ready"))
                                .timeout(PROBE_LIMIT)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .whenComplete((answer, failure) -> {
                    if (failure == null && answer.statusCode() == 200) {
                        ready.add(replica);
                    } else if (failure == null || !(failure.getCause() instanceof HttpTimeoutException)) {
                        // One late answer does not make a pod unready either.
                        ready.remove(replica);
                    }
                }));
    }

    private void send(String service) {
        List<Address> asked = List.copyOf(ready);
        long number = sent.getAndIncrement();
        if (asked.isEmpty()) {
            failures.add("no replica is ready");
            return;
        }
        String url = asked.get((int) (number % asked.size())).url();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path(service, number)))
                .timeout(Duration.ofSeconds(30))
                .header(
                        "Authorization",
                        "Bearer "
                                + world.suite()
                                        .tokens()
                                        .ofPerson(READS.get(service).get(0)))
                .build();
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        answer.whenComplete((response, failure) -> {
            if (failure != null) {
                failures.add(url + ": " + failure);
            } else if (response.statusCode() != 200) {
                failures.add(url + ": " + response.statusCode() + " " + response.body());
            } else {
                answered.incrementAndGet();
            }
        });
    }

    private static String path(String service, long number) {
        return service.equals("reporting") && number % REPORTS_EVERY == 0
                ? REPORT
                : READS.get(service).get(1);
    }

    /** A new replica has the address of the one that it replaces. */
    private record Address(String url, String managementUrl) {}
}
