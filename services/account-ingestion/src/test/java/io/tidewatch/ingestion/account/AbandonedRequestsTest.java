package io.tidewatch.ingestion.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.testsuite.TestDatabase;
import io.tidewatch.testsuite.TestTokens;
import jakarta.inject.Inject;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that closes its connection before the answer, as browsers and gateways do when it takes too long. */
@QuarkusTest
@IngestionTest
class AbandonedRequestsTest {

    private static final TestDatabase DATABASE = TestDatabase.named("ingestion_test");

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void anAccount() {
        Ingestion.forgetEverything();
        Ingestion.accounts("acme");
    }

    @Test
    void changeThatIsUnderWayIsCarriedOut() throws Exception {
        try (Connection other = DATABASE.connect("ingestion");
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            double open;
            lock.execute("select 1 from account where id = 'acme' for update");
            try (Socket client =
                    new Socket("127.0.0.1", ConfigProvider.getConfig().getValue("quarkus.http.port", int.class))) {
                String body = "{\"name\":\"Acme Ltd\"}";
                client.getOutputStream().write("""
                                PUT /v1/accounts/acme HTTP/1.1
                                Host: localhost
                                Authorization: Bearer %s
                                If-Match: "1"
                                Content-Type: application/json
                                Content-Length: %d

                                %s""".formatted(TestTokens.withRoles("integration"), body.length(), body)
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                await().until(() -> DATABASE.number(
                                "ingestion",
                                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%from account%'")
                        == 1);
                open = connections();
            }
            await().until(() -> connections() < open);
            other.rollback();
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        Ingestion.as("csm").get("/v1/accounts/acme").jsonPath().getString("name"))
                .isEqualTo("Acme Ltd"));
    }

    private double connections() {
        return meters.get("http.server.active.connections").gauge().value();
    }
}
