package io.tidewatch.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Mailbox;
import io.tidewatch.dispatch.standin.Messages;
import io.tidewatch.dispatch.standin.Surroundings;
import io.tidewatch.testsuite.SmtpGate.Mode;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchTest
class OrderlyStopTest {

    @Inject
    DeliveryWorker worker;

    @Test
    void aMailThatIsBeingSentWhenTheServiceStopsIsStoredAsSent() throws Exception {
        Surroundings.keycloak().usual();
        Surroundings.gate().behave(Mode.SLOW_AFTER_DATA);
        Surroundings.engine()
                .publish(Actions.of("NOTICE", "stopped", "SALES")
                        .message("stopped-here", "x", "<p>x</p>")
                        .json());
        // It has arrived and is not confirmed.
        Mailbox.await("stopped-here", 1);

        worker.stop(new ShutdownEvent());

        try {
            assertThat(Messages.ofAccount("stopped").get(0)).containsEntry("state", "DELIVERED");
        } finally {
            Surroundings.gate().behave(Mode.OPEN);
            worker.start(new StartupEvent());
        }
    }
}
