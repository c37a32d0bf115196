package io.tidewatch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Mailbox;
import io.tidewatch.dispatch.standin.Messages;
import io.tidewatch.dispatch.standin.Surroundings;
import io.tidewatch.testsuite.SmtpGate.Mode;
import io.tidewatch.testsuite.TestDatabase;
import jakarta.mail.internet.MimeMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchTest
class MailRetryTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @BeforeEach
    @AfterEach
    void theServerBehaves() {
        Surroundings.keycloak().usual();
        Surroundings.gate().behave(Mode.OPEN);
    }

    @Test
    void aMailWhoseConfirmationIsLostIsSentAgainUnderTheSameMessageId() {
        Surroundings.gate().behave(Mode.CUT_AFTER_DATA);
        publish("cut");
        await().atMost(LIMIT).until(() -> attempts("cut") >= 2);
        Surroundings.gate().behave(Mode.OPEN);
        awaitState("cut", "DELIVERED");

        List<MimeMessage> mails = Mailbox.with("cut-here");

        assertThat(mails).hasSizeGreaterThan(1);
        assertThat(mails.stream().map(Mailbox::id).distinct()).hasSize(1);
        assertThat(outcomes("cut")).first().isEqualTo("RETRY");
        assertThat(outcomes("cut")).last().isEqualTo("DELIVERED");
    }

    @Test
    void aServerThatTakesLongToConfirmAMailGetsItOnce() {
        // Longer than any other answer, and the whole mail before it, may take.
        Surroundings.gate().behave(Mode.SLOW_AFTER_DATA);
        publish("slow");

        awaitState("slow", "DELIVERED");

        assertThat(outcomes("slow")).containsExactly("DELIVERED");
        assertThat(Mailbox.with("slow-here")).hasSize(1);
    }

    @Test
    void aServerThatCannotTakeItNowIsTriedAgainUntilItCan() {
        Surroundings.gate().behave(Mode.LATER);
        publish("later");
        await().atMost(LIMIT).until(() -> attempts("later") >= 2);
        assertThat(details("later").get(0).get("detail").toString()).contains("451 Come back later");
        Surroundings.gate().behave(Mode.CLOSED);
        Surroundings.gate().behave(Mode.OPEN);

        awaitState("later", "DELIVERED");

        assertThat(Mailbox.with("later-here")).hasSize(1);
    }

    @Test
    void aServerThatClosesEveryConnectionLosesNothing() {
        Surroundings.gate().behave(Mode.CLOSED);
        publish("closed");
        await().atMost(LIMIT).until(() -> attempts("closed") >= 2);
        Surroundings.gate().behave(Mode.OPEN);

        awaitState("closed", "DELIVERED");

        assertThat(Mailbox.with("closed-here")).hasSize(1);
    }

    @Test
    void whatTheServerRefusesForGoodFailsOnceAndIsReported() {
        Surroundings.gate().behave(Mode.NEVER);
        publish("never");

        awaitState("never", "FAILED");

        assertThat(outcomes("never")).containsExactly("REJECTED");
        assertThat(details("never").get(0).get("detail").toString()).contains("550 No such person here");
        assertThat(Messages.changes("delivery", "never")).contains("\"outcome\": \"FAILED\"", "omar@example.com");
    }

    @Test
    void aProcessThatEndsBetweenSendingAndStoringSendsItAgainUnderTheSameMessageId() throws Exception {
        Surroundings.gate().behave(Mode.LATER);
        publish("crash");
        await().atMost(LIMIT).until(() -> attempts("crash") >= 1);
        // What such an end leaves behind: the mail is out, its row is claimed by a replica that is no more.
        Surroundings.gate().behave(Mode.OPEN);
        awaitState("crash", "DELIVERED");
        update(
                "update message set state = 'WAITING', delivered_at = null, claimed_by = 'a-replica-that-died',"
                        + " claimed_until = clock_timestamp(), attempts = attempts + 1,"
                        + " next_attempt_at = clock_timestamp() where account_id = ?",
                "crash");

        awaitState("crash", "DELIVERED");
        List<MimeMessage> mails = Mailbox.await("crash-here", 2);

        assertThat(mails).hasSize(2);
        assertThat(mails.stream().map(Mailbox::id).distinct()).hasSize(1);
        assertThat(details("crash")).anySatisfy(d -> assertThat(d.get("detail").toString())
                .contains("The process ended before the outcome was stored"));
    }

    /** It may have missed its heartbeats and still be sending. */
    @Test
    void aMessageOfAReplicaThatIsNotHeardOfIsLeftAloneUntilTheClaimExpires() throws Exception {
        Surroundings.gate().behave(Mode.LATER);
        publish("claimed");
        await().atMost(LIMIT).until(() -> attempts("claimed") >= 1);
        // Between two tries, so that none is under way.
        await().atMost(LIMIT)
                .until(() -> update(
                                "update message set claimed_by = 'a-replica-that-is-not-heard-of', attempts = attempts + 1,"
                                        + " claimed_until = clock_timestamp() + interval '1 hour',"
                                        + " next_attempt_at = clock_timestamp()"
                                        + " where account_id = ? and claimed_by is null",
                                "claimed")
                        == 1);
        Surroundings.gate().behave(Mode.OPEN);

        // Due later, so the other message would have been sent with it at the latest.
        publish("claimed-after");
        awaitState("claimed-after", "DELIVERED");
        assertThat(Messages.ofAccount("claimed").get(0)).containsEntry("state", "WAITING");
        assertThat(Mailbox.with("claimed-here")).isEmpty();

        update("update message set claimed_until = clock_timestamp() where account_id = ?", "claimed");
        awaitState("claimed", "DELIVERED");
        assertThat(Mailbox.with("claimed-here")).hasSize(1);
    }

    @Test
    void anOutcomeThatCannotBeStoredAtOnceIsStoredLaterAndTheMailIsNotSentTwice() throws Exception {
        try (Connection connection = TestDatabase.shared().connect("dispatch")) {
            connection.setAutoCommit(false);
            try (PreparedStatement lock = connection.prepareStatement("select feed_lock(partition_of('held'))")) {
                lock.execute();
            }
            publish("held");
            Mailbox.await("held-here", 1);
            assertThat(Messages.ofAccount("held").get(0)).containsEntry("state", "WAITING");
            connection.rollback();
        }

        awaitState("held", "DELIVERED");

        assertThat(Mailbox.with("held-here")).hasSize(1);
    }

    private static int update(String sql, String account) throws SQLException {
        try (Connection connection = TestDatabase.shared().connect("dispatch");
                PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, account);
            return update.executeUpdate();
        }
    }

    private static void publish(String account) {
        Surroundings.engine()
                .publish(Actions.of("NOTICE", account, "SALES")
                        .message(account + "-here", "{ackUrl}", "<p>x</p>")
                        .json());
    }

    private static int attempts(String account) {
        List<Map<String, Object>> messages = Messages.ofAccount(account);
        return messages.isEmpty() ? 0 : details(account).size();
    }

    private static void awaitState(String account, String state) {
        await(account + " gets " + state).atMost(LIMIT).until(() -> {
            List<Map<String, Object>> messages = Messages.ofAccount(account);
            return !messages.isEmpty() && messages.get(0).get("state").equals(state);
        });
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> details(String account) {
        Object id = Messages.ofAccount(account).get(0).get("id");
        return (List<Map<String, Object>>) Messages.detail(id).get("deliveries");
    }

    private static List<String> outcomes(String account) {
        return details(account).stream().map(d -> d.get("outcome").toString()).toList();
    }
}
