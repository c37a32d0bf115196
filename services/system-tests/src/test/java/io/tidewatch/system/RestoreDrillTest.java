package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.suite.postgres.ServiceSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What the operator's guide does after a restore: every feed begins a new epoch, so every service reads it again. */
@Order(7)
@EnabledIfSystemProperty(named = "tidewatch.drills", matches = "full")
class RestoreDrillTest {

    private static World world;

    @BeforeAll
    static void start() {
        world = World.get();
    }

    @Test
    void newEpochOfEveryFeedSendsNothingAgain() throws SQLException {
        String before = "restored-before";
        Customer.silentFor(world, before, 40);
        World.eventually(() -> assertThat(world.delivered(before)).hasSize(4));
        Map<String, Integer> delivered = world.delivered(before);
        String tries = "select count(*) from dispatch.delivery d join dispatch.message m on m.id = d.message_id"
                + " where m.account_id = '" + before + "'";
        String sent = text(tries);
        String lastStart = text("select max(actions_from) from dispatch.action_start");

        newEpochs();

        String after = "restored-after";
        Customer.silentFor(world, after, 40);
        World.eventually(() -> assertThat(world.delivered(after)).hasSize(4));
        // Every partition is read again, and sets anew from when on actions are sent.
        World.eventually(() -> assertThat(
                        text("select count(*) from dispatch.action_start where actions_from <= '" + lastStart + "'"))
                .isEqualTo("0"));
        assertThat(world.runs(before)).hasSize(1);
        assertThat(world.delivered(before)).isEqualTo(delivered);
        assertThat(text(tries)).isEqualTo(sent);
    }

    private static void newEpochs() throws SQLException {
        try (Connection connection = world.suite().postgres().administer("tidewatch");
                Statement statement = connection.createStatement()) {
            for (ServiceSchema schema : List.of(ServiceSchema.values())) {
                statement.execute("set search_path = " + schema.schemaName());
                statement.execute("select feed_new_epoch()");
            }
        }
    }

    private static String text(String sql) throws SQLException {
        try (Connection connection = world.suite().postgres().administer("tidewatch");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
