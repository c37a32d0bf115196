package io.tidewatch.suite.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {

    @TempDir
    Path folder;

    private final List<String> carriedOut = new ArrayList<>();
    private Path addressFile;
    private ControlServer server;

    @BeforeEach
    void start() {
        addressFile = folder.resolve("control");
        server = ControlServer.start(new Recorder(), "secret", addressFile);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void ordersOfTheCommandLineAreCarriedOut() throws Exception {
        assertThat(SuiteOrder.give(List.of("restart", "rules-engine"), addressFile))
                .isZero();
        assertThat(SuiteOrder.give(List.of("scale", "reporting", "2"), addressFile))
                .isZero();
        assertThat(SuiteOrder.give(List.of("clock", "7"), addressFile)).isZero();
        assertThat(SuiteOrder.give(List.of("fail-over"), addressFile)).isZero();

        assertThat(carriedOut).containsExactly("restart rules-engine", "scale reporting 2", "clock 7", "fail-over");
    }

    @Test
    void anUnknownServiceIsRefusedWithTheKnownOnes() throws Exception {
        HttpResponse<String> answer = order("/restart?service=rulez", "Bearer secret");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("SERVICE must be one of account-ingestion, rules-engine, notification-dispatch, reporting,"
                        + " not \"rulez\".");
        assertThat(carriedOut).isEmpty();
    }

    @Test
    void withoutTheTokenNothingHappens() throws Exception {
        assertThat(order("/restart?service=reporting", "Bearer guess").statusCode())
                .isEqualTo(401);
        assertThat(carriedOut).isEmpty();
    }

    @Test
    void onlyItsOwnerCanReadTheToken() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(addressFile)))
                .isEqualTo("rw-------");
    }

    @Test
    void anOrderToASuiteThatDoesNotRunSaysSo() throws Exception {
        server.close();

        assertThat(addressFile).doesNotExist();
        assertThat(SuiteOrder.give(List.of("restart", "reporting"), addressFile))
                .isEqualTo(1);
    }

    private HttpResponse<String> order(String path, String authorization) throws Exception {
        String port = Files.readAllLines(addressFile).getFirst();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private final class Recorder implements ControlServer.Orders {

        @Override
        public String restart(String service) {
            return record("restart " + service);
        }

        @Override
        public String scale(String service, int replicas) {
            return record("scale " + service + " " + replicas);
        }

        @Override
        public String advanceClock(int days) {
            return record("clock " + days);
        }

        @Override
        public String failOver() {
            return record("fail-over");
        }

        private String record(String order) {
            carriedOut.add(order);
            return order;
        }
    }
}
