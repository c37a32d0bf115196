package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.testsuite.TestTokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readers of figures as lines that do not take them, or go away. */
@QuarkusTest
@IngestionTest
class StreamReaderTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    /** More than the buffers of both ends hold. */
    private static final int ACCOUNTS = 40_000;

    private static final String QUESTION =
            "{\"metrics\": [\"arr\"], \"groupBy\": [\"ACCOUNT\"], \"asOf\": \"" + DAY + "\"}";

    /** What the walk through the accounts does while it waits for its reader. */
    private static final String WAITING =
            "select coalesce(max(pid), 0) from pg_stat_activity where usename = current_user"
                    + " and state = 'idle in transaction' and state_change < clock_timestamp() - interval '1 second'";

    @TestHTTPResource("/v1/metrics/query")
    URL query;

    @BeforeEach
    void manyAccounts() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        Ingestion.moveClockTo(DAY);
        Ingestion.sql("insert into account (id, source, external_id, name, content_hash, known_at)"
                + " select 'a' || lpad(n::text, 5, '0'), 'api', 'a' || n, 'A', '', timestamptz '2026-01-01Z' from"
                + " generate_series(1, " + ACCOUNTS + ") n");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aReaderThatStopsIsWaitedForAndThenGivesItsConnectionToOthers() throws IOException {
        try (Socket socket = ask()) {
            long session = await().atMost(Duration.ofSeconds(30)).until(() -> number(WAITING), pid -> pid > 0);
            await().atMost(Duration.ofSeconds(30)).until(() -> !isInTransaction(session));
            assertThat(others()).hasSize(1);

            List<String> lines = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> line.startsWith("{"))
                    .toList();
            assertThat(lines).hasSizeBetween(1_000, ACCOUNTS);
            assertThat(Ingestion.json(lines.getLast()).get("error").get("type").asText())
                    .isEqualTo("/problems/unavailable");
        }
    }

    @Test
    void aReaderThatGoesAwayEndsTheTransaction() throws IOException {
        long session;
        try (Socket socket = ask()) {
            session = await().atMost(Duration.ofSeconds(30)).until(() -> number(WAITING), pid -> pid > 0);
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> !isInTransaction(session));
        assertThat(others()).hasSize(1);
    }

    private static boolean isInTransaction(long session) {
        return number(
                        "select count(*) from pg_stat_activity where pid = " + session
                                + " and state = 'idle in transaction' and state_change < clock_timestamp() - interval '1 second'")
                > 0;
    }

    /** The answer to somebody else. */
    private static JsonNode others() {
        return Ingestion.query(QUESTION.replace("\"groupBy\"", "\"limit\": 1, \"groupBy\""))
                .get("items");
    }

    /** Asks, and reads nothing. */
    private Socket ask() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(query.getHost(), query.getPort()));
        socket.getOutputStream()
                .write(("POST " + query.getPath() + " HTTP/1.1\r\nHost: " + query.getHost()
                                + "\r\nConnection: close\r\nAuthorization: Bearer " + TestTokens.withRoles("analyst")
                                + "\r\nContent-Type: application/json\r\nAccept: application/x-ndjson\r\nContent-Length: "
                                + QUESTION.length() + "\r\n\r\n" + QUESTION)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
