package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.suite.service.ServiceFleet;
import io.tidewatch.suite.service.ServiceInstance;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
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
 * Both replicas of a service are replaced under 200 requests a second, as the chart's Deployment does it: a new one starts beside
 * them; when it is ready, an old one is ended. Requests reach the old one for some seconds after that, because a load balancer learns
 * of it late; SIGTERM follows after the preStop of the chart.
 */
@Order(7)
@EnabledIfSystemProperty(
        named = "tidewatch.drills",
        matches = "full",
        disabledReason = "some minutes; part of make drills")
class RollingRestartDrillTest {

    private static final int PER_SECOND = 200;

    /** Requests to each replica before the restart begins. */
    private static final int BEFORE = 1_000;

    /** So long after its end was ordered, a replica still gets requests. */
    private static final Duration UNTIL_FORGOTTEN = Duration.ofSeconds(3);

    /** preStopSeconds of the chart. */
    private static final Duration PRE_STOP = Duration.ofSeconds(5);

    /** Per service: who asks, and what is read. */
    private static final Map<String, List<String>> READS = Map.of(
            "account-ingestion", List.of("ana", "/v1/accounts?limit=5"),
            "rules-engine", List.of("ana", "/v1/flags?state=RAISED&limit=5"),
            "notification-dispatch", List.of("leah", "/v1/messages?limit=5"),
            "reporting", List.of("leah", "/v1/clock"));

    /** Two hundred a second would be more than two processors can make, so it is read ten times a second beside the other. */
    private static final String REPORT = "/v1/reports/retention";

    private static final int REPORTS_EVERY = 20;

    private static World world;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private final List<ServiceInstance> serving = new CopyOnWriteArrayList<>();
    private String restarted;

    @BeforeAll
    static void start() {
        world = World.get();
    }

    /** Also after a failure: replicas that are left over would slow down the next service. On the port of the service again. */
    @AfterEach
    void oneReplicaOfTheServiceIsLeft() {
        world.suite().services().scale(restarted, 1);
        world.suite().services().restart(restarted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"account-ingestion", "rules-engine", "notification-dispatch", "reporting"})
    void noRequestFailsWhileEachReplicaIsReplaced(String service) throws Exception {
        restarted = service;
        ServiceFleet services = world.suite().services();
        services.scale(service, 2);
        List<ServiceInstance> old = services.instances(service);
        serving.addAll(old);
        haveServedForAWhile(service);
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        try {
            load.scheduleAtFixedRate(() -> send(service), 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);

            for (ServiceInstance replica : old) {
                services.scale(service, 3);
                serving.add(services.instances(service).getLast());
                load.schedule(() -> serving.remove(replica), UNTIL_FORGOTTEN.toMillis(), TimeUnit.MILLISECONDS);
                CompletableFuture.runAsync(
                                () -> services.remove(replica),
                                CompletableFuture.delayedExecutor(PRE_STOP.toMillis(), TimeUnit.MILLISECONDS))
                        .join();
            }
        } finally {
            load.shutdown();
        }
        World.eventually(() -> assertThat(answered.get() + failures.size()).isEqualTo(sent.get()));
        System.out.printf(
                "ROLLING %s: %,d requests in time, the slowest %,d ms%n",
                service, answered.get(), slowest.get() / 1_000_000);
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(1_000);
    }

    /** The replicas that a rolling restart replaces are not new themselves. */
    private void haveServedForAWhile(String service) throws Exception {
        for (int number = 0; number < BEFORE; number++) {
            for (ServiceInstance replica : serving) {
                HttpResponse<String> answer =
                        http.send(request(replica.url(), service, number), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
            }
        }
    }

    private void send(String service) {
        List<ServiceInstance> asked = List.copyOf(serving);
        long number = sent.getAndIncrement();
        long since = System.nanoTime();
        String url = asked.get((int) (number % asked.size())).url();
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request(url, service, number), HttpResponse.BodyHandlers.ofString());
        answer.whenComplete((response, failure) -> {
            if (failure != null) {
                failures.add(url + ": " + failure);
            } else if (response.statusCode() != 200) {
                failures.add(url + ": " + response.statusCode() + " " + response.body());
            } else {
                slowest.accumulateAndGet(System.nanoTime() - since, Math::max);
                answered.incrementAndGet();
            }
        });
    }

    private static HttpRequest request(String url, String service, long number) {
        return HttpRequest.newBuilder(URI.create(url + path(service, number)))
                .timeout(Duration.ofSeconds(30))
                .header(
                        "Authorization",
                        "Bearer "
                                + world.suite()
                                        .tokens()
                                        .ofPerson(READS.get(service).get(0)))
                .build();
    }

    private static String path(String service, long number) {
        return service.equals("reporting") && number % REPORTS_EVERY == 0
                ? REPORT
                : READS.get(service).get(1);
    }
}
