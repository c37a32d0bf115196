package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.postgres.PostgresBinaries;
import io.tidewatch.suite.postgres.StandbyPair;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The primary of account-ingestion freezes under writes, and its synchronous standby is promoted. A frozen server is worse than a
 * dead one: nothing says that it is gone.
 */
@Order(8)
@EnabledIfSystemProperty(named = "tidewatch.drills", matches = "full")
class FailoverDrillTest {

    private static final Duration BACK_WITHIN = Duration.ofSeconds(15);
    private static final int WRITERS = 4;
    private static final int IMPORTED = 2_000;
    private static final int NO_ANSWER = 0;

    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Set<Integer> refusals = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    @Test
    void nothingThatWasAcknowledgedIsLostAndTheServiceIsBackWithin15Seconds() throws Exception {
        Path folder = World.folder();
        SuiteSettings settings = SuiteSettings.apart(Checkout.current(), folder, false);
        try (StandbyPair database = StandbyPair.start(pair(folder));
                IngestionAlone ingestion = new IngestionAlone(settings, database.settings(), 1)) {
            List<CompletableFuture<Void>> writers = IntStream.range(0, WRITERS)
                    .mapToObj(writer -> CompletableFuture.runAsync(() -> write(ingestion, writer)))
                    .toList();
            World.eventually(() -> assertThat(acknowledged).hasSizeGreaterThan(100));
            String job = ingestion.importAccounts(0, "imported-", IMPORTED);

            database.freezePrimary();
            int before = acknowledged.size();
            try {
                database.promote();

                // Each writer goes on, too: a request that was under way must not wait for the frozen server.
                await().atMost(BACK_WITHIN)
                        .pollInterval(Duration.ofMillis(200))
                        .ignoreExceptions()
                        .until(() -> acknowledged.size() > before + 2 * WRITERS && ingestion.isReady(0));
                World.eventually(() -> assertThat(acknowledged).hasSizeGreaterThan(before + 100));
            } finally {
                ended = true;
            }
            writers.forEach(CompletableFuture::join);
            World.eventually(() -> assertThat(ingestion.stateOf(job)).isEqualTo("DONE"));

            Set<String> stored = accounts(database);
            assertThat(stored).containsAll(new TreeSet<>(acknowledged));
            assertThat(stored.stream().filter(id -> id.contains("imported-"))).hasSize(IMPORTED);
            assertThat(refusals).isSubsetOf(Set.of(503));
        }
    }

    /** A pair with its data and logs in a folder. */
    static StandbyPair.Plan pair(Path folder) {
        return new StandbyPair.Plan(
                PostgresBinaries.unpackedIn(Checkout.current().local()),
                folder,
                folder,
                "postgres",
                user -> user,
                Optional.empty(),
                FreePort.find());
    }

    /** Creates one account after another; one that is refused, or whose answer is missing, may be stored or not. */
    private void write(IngestionAlone ingestion, int writer) {
        for (int i = 0; !ended; i++) {
            String id = "written-" + writer + "-" + i;
            int status;
            try {
                status = ingestion.create(0, id);
            } catch (UncheckedIOException e) {
                status = NO_ANSWER;
            }
            if (status == 201) {
                acknowledged.add(id);
            } else {
                refusals.add(status);
            }
        }
    }

    private static Set<String> accounts(StandbyPair database) throws SQLException {
        try (Connection connection = database.standby().administer("tidewatch");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id from ingestion.account")) {
            Set<String> ids = new HashSet<>();
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        }
    }
}
