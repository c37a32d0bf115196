package io.tidewatch.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.dispatch.delivery.Claims.Claim;
import io.tidewatch.dispatch.message.Channel;
import io.tidewatch.dispatch.message.NewMessage.Content;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Messages;
import io.tidewatch.dispatch.standin.Surroundings;
import io.tidewatch.testsuite.SmtpGate.Mode;
import io.tidewatch.testsuite.TestDatabase;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a message whose try, the 100th, is under way in a replica of the test. */
@QuarkusTest
@DispatchTest
class ClaimsTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String REPLICA = "replica-of-the-test";
    private static final String LEFT =
            "select extract(epoch from claimed_until - clock_timestamp())::int from message" + " where account_id = ?";

    @Inject
    DeliveryQueue queue;

    private Claims claims;
    private UUID message;

    @BeforeEach
    void aTryIsUnderWay() {
        Surroundings.gate().behave(Mode.LATER);
        Surroundings.engine()
                .publish(Actions.of("NOTICE", "try", "SALES")
                        .message("try-here", "x", "<p>x</p>")
                        .json());
        await().atMost(LIMIT)
                .until(() -> update("claimed_by = '" + REPLICA + "', attempts = 100,"
                        + " claimed_until = clock_timestamp() + interval '1 minute' where account_id = 'try'"
                        + " and claimed_by is null"));
        message = UUID.fromString(Messages.ofAccount("try").getFirst().get("id").toString());
        claims = new Claims(queue, REPLICA, Duration.ofHours(1));
    }

    @AfterEach
    void itEnds() throws SQLException {
        Surroundings.gate().behave(Mode.OPEN);
        update("state = 'DELIVERED', claimed_by = null, claimed_until = null where account_id = 'try'");
    }

    @Test
    void aClaimIsRenewedWhileItsTryIsUnderWay() {
        Claim claim = claims.hold(the(100), soon());
        claims.renew().await().atMost(LIMIT);
        assertThat(left()).isGreaterThan(3_000);
        assertThat(claim.holds()).isTrue();
        assertThat(claims.messages()).containsExactly(message);

        claims.end(claim);
        assertThat(claims.messages()).isEmpty();
    }

    @Test
    void aClaimThatExpiredOrIsOfAnEarlierTryIsNotRenewed() {
        Claim expired = claims.hold(the(100), System.nanoTime());
        claims.renew().await().atMost(LIMIT);
        assertThat(left()).isLessThan(61);
        assertThat(expired.holds()).isFalse();

        claims.hold(the(99), soon());
        claims.renew().await().atMost(LIMIT);
        assertThat(left()).isLessThan(61);
    }

    private static long soon() {
        return System.nanoTime() + Duration.ofMinutes(1).toNanos();
    }

    private OutgoingMessage the(int attempt) {
        return new OutgoingMessage(
                message,
                attempt,
                Channel.EMAIL,
                "omar@example.com",
                "Omar",
                new Content("x", "x", "x", null),
                "<x>",
                null);
    }

    /** Seconds until the claim expires in the database. */
    private static int left() {
        return Integer.parseInt(Messages.text(LEFT, "try"));
    }

    private static boolean update(String assignments) throws SQLException {
        try (Connection connection = TestDatabase.shared().connect("dispatch");
                Statement update = connection.createStatement()) {
            return update.executeUpdate("update message set " + assignments) > 0;
        }
    }
}
