package io.tidewatch.suite.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidewatch.suite.service.ServiceClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a stand-in that answers as the rules engine's contract says. */
class RulesDeskTest {
    private static final String FULL = "f".repeat(64);
    private static final String WITHOUT_SCENARIOS = "a".repeat(64);
    private static final String BEFORE = "b".repeat(64);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<String> calls = new ArrayList<>();
    private String full = "\"state\": \"VALIDATED\", \"problems\": []";
    private HttpServer server;
    private RulesDesk desk;

    @BeforeEach
    void startAndWriteRules() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        desk = new RulesDesk(
                new ServiceClient(url, () -> "token"), new PrintStream(printed, true, StandardCharsets.UTF_8));
        for (String name : List.of("thresholds/silence.drl", "scenarios/silence.yaml")) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), "x");
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void everyPageOfThePreviewIsShown() {
        assertThat(desk.preview(folder)).isZero();
        assertThat(text())
                .contains("100 EUR  first", "200 EUR  second", "7 accounts judged", "2 flags would be raised")
                .contains("thresholds that read logo-churn");
        assertThat(calls).noneMatch(call -> call.startsWith("PUT")).noneMatch(call -> call.startsWith("DELETE"));
    }

    @Test
    void whatTheEngineRefusesIsPrintedWithFileAndLine() {
        full = refused("thresholds/silence.drl");
        assertThat(desk.preview(folder)).isEqualTo(1);
        assertThat(text()).contains("thresholds/silence.drl:7: It is wrong. Did you mean 'right'?");
        printed.reset();
        assertThat(desk.activate(folder)).isEqualTo(1);
        assertThat(calls).noneMatch(call -> call.startsWith("PUT"));
    }

    @Test
    void scenariosThatFailAreLeftOutOfAPreviewAndTheBundleWithoutThemIsDeleted() {
        full = refused("scenarios/silence.yaml");
        assertThat(desk.preview(folder)).isZero();
        assertThat(text()).contains("Scenarios fail", "100 EUR  first");
        assertThat(calls).last().isEqualTo("DELETE /v1/bundles/" + WITHOUT_SCENARIOS);
        assertThat(desk.activate(folder)).isEqualTo(1);
    }

    @Test
    void theActiveRulesWouldChangeNothing() {
        full = "\"state\": \"ACTIVE\"";
        assertThat(desk.preview(folder)).isZero();
        assertThat(text())
                .contains("are the active ones, so nothing would change")
                .contains("RULES=manual");
    }

    @Test
    void whoActivatesReadsHowToGoBack() {
        assertThat(desk.activate(folder)).isZero();
        assertThat(text()).contains("Bundle " + FULL + " is active.", "make rules-activate BUNDLE=" + BEFORE);
        assertThat(calls).contains("PUT /v1/bundles/" + FULL + "/activation");
    }

    private static String refused(String file) {
        return "\"state\": \"REFUSED\", \"problems\": [{\"pointer\": \"" + file
                + "\", \"line\": 7, \"detail\": \"It is wrong.\", \"suggestion\": \"right\"}]";
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        calls.add(call);
        String body =
                switch (exchange.getRequestMethod()) {
                    case "POST" ->
                        "{\"hash\": \"" + uploaded(exchange.getRequestBody().readAllBytes()) + "\"}";
                    case "PUT" -> {
                        full = "\"state\": \"ACTIVE\"";
                        yield "{}";
                    }
                    case "DELETE" -> "";
                    default -> read(exchange.getRequestURI().toString());
                };
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(bytes.length == 0 ? 204 : 200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String uploaded(byte[] body) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(body))) {
            List<String> names = new ArrayList<>();
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
            assertThat(names).contains("thresholds/silence.drl");
            return names.contains("scenarios/silence.yaml") ? FULL : WITHOUT_SCENARIOS;
        }
    }

    private String read(String uri) {
        if (uri.contains("after=")) {
            return "{\"items\": [" + item("second", 20000) + "], \"accounts\": 3, \"withoutValues\": []}";
        }
        if (uri.contains("/preview")) {
            return "{\"items\": [" + item("first", 10000)
                    + "], \"accounts\": 4, \"withoutValues\": [\"logo-churn\"], \"next\": \"a b\"}";
        }
        if (uri.contains("?limit=")) {
            return "{\"items\": [{\"hash\": \"" + BEFORE + "\", \"state\": \"ACTIVE\"}]}";
        }
        return uri.endsWith(FULL)
                ? "{\"hash\": \"" + FULL + "\", " + full + "}"
                : "{\"hash\": \"" + WITHOUT_SCENARIOS + "\", \"state\": \"VALIDATED\"}";
    }

    private static String item(String account, int arr) {
        return "{\"accountId\": \"" + account
                + "\", \"thresholdId\": \"silence\", \"state\": \"RAISED\", \"level\": \"WATCH\"," + " \"arrMinor\": "
                + arr + ", \"currency\": \"EUR\", \"playbooks\": []}";
    }
}
