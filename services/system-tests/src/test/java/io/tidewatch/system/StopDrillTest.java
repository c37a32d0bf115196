package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.service.ServiceInstance;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A second replica of a service is stopped under requests, as a rolling restart does it. */
@Order(6)
class StopDrillTest {

    private static final int READERS = 8;
    private static final int BEFORE_THE_STOP = 25;
    /** Clients that do not ask whether the replica is ready. */
    private static final int CARELESS = 4;

    /** What is read from each service, and who reads it. */
    private static final Map<String, List<String>> READ = Map.of(
            "rules-engine", List.of("ana", "/v1/flags?state=RAISED"),
            "account-ingestion", List.of("nadia", "/v1/accounts?limit=20"),
            "notification-dispatch", List.of("leah", "/v1/messages"),
            "reporting", List.of("leah", "/v1/reports/retention"));

    private static World world;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<String> cut = new ConcurrentLinkedQueue<>();
    private final Queue<String> closing = new ConcurrentLinkedQueue<>();
    private final Queue<String> careless = new ConcurrentLinkedQueue<>();
    private final CountDownLatch underWay = new CountDownLatch(READERS * BEFORE_THE_STOP);

    @BeforeAll
    static void start() {
        world = World.get();
    }

    /** Which services are stopped. */
    static Stream<String> services() {
        return SuiteSettings.SERVICES.stream().filter(service -> World.FULL_DRILLS || service.equals("rules-engine"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void replicaThatIsStoppedAnswersWhatItAcceptedAndEndsByItself(String service) throws Exception {
        world.suite().services().scale(service, 2);
        ServiceInstance stopped = world.suite().services().instances(service).getLast();
        String token = world.suite().tokens().ofPerson(READ.get(service).getFirst());
        HttpRequest.Builder read = HttpRequest.newBuilder(
                        URI.create(stopped.url() + READ.get(service).getLast()))
                .header("Authorization", "Bearer " + token);
        List<CompletableFuture<Void>> readers = new ArrayList<>(IntStream.range(0, READERS)
                .mapToObj(reader -> CompletableFuture.runAsync(() -> read(stopped, read.copy())))
                .toList());
        IntStream.range(0, CARELESS)
                .mapToObj(reader -> CompletableFuture.runAsync(() -> readWithoutCare(read.copy())))
                .forEach(readers::add);
        if (service.equals("rules-engine")) {
            readers.add(CompletableFuture.runAsync(() -> waitForChanges(stopped)));
        }
        underWay.await();
        int before = Files.readAllLines(stopped.process().log()).size();

        world.suite().services().scale(service, 1);

        readers.forEach(CompletableFuture::join);
        assertThat(cut).isEmpty();
        assertThat(closing).as("answers with Connection: close").isNotEmpty();
        assertThat(careless).isSubsetOf("200", "503 Retry-After: 1");
        // 128 + 15: ended by SIGTERM itself, not by the SIGKILL that would follow.
        assertThat(stopped.process().exitCode()).isEqualTo(143);
        // Only since the stop: the replica has been frozen and woken up before (ReplicaDrillTest), and may have had
        // reasons
        // to complain.
        assertThat(Files.readAllLines(stopped.process().log()).stream().skip(before))
                .noneMatch(line -> line.contains("ERROR"));
    }

    /** Reads until the replica says that it is not ready, and once more: a load balancer learns of it a moment later. */
    private void read(ServiceInstance replica, HttpRequest.Builder read) {
        boolean ready;
        do {
            ready = replica.isReady();
            send(read);
            underWay.countDown();
        } while (ready);
    }

    /** Reads until the port is closed, so that the replica never has a moment without requests. */
    private void readWithoutCare(HttpRequest.Builder read) {
        while (true) {
            try {
                HttpResponse<String> answer =
                        http.send(read.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
                careless.add(answer.statusCode()
                        + answer.headers()
                                .firstValue("retry-after")
                                .map(" Retry-After: "::concat)
                                .orElse(""));
            } catch (IOException e) {
                // Closed: the kernel had accepted a connection at best, not the replica a request.
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** A long poll that nothing answers: it ends with the replica, not thirty seconds later. */
    private void waitForChanges(ServiceInstance replica) {
        String token = world.suite().tokens().ofSystem("loader");
        String cursors =
                Api.JSON.createArrayNode().addAll(heads(replica, token)).toString();
        send(HttpRequest.newBuilder(URI.create(replica.url() + "/v1/changes/read"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"cursors\": " + cursors
                        + ", \"types\": [\"nothing\"], \"limit\": 100, \"waitSeconds\": 30}")));
    }

    private static List<JsonNode> heads(ServiceInstance replica, String token) {
        List<JsonNode> cursors = new ArrayList<>();
        new Api(replica.url(), () -> token)
                .get("/v1/changes/head")
                .expect(200)
                .json()
                .get("items")
                .forEach(cursors::add);
        return cursors;
    }

    private void send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                cut.add(answer.statusCode() + " " + answer.body());
            }
            answer.headers().firstValue("connection").filter("close"::equals).ifPresent(closing::add);
        } catch (IOException e) {
            cut.add(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
