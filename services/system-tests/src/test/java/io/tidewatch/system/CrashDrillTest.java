package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tidewatch.testsuite.SmtpGate;
import io.tidewatch.testsuite.StallingWire;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A service is killed as kill -9 does it, at a point held from outside or at any, and started again. Every run kills each
 * service once, each in another way; {@code make drills} kills them in all ways.
 */
@Order(4)
class CrashDrillTest {

    private static World world;

    @BeforeAll
    static void start() {
        world = World.get();
    }

    /** Which table is locked, so that the service has to stop in the middle of a write. */
    static Stream<Arguments> heldTables() {
        return Stream.of(
                        arguments("account-ingestion", "ingestion.account_values"),
                        arguments("rules-engine", "rules.playbook_step"),
                        arguments("notification-dispatch", "dispatch.delivery"),
                        arguments("account-ingestion", "ingestion.touchpoint"),
                        arguments("rules-engine", "rules.flag"),
                        arguments("notification-dispatch", "dispatch.message"))
                .limit(World.FULL_DRILLS ? Long.MAX_VALUE : 1);
    }

    @ParameterizedTest
    @MethodSource("heldTables")
    void killedInTheMiddleOfAWriteNothingIsLostOrDoubled(String service, String table) throws Exception {
        String id = "crash-" + table.substring(table.indexOf('.') + 1).replace('_', '-');
        CompletableFuture<Customer> arriving;
        try (Connection holder = world.suite().postgres().administer("tidewatch")) {
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                statement.execute("lock table " + table + " in exclusive mode");
            }
            arriving = CompletableFuture.supplyAsync(() -> Customer.silentFor(world, id, 40));
            World.eventually(() -> assertThat(waitersFor(table)).isPositive());
            world.instance(service).process().kill();
        }
        world.suite().services().restart(service);
        arriving.join();
        world.everythingHappenedOnce(id);
    }

    /** The mail has arrived and is not confirmed: after the crash it comes again, as the same mail. */
    @Test
    void killedWhileTheMailServerIsSilentAfterDataEveryMailStaysOne() {
        String id = "crash-silent-mail";
        world.wires().smtp().behave(SmtpGate.Mode.SILENT_AFTER_DATA);
        try {
            Customer.silentFor(world, id, 40);
            World.eventually(() -> assertThat(world.mailsFor(id)).isNotEmpty());
            world.instance("notification-dispatch").process().kill();
        } finally {
            world.wires().smtp().behave(SmtpGate.Mode.OPEN);
        }
        world.suite().services().restart("notification-dispatch");
        world.everythingHappenedOnce(id);
    }

    /** Whose answers are held back from whom. */
    static Stream<Arguments> stalls() {
        return Stream.of(
                        arguments("rules-engine", "postgresql"),
                        arguments("rules-engine", "account-ingestion"),
                        arguments("notification-dispatch", "crm"),
                        arguments("account-ingestion", "postgresql"),
                        arguments("notification-dispatch", "postgresql"),
                        arguments("rules-engine", "notification-dispatch"),
                        arguments("notification-dispatch", "rules-engine"))
                .limit(World.FULL_DRILLS ? Long.MAX_VALUE : 1);
    }

    /** What the service asked for was done, the answer never came. */
    @ParameterizedTest
    @MethodSource("stalls")
    void killedWhileAConnectionStallsNothingIsLostOrDoubled(String service, String other) {
        String id = "crash-" + service + "-without-" + other;
        StallingWire wire = world.wires().between(service, other);
        CompletableFuture<Customer> arriving = CompletableFuture.supplyAsync(() -> Customer.silentFor(world, id, 40));
        // An import writes from its first moment on; the others have something to do once the flag is raised.
        boolean early = service.equals("account-ingestion") || other.equals("account-ingestion");
        if (!early) {
            World.eventually(() -> assertThat(reached(id)).isPositive());
        }
        wire.stall();
        try {
            World.eventually(() -> assertThat(wire.answersHeld()).isPositive());
            world.instance(service).process().kill();
        } finally {
            wire.mend();
        }
        world.suite().services().restart(service);
        arriving.join();
        world.everythingHappenedOnce(id);
    }

    @Test
    void killedAtAnyMomentNothingIsLostOrDoubled() {
        List<String> services = List.of("reporting", "account-ingestion", "rules-engine", "notification-dispatch");
        for (int round = 0; round < (World.FULL_DRILLS ? 20 : 1); round++) {
            String service = services.get(round % services.size());
            String id = "crash-round-" + round;
            CompletableFuture<Customer> arriving =
                    CompletableFuture.supplyAsync(() -> Customer.silentFor(world, id, 40));
            // The later the round, the further the customer has come.
            int step = round % 3;
            World.eventually(() -> assertThat(reached(id)).isGreaterThanOrEqualTo(step));
            world.instance(service).process().kill();
            world.suite().services().restart(service);
            arriving.join();
            world.everythingHappenedOnce(id);
        }
    }

    /** How far a customer has come: 1 known, 2 flagged. */
    private static int reached(String id) {
        if (world.run(id) != null) {
            return 2;
        }
        return world.as("ana", "account-ingestion").get("/v1/accounts/" + id).status() == 200 ? 1 : 0;
    }

    private static int waitersFor(String table) throws SQLException {
        try (Connection connection = world.suite().postgres().administer("tidewatch");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) from pg_locks where not granted and relation = '" + table + "'::regclass")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
