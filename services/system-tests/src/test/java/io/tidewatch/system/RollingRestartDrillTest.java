package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.suite.service.ServiceInstance;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
            "reporting", List.of("leah", "/v1/reports/retention"));

    private static World world;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final Set<ServiceInstance> replicas = ConcurrentHashMap.newKeySet();
    private volatile List<ServiceInstance> ready = List.of();

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
        look(service);
        assertThat(ready).hasSize(2);
        ScheduledExecutorService load = Executors.newScheduledThreadPool(2);
        try {
            load.scheduleWithFixedDelay(() -> look(service), 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
            load.scheduleAtFixedRate(() -> send(service), 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);

            for (ServiceInstance replica : world.suite().services().instances(service)) {
                world.suite().services().replace(replica);
            }
        } finally {
            load.shutdown();
        }
        World.eventually(() -> assertThat(answered.get() + failures.size()).isEqualTo(sent.get()));

        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(1_000);
    }

    /** One that ends gets requests until it was asked the next time, as the endpoints of a Service follow its probes. */
    private void look(String service) {
        replicas.addAll(world.suite().services().instances(service));
        ready = replicas.stream().filter(ServiceInstance::isReady).toList();
    }

    private void send(String service) {
        List<ServiceInstance> asked = ready;
        long number = sent.getAndIncrement();
        if (asked.isEmpty()) {
            failures.add("no replica is ready");
            return;
        }
        String url = asked.get((int) (number % asked.size())).url();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(url + READS.get(service).get(1)))
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
}
