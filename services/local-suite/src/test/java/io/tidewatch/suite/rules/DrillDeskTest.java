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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
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
    private final List<String> paths = new ArrayList<>();
    private HttpServer server;
    private String url;
    private DrillDesk desk;
    private String asked;
    private int refusals;
    private int status = 503;
    private String problem =
            "{\"title\": \"Temporarily not available\", \"detail\": \"No rules are active yet. Try again in a few seconds.\"}";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/drills/", this::answer);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
        desk = desk(Duration.ofMinutes(1));
    }

    private DrillDesk desk(Duration patience) {
        return new DrillDesk(
                new ServiceClient(url, () -> "token"),
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                patience);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked = exchange.getRequestMethod() + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        paths.add(exchange.getRequestURI().getPath());
        boolean refused = refusals-- > 0;
        byte[] bytes = (refused ? problem : RESULT).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(refused ? status : 200, bytes.length);
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

    /** In the first seconds after its start the rules engine still compiles the rules. */
    @Test
    void aDrillWaitsUntilTheRulesAreActiveAndRunsOnce() {
        refusals = 2;

        desk.drill("re-engagement", "", List.of());

        assertThat(paths).hasSize(3);
        assertThat(new HashSet<>(paths)).as("the same drill each time").hasSize(1);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .startsWith("The rules engine is not ready yet; waiting at most 60 s …\n" + "after ")
                .contains("The playbook fails.");
    }

    @Test
    void aDrillThatWaitsInVainSaysWhy() {
        refusals = Integer.MAX_VALUE;

        assertThatThrownBy(() -> desk(Duration.ZERO).drill("re-engagement", "", List.of()))
                .hasMessageStartingWith("No rules are active yet. Try again in a few seconds. (PUT /v1/drills/")
                .hasMessageEndingWith(" answered 503)");
    }

    @Test
    void whatIsWrongWithARequestIsPrintedAtOnce() {
        refusals = 1;
        status = 422;
        problem = """
                {"detail": "The drill is not possible.",
                 "errors": [{"pointer": "/playbook", "detail": "The rules have no playbook 're-engagemnt'."}]}
                """;

        assertThatThrownBy(() -> desk.drill("re-engagemnt", "", List.of()))
                .hasMessageStartingWith(
                        "The drill is not possible.\n/playbook: The rules have no playbook 're-engagemnt'. (PUT /v1/drills/");
        assertThat(paths).hasSize(1);
    }
}
