package io.tidewatch.feed.consumer;

import static io.tidewatch.feed.provider.FeedFixtures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Cursor;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.FeedReset;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.SnapshotPage;
import io.tidewatch.feed.TestDatabase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The requests that go out and the answers that come in are checked against the contract itself. */
class HttpFeedTransportTest {

    private static final OpenApiInteractionValidator CONTRACT = OpenApiInteractionValidator.createFor(
                    Path.of(System.getProperty("api-specs"), "shared", "change-feed.yaml")
                            .toUri()
                            .toString())
            .build();

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;
    private FeedTransport transport;
    private volatile int status = 200;
    private volatile String answer = "{}";
    private volatile String contentType = "application/json";
    private volatile SimpleRequest received;

    @BeforeEach
    void start() throws Exception {
        server = vertx.getDelegate()
                .createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        transport = new HttpFeedTransport(
                vertx, URI.create("http://localhost:" + server.actualPort()), () -> Uni.createFrom()
                        .item("token-1"));
    }

    @AfterEach
    void stop() {
        vertx.close().await().atMost(TestDatabase.SOON);
    }

    private void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            SimpleRequest.Builder seen = new SimpleRequest.Builder(
                            Request.Method.valueOf(request.method().name()), request.path())
                    .withBody(body.toString());
            request.headers().forEach(header -> seen.withHeader(header.getKey(), header.getValue()));
            request.params().forEach(param -> seen.withQueryParam(param.getKey(), param.getValue()));
            received = seen.build();
            request.response()
                    .setStatusCode(status)
                    .putHeader("content-type", contentType)
                    .end(answer);
        });
    }

    @Test
    void readsChangesAsTheContractSays() throws Exception {
        answer = """
                {"items": [{"partition": 3, "seq": 9007199254740993, "type": "account", "key": "acme", "version": 7,
                  "occurredAt": "2026-03-02T12:00:00.123Z", "causationId": "00000000-0000-0000-0000-000000000007",
                  "hops": 2, "traceparent": "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01",
                  "data": {"name": "Acme"}, "added-later": 1},
                 {"partition": 3, "seq": 9007199254740994, "type": "account", "key": "b", "version": 1,
                  "occurredAt": "2026-03-02T14:00:00+02:00", "hops": 0, "data": {}}],
                 "cursors": [{"partition": 3, "cursor": "c2"}, {"partition": 4, "cursor": "d1"}], "more": true}
                """;

        ChangePage page = await(transport.read(new ReadRequest(
                List.of(new Cursor(3, "c1"), new Cursor(4, "d1")), Set.of("account"), 100, Duration.ofMillis(1500))));

        assertRequestKeepsTheContract();
        assertThat(received.getHeaderValue("authorization")).contains("Bearer token-1");
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(received.getRequestBody().orElseThrow().toString(StandardCharsets.UTF_8)))
                .isEqualTo(json.readTree("""
                        {"cursors": [{"partition": 3, "cursor": "c1"}, {"partition": 4, "cursor": "d1"}],
                         "types": ["account"], "limit": 100, "waitSeconds": 2}
                        """));
        assertThat(page.items())
                .containsExactly(
                        new Envelope(
                                3,
                                9007199254740993L,
                                "account",
                                "acme",
                                7,
                                Instant.parse("2026-03-02T12:00:00.123Z"),
                                new UUID(0, 7),
                                2,
                                "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01",
                                json.readTree("{\"name\": \"Acme\"}")),
                        new Envelope(
                                3,
                                9007199254740994L,
                                "account",
                                "b",
                                1,
                                Instant.parse("2026-03-02T12:00:00Z"),
                                null,
                                0,
                                null,
                                json.readTree("{}")));
        assertThat(page.cursors()).containsExactly(new Cursor(3, "c2"), new Cursor(4, "d1"));
        assertThat(page.more()).isTrue();
    }

    @Test
    void aChangeWithoutContentIsLeftToTheHandler() {
        answer = """
                {"items": [{"partition": 3, "seq": 1, "type": "account", "key": "a", "version": 1,
                  "occurredAt": "2026-03-02T12:00:00Z", "hops": 0}], "cursors": []}
                """;

        assertThat(readTwo().items())
                .singleElement()
                .satisfies(change -> assertThat(change.data().isNull()).isTrue());
    }

    @Test
    void readsHeads() {
        answer = "{\"items\": [{\"partition\": 0, \"cursor\": \"a\"}, {\"partition\": 64, \"cursor\": \"b\"}]}";

        assertThat(await(transport.heads())).containsExactly(new Cursor(0, "a"), new Cursor(64, "b"));
        assertRequestKeepsTheContract();
        assertAnswerKeepsTheContract("/v1/changes/head", Request.Method.GET);
    }

    @Test
    void readsSnapshotsPageByPage() throws Exception {
        answer = """
                {"items": [{"type": "account", "key": "a", "version": 3, "data": {"x": 1}},
                           {"type": "account", "key": "b", "version": 4, "deleted": true}], "next": "b &/ü"}
                """;

        SnapshotPage page = await(transport.snapshot(12, "a &/ü", 500));

        assertRequestKeepsTheContract();
        assertAnswerKeepsTheContract("/v1/snapshot", Request.Method.GET);
        assertThat(received.getQueryParameterValues("after")).containsExactly("a &/ü");
        assertThat(page)
                .isEqualTo(new SnapshotPage(
                        List.of(
                                new SnapshotItem("account", "a", 3, false, new ObjectMapper().readTree("{\"x\": 1}")),
                                new SnapshotItem("account", "b", 4, true, null)),
                        "b &/ü"));

        answer = "{\"items\": []}";
        assertThat(await(transport.snapshot(12, null, 500)).next()).isNull();
        assertThat(received.getQueryParameterValues("after")).isEmpty();
        assertRequestKeepsTheContract();
    }

    @Test
    void aResetNamesThePartitionsThatTheProblemPointsAt() {
        status = 410;
        contentType = "application/problem+json";
        answer = """
                {"type": "/problems/feed-reset", "title": "The cursor is not of this feed any more", "status": 410,
                 "errors": [{"pointer": "/cursors/1", "detail": "foreign epoch"}]}
                """;
        assertThatThrownBy(this::readTwo)
                .isInstanceOfSatisfying(
                        FeedReset.class, reset -> assertThat(reset.partitions()).containsExactly(4));
        assertAnswerKeepsTheContract("/v1/changes/read", Request.Method.POST);

        answer = "gone";
        assertThatThrownBy(this::readTwo)
                .isInstanceOfSatisfying(
                        FeedReset.class, reset -> assertThat(reset.partitions()).isEmpty());
    }

    @Test
    void everyOtherAnswerIsAFailureThatIsNotAReset() {
        for (int bad : new int[] {302, 400, 401, 403, 404, 429, 500, 503}) {
            status = bad;
            assertThatThrownBy(this::readTwo)
                    .isInstanceOfSatisfying(FeedUnavailable.class, failure -> assertThat(failure.status())
                            .isEqualTo(bad));
        }
        status = 200;
        for (String bad : List.of("", "{}", "no json", "{\"items\": []}", "{\"items\": [{}], \"cursors\": []}")) {
            answer = bad;
            assertThatThrownBy(this::readTwo).isNotInstanceOf(FeedReset.class);
        }
    }

    @Test
    void aProviderThatIsNotThereIsAFailure() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);

        assertThatThrownBy(() -> await(transport.heads())).isNotInstanceOf(FeedReset.class);
    }

    @Test
    void withoutATokenNothingIsSent() {
        FeedTransport refused = new HttpFeedTransport(
                vertx, URI.create("http://localhost:" + server.actualPort() + "/"), () -> Uni.createFrom()
                        .failure(new IllegalStateException("no token")));

        assertThatThrownBy(() -> await(refused.heads())).hasMessage("no token");
        assertThat(received).isNull();
    }

    private ChangePage readTwo() {
        return await(transport.read(
                new ReadRequest(List.of(new Cursor(3, "c1"), new Cursor(4, "d1")), Set.of(), 100, Duration.ZERO)));
    }

    private void assertRequestKeepsTheContract() {
        assertNoErrors(CONTRACT.validateRequest(received));
    }

    private void assertAnswerKeepsTheContract(String path, Request.Method method) {
        assertNoErrors(CONTRACT.validateResponse(
                path,
                method,
                new SimpleResponse.Builder(status)
                        .withContentType(contentType)
                        .withBody(answer)
                        .build()));
    }

    private static void assertNoErrors(ValidationReport report) {
        assertThat(report.getMessages().stream()
                        .filter(m -> m.getLevel() == ValidationReport.Level.ERROR)
                        .map(ValidationReport.Message::getMessage))
                .isEmpty();
    }
}
