package io.tidewatch.suite.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidewatch.suite.service.ServiceClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a stand-in that answers as the rules engine's contract says. */
class DrillDeskTest {
    private static final String RESULT = """
            {"outcome": "FAILED", "messages": 2, "by": "ana@example.com",
             "judgements": [{"sentence": "The sponsor answered."}],
             "steps": [
               {"after": "at once", "audience": "CSM", "title": "Write to the sponsor", "step": "sponsor-mail", "state": "SENT"},
               {"after": "1 day", "audience": "CSM", "title": "Reminder to the CSM", "step": "reminder", "state": "SENT", "times": 29},
               {"after": "7 days", "audience": "CRM", "title": "CRM stage AT_RISK", "step": "crm", "state": "WITHHELD",
                "reason": "A drill changes nothing in the CRM."}]}
            """;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private HttpServer server;
    private DrillDesk desk;
    private String asked;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/drills/", this::answer);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        desk = new DrillDesk(
                new ServiceClient(url, () -> "token"), new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked = exchange.getRequestMethod() + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        byte[] bytes = RESULT.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void eachStepIsPrintedWithItsTimeAndWhatBecameOfIt() {
        desk.drill("re-engagement", "", List.of());

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "after    audience  title                 step          state",
                        "at once  CSM       Write to the sponsor  sponsor-mail  sent",
                        "1 day    CSM       Reminder to the CSM   reminder      sent, the first of 29",
                        "7 days   CRM       CRM stage AT_RISK     crm           withheld: A drill changes nothing in the CRM.",
                        "",
                        "The sponsor answered.",
                        "The playbook fails. 2 messages go to ana@example.com, and nobody else receives one.");
    }

    @Test
    void accountAndAnswersAreSent() throws IOException {
        desk.drill("re-engagement", "acme", List.of("response=9d"));

        assertThat(asked).startsWith("PUT ");
        assertThat(new ObjectMapper().readTree(asked.substring(4))).isEqualTo(new ObjectMapper().readTree("""
                        {"playbook": "re-engagement", "accountId": "acme", "answers": [{"word": "response", "after": "9d"}]}
                        """));
    }

    @Test
    void anAnswerWithoutATimeIsExplained() {
        assertThatThrownBy(() -> desk.drill("re-engagement", "", List.of("response")))
                .hasMessageContaining("response=9d");
        assertThat(asked).isNull();
    }
}
