package io.tidewatch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.access.GaugeReading;
import io.tidewatch.access.StoredGauge;
import io.tidewatch.access.StoredGauges;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Mailbox;
import io.tidewatch.dispatch.standin.Messages;
import io.tidewatch.dispatch.standin.Surroundings;
import io.tidewatch.testsuite.Scrape;
import io.tidewatch.testsuite.SmtpGate.Mode;
import io.tidewatch.testsuite.TestDatabase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of the service at its management port. */
@QuarkusTest
@DispatchTest
class MetersTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String EMAIL = "channel=\"EMAIL\"";

    @Inject
    GaugeReading gauges;

    @Inject
    @All
    List<StoredGauges> features;

    @BeforeEach
    @AfterEach
    void everybodyIsThere() {
        Surroundings.keycloak().usual();
        Surroundings.gate().behave(Mode.OPEN);
    }

    @Test
    void aMessageThatIsTriedInVainWaitsWithItsAgeUntilItIsDelivered() {
        double retries = tries("retry");
        double delivered = tries("delivered");
        Surroundings.gate().behave(Mode.LATER);
        publish("meter-waits");
        await().atMost(LIMIT).until(() -> tries("retry") > retries);
        sql("update message set queued_at = queued_at - interval '1 hour' where account_id = 'meter-waits'");

        Scrape scrape = read();
        assertThat(scrape.value("tidewatch_messages_waiting", EMAIL)).isOne();
        assertThat(scrape.value("tidewatch_messages_waiting_seconds", EMAIL)).isBetween(3_600.0, 3_900.0);
        assertThat(scrape.value("tidewatch_messages_waiting", "channel=\"CRM\""))
                .isZero();

        Surroundings.gate().behave(Mode.OPEN);
        await().atMost(LIMIT).until(() -> tries("delivered") > delivered);
        await().atMost(LIMIT).untilAsserted(() -> {
            Scrape after = read();
            assertThat(after.value("tidewatch_messages_waiting", EMAIL)).isZero();
            assertThat(after.value("tidewatch_messages_waiting_seconds", EMAIL)).isZero();
        });
    }

    @Test
    void aMessageThatWasGivenUpIsDeadForSevenDays() {
        double dead = read().value("tidewatch_messages_dead", EMAIL);
        double rejected = tries("rejected");
        Surroundings.gate().behave(Mode.NEVER);
        publish("meter-dead");
        await().atMost(LIMIT).until(() -> tries("rejected") > rejected);
        await().atMost(LIMIT).until(() -> read().value("tidewatch_messages_dead", EMAIL) == dead + 1);

        sql("update message set next_attempt_at = next_attempt_at - interval '7 days' where account_id = 'meter-dead'");
        assertThat(read().value("tidewatch_messages_dead", EMAIL)).isEqualTo(dead);
    }

    @Test
    void anActionThatCannotBecomeMessagesIsShownWithItsAge() {
        assertThat(read().value("tidewatch_actions_unrouted_seconds")).isZero();
        Surroundings.keycloak().away(true);
        publish("meter-unrouted");
        await().atMost(LIMIT)
                .until(() -> !Messages.waitingActions("meter-unrouted").isEmpty());
        sql("update action set received_at = received_at - interval '30 minutes' where account_id = 'meter-unrouted'");

        assertThat(read().value("tidewatch_actions_unrouted_seconds")).isBetween(1_800.0, 2_100.0);

        Surroundings.keycloak().usual();
        Mailbox.await("meter-unrouted-here", 1);
        await().atMost(LIMIT).untilAsserted(() -> {
            Scrape after = read();
            assertThat(after.value("tidewatch_actions_unrouted_seconds")).isZero();
            // Nothing is left for the next test.
            assertThat(after.value("tidewatch_messages_waiting", EMAIL)).isZero();
        });
    }

    @Test
    void theGuideListsTheMetersOfThisService() {
        List<String> names = features.stream()
                .flatMap(feature -> feature.gauges().stream())
                .map(StoredGauge::name)
                .toList();
        Scrape.assertInGuide("notification-dispatch", names);
    }

    private Scrape read() {
        gauges.read().await().atMost(LIMIT);
        return Scrape.now();
    }

    private static double tries(String result) {
        return Scrape.now().value("tidewatch_deliveries_total", EMAIL, "result=\"" + result + "\"");
    }

    private static void publish(String account) {
        Surroundings.engine()
                .publish(Actions.of("NOTICE", account, "SALES")
                        .message(account + "-here", "x", "<p>x</p>")
                        .json());
    }

    private static void sql(String statement) {
        TestDatabase.shared().execute("dispatch", statement);
    }
}
