package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.postgres.PostgresServer;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import io.tidewatch.suite.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** account-ingestion is stopped in the middle of an import. */
@Order(8)
@EnabledIfSystemProperty(named = "tidewatch.drills", matches = "full")
class ImportStopDrillTest {

    private static final int IMPORTED = 50_000;

    @Test
    void importGoesOnAfterTheRestartFromItsLastBatch() throws Exception {
        Path folder = World.folder();
        SuiteSettings settings = SuiteSettings.apart(Checkout.current(), folder, false);
        try (PostgresServer server = IngestionAlone.server(folder)) {
            TidewatchDatabase.createIn(server::administer, TidewatchDatabase.NAME);
            Map<String, String> database = Map.of(
                    "quarkus.datasource.jdbc.url", server.jdbcUrl(TidewatchDatabase.NAME),
                    "quarkus.datasource.reactive.url", server.reactiveUrl(TidewatchDatabase.NAME),
                    "tidewatch.import.batch-rows", "1000");
            try (IngestionAlone ingestion = new IngestionAlone(settings, database, 1)) {
                String job = ingestion.importAccounts(0, "imported-", IMPORTED);
                World.eventually(() -> assertThat(rows(ingestion, job)).isPositive());
                ChildProcess stopped = ingestion.replicas().getFirst().process();

                ingestion.restart();

                assertThat(stopped.exitCode()).isEqualTo(143);
                Path log = stopped.log().resolveSibling(stopped.log().getFileName() + ".1");
                assertThat(Files.readString(log)).doesNotContain("ERROR").doesNotContain(job + " is done");
                World.eventually(() -> assertThat(ingestion.stateOf(job)).isEqualTo("DONE"));
                assertThat(counts(ingestion, job).get("accepted").asInt()).isEqualTo(IMPORTED);
            }
        }
    }

    private static int rows(IngestionAlone ingestion, String job) {
        return counts(ingestion, job).get("rows").asInt();
    }

    private static JsonNode counts(IngestionAlone ingestion, String job) {
        return ingestion.api(0).get("/v1/imports/" + job).expect(200).json().get("counts");
    }
}
