package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A second replica of rules-engine is stopped under requests, as a rolling restart does it. */
@Order(6)
class StopDrillTest {

    private static final int READERS = 8;
    private static final int BEFORE_THE_STOP = 25;

    private static World world;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<String> cut = new ConcurrentLinkedQueue<>();
    private final Queue<String> closing = new ConcurrentLinkedQueue<>();
    private final CountDownLatch underWay = new CountDownLatch(READERS * BEFORE_THE_STOP);

    @BeforeAll
    static void start() {
        world = World.get();
        world.suite().services().scale("rules-engine", 2);
    }

    @Test
    void replicaThatIsStoppedAnswersWhatItAcceptedAndEndsByItself() throws Exception {
        ServiceInstance stopped =
                world.suite().services().instances("rules-engine").getLast();
        String token = world.suite().tokens().ofPerson("ana");
        List<CompletableFuture<Void>> readers = new ArrayList<>(IntStream.range(0, READERS)
                .mapToObj(reader -> CompletableFuture.runAsync(() -> read(stopped, token)))
                .toList());
        readers.add(CompletableFuture.runAsync(() -> waitForChanges(stopped)));
        underWay.await();
        int before = Files.readAllLines(stopped.process().log()).size();

        world.suite().services().scale("rules-engine", 1);

        readers.forEach(CompletableFuture::join);
        assertThat(cut).isEmpty();
        assertThat(closing).as("answers with Connection: close").isNotEmpty();
        // 128 + 15: ended by SIGTERM itself, not by the SIGKILL that would follow.
        assertThat(stopped.process().exitCode()).isEqualTo(143);
        // Only since the stop: ReplicaDrillTest has frozen this replica before, which costs it connections.
        assertThat(Files.readAllLines(stopped.process().log()).stream().skip(before))
                .noneMatch(line -> line.contains(" ERROR "));
    }

    /** Reads until the replica says that it is not ready, and once more: a load balancer learns of it a moment later. */
    private void read(ServiceInstance replica, String token) {
        boolean ready;
        do {
            ready = replica.isReady();
            send(HttpRequest.newBuilder(URI.create(replica.url() + "/v1/flags?state=RAISED"))
                    .header("Authorization", "Bearer " + token));
            underWay.countDown();
        } while (ready);
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
