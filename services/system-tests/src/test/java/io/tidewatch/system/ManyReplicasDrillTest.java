package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewatch.suite.service.ServiceInstance;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two, four and eight replicas of a service share its partitions, and the others take over from one that is killed as kill -9 does
 * it. A replica of rules-engine takes no partition before it can judge. What a pass takes with one, two, four and eight of them is
 * printed: the first time with code that is not warm yet.
 */
@Order(12)
@EnabledIfSystemProperty(
        named = "tidewatch.drills",
        matches = "full",
        disabledReason = "some minutes; part of make drills")
class ManyReplicasDrillTest {

    private static final int PARTITIONS = 65;
    private static final int ACCOUNTS = 10_000;
    private static final Duration TAKEN_OVER = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static World world;

    @BeforeAll
    static void start() {
        world = World.get();
    }

    @AfterEach
    void one() {
        List.of("rules-engine", "notification-dispatch", "reporting")
                .forEach(service -> world.suite().services().scale(service, 1));
    }

    @ParameterizedTest
    @CsvSource({"rules-engine,rules", "notification-dispatch,dispatch", "reporting,reporting"})
    void replicasShareThePartitionsAndTakeOverFromOneThatIsKilled(String service, String schema) throws SQLException {
        for (int replicas : new int[] {2, 4, 8}) {
            world.suite().services().scale(service, replicas);
            World.eventually(() -> shared(service, schema, replicas));
        }

        ServiceInstance killed = world.suite().services().instances(service).getLast();
        killed.process().kill();

        await().atMost(TAKEN_OVER).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> assertThat(leases(schema))
                .isNotEmpty()
                .allSatisfy((consumer, held) -> assertThat(held)
                        .doesNotContainKey(killed.id())
                        .satisfies(owners -> assertThat(sum(owners)).isEqualTo(PARTITIONS))));
    }

    @Test
    void morePassesAtATimeJudgeEveryAccountOnce() throws SQLException {
        tenThousandMoreAccountsAreJudged();
        for (int replicas : new int[] {1, 2, 4, 8}) {
            world.suite().services().scale("rules-engine", replicas);
            World.eventually(() -> shared("rules-engine", "rules", replicas));
            String flags = "select count(*) from rules.flag_transition where account_id like 'many-%'";
            long before = number(flags);
            System.out.printf(
                    "PASS of %,d accounts with %d replicas: the first %.2f s, the next %.2f s%n",
                    number("select count(*) from rules.account_fact"), replicas, secondsOfPass(), secondsOfPass());
            assertThat(number(flags)).isEqualTo(before);
        }
    }

    private static double secondsOfPass() throws SQLException {
        long since = System.nanoTime();
        execute("update rules.partition_work set pass_key = '', pass_done = false");
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> assertThat(
                        number("select count(*) from rules.partition_work where not pass_done"))
                .isZero());
        return (System.nanoTime() - since) / 1e9;
    }

    private static void tenThousandMoreAccountsAreJudged() throws SQLException {
        String judged = "select count(*) from rules.account_fact where account_id like 'many-%' and not dirty";
        LocalDate signedUp = world.today().minusDays(200);
        load(
                "tidewatch-accounts",
                "account_id,name,segment,business_model,lifecycle_stage,industry,country,csm_email,sales_owner_email,signup_date",
                i -> "many-" + i + ",Many " + i + ",SMB,SEAT_BASED,ENGAGEMENT,Retail,DE,nadia@example.com,,"
                        + signedUp);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(number(judged)).isEqualTo(ACCOUNTS));
    }

    /** Each replica has its share of the partitions of each consumer, and all have an owner. */
    private static void shared(String service, String schema, int replicas) throws SQLException {
        List<String> instances = world.suite().services().instances(service).stream()
                .map(ServiceInstance::id)
                .toList();
        assertThat(instances).hasSize(replicas);
        assertThat(leases(schema)).isNotEmpty().allSatisfy((consumer, held) -> {
            assertThat(held.keySet()).containsExactlyInAnyOrderElementsOf(instances);
            assertThat(held.values())
                    .allSatisfy(share -> assertThat(share).isBetween(PARTITIONS / replicas, PARTITIONS / replicas + 1));
            assertThat(sum(held)).isEqualTo(PARTITIONS);
        });
    }

    /** Per consumer: how many partitions each replica holds now. */
    private static Map<String, Map<String, Integer>> leases(String schema) throws SQLException {
        Map<String, Map<String, Integer>> leases = new TreeMap<>();
        try (Connection connection = database();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select consumer, owner, count(*) from " + schema
                        + ".feed_lease where until > clock_timestamp() group by consumer, owner")) {
            while (rows.next()) {
                leases.computeIfAbsent(rows.getString(1), consumer -> new TreeMap<>())
                        .put(rows.getString(2), rows.getInt(3));
            }
        }
        return leases;
    }

    private static int sum(Map<String, Integer> held) {
        return held.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static void load(String mapping, String columns, IntFunction<String> row) {
        String csv = IntStream.range(0, ACCOUNTS).mapToObj(row).collect(Collectors.joining("\n", columns + "\n", "\n"));
        world.loader()
                .post(
                        "/v1/imports?mapping=" + mapping + "&completeThrough=" + world.today(),
                        "text/csv",
                        csv.getBytes(StandardCharsets.UTF_8))
                .expect(202);
    }

    private static long number(String query) throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection database() throws SQLException {
        return world.suite().postgres().administer("tidewatch");
    }
}
