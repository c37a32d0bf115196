package io.tidewatch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Mailbox;
import io.tidewatch.dispatch.standin.Messages;
import io.tidewatch.dispatch.standin.Surroundings;
import io.tidewatch.testsuite.SmtpGate.Mode;
import io.tidewatch.testsuite.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that are not sent: beyond the bound of an account and hour, or of a run that was cancelled. */
@QuarkusTest
@DispatchTest
class HeldMessagesTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int MOST = Surroundings.MOST_PER_ACCOUNT_AND_HOUR;

    @BeforeEach
    @AfterEach
    void everythingWorks() {
        Surroundings.keycloak().usual();
        Surroundings.gate().behave(Mode.OPEN);
    }

    @Test
    void messagesBeyondTheBoundOfAnAccountAreHeldAndFollowInTheNextHour() throws SQLException {
        for (int i = 0; i < MOST + 3; i++) {
            publish("flood");
        }
        publish("flood-other");

        awaitStates("flood", MOST, 0, 3);
        awaitStates("flood-other", 1, 0, 0);
        assertThat(Mailbox.with("flood-here")).hasSize(MOST);

        change("update message set queued_at = queued_at - interval '1 hour' where account_id = 'flood'");

        awaitStates("flood", MOST + 3, 0, 0);
        assertThat(Mailbox.with("flood-here")).hasSize(MOST + 3);
    }

    @Test
    void aCancelledRunSendsNothingMoreAndWhatWasSentStaysOnRecord() {
        ObjectNode sent = publish("cancelled");
        awaitStates("cancelled", 1, 0, 0);
        Surroundings.gate().behave(Mode.LATER);
        publish("cancelled");
        await().atMost(LIMIT).until(() -> Messages.ofAccount("cancelled").size() == 2);
        Surroundings.keycloak().away(true);
        ObjectNode unrouted = publish("cancelled");
        await().atMost(LIMIT).until(() -> !Messages.waitingActions("cancelled").isEmpty());

        Surroundings.engine().cancelRun(sent);
        ObjectNode late = publish("cancelled");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(stateOf(late)).isEqualTo("WITHDRAWN"));
        assertThat(stateOf(unrouted)).isEqualTo("WITHDRAWN");
        assertThat(stateOf(sent)).isEqualTo("ROUTED");
        everythingWorks();
        publish("cancelled-not");
        Mailbox.await("cancelled-not-here", 1);
        awaitStates("cancelled", 1, 1, 0);
        assertThat(Mailbox.with("cancelled-here")).hasSize(1);
    }

    private static ObjectNode publish(String account) {
        ObjectNode action = Actions.of("NOTICE", account, "EXECUTIVE")
                .message(account + "-here", "x", "<p>x</p>")
                .json();
        Surroundings.engine().publish(action);
        return action;
    }

    private static void awaitStates(String account, int delivered, int withdrawn, int held) {
        await(account).atMost(LIMIT).untilAsserted(() -> assertThat(Messages.text(
                        "select concat_ws(' ', count(*) filter (where state = 'DELIVERED'),"
                                + " count(*) filter (where state = 'WITHDRAWN'), count(*) filter (where state = 'HELD'),"
                                + " count(*)) from message where account_id = ?",
                        account))
                .isEqualTo("%d %d %d %d".formatted(delivered, withdrawn, held, delivered + withdrawn + held)));
    }

    private static String stateOf(ObjectNode action) {
        return Messages.text(
                "select state from action where id = ?", action.get("id").asText());
    }

    private static void change(String sql) throws SQLException {
        try (Connection connection = TestDatabase.shared().connect("dispatch");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
