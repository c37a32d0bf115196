package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewatch.suite.service.ServiceInstance;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Two replicas of rules-engine share the work; one of them freezes and wakes up again. {@link StopDrillTest} stops it. */
@Order(5)
class ReplicaDrillTest {

    private static World world;

    @BeforeAll
    static void start() {
        world = World.get();
        world.suite().services().scale("rules-engine", 2);
    }

    @Test
    void aFrozenReplicaIsTakenOverFromAndWritesNothingStale() throws Exception {
        List<ServiceInstance> both = world.suite().services().instances("rules-engine");
        World.eventually(() -> {
            assertThat(partitionsOf(both.get(0))).isBetween(30, 35);
            assertThat(partitionsOf(both.get(1))).isBetween(30, 35);
        });
        ServiceInstance frozen = both.get(1);
        long since = System.nanoTime();
        World.signal(frozen, "STOP");
        try {
            await().atMost(World.LIMIT)
                    .untilAsserted(() -> assertThat(partitionsOf(frozen)).isZero());
            for (int i = 0; i < 4; i++) {
                Customer.silentFor(world, "frozen-" + i, 40);
            }
            for (int i = 0; i < 4; i++) {
                String id = "frozen-" + i;
                World.eventually(() -> assertThat(world.run(id)).isNotNull());
            }
            if (World.FULL_DRILLS) {
                // As long as a long pause of a virtual machine: also what lasts longer than a lease has run out by
                // then.
                await().atMost(Duration.ofSeconds(65)).until(() -> System.nanoTime() - since > 60_000_000_000L);
            }
        } finally {
            World.signal(frozen, "CONT");
        }
        // It finds its leases gone, begins again, and gets its share back.
        World.eventually(() -> assertThat(partitionsOf(frozen)).isBetween(30, 35));
        for (int i = 0; i < 4; i++) {
            String id = "frozen-" + i;
            assertThat(world.runs(id)).hasSize(1);
            World.eventually(
                    () -> assertThat(world.delivered(id)).hasSize(4).allSatisfy((step, times) -> assertThat(times)
                            .isEqualTo(1)));
        }
    }

    private static int partitionsOf(ServiceInstance instance) throws SQLException {
        try (Connection connection = world.suite().postgres().administer("tidewatch");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) from rules.feed_lease where consumer = 'rules-engine' and until > clock_timestamp()"
                                + " and owner = '" + instance.id() + "'")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
