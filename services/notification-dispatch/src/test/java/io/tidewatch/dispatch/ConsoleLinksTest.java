package io.tidewatch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Mailbox;
import io.tidewatch.dispatch.standin.Surroundings;
import org.junit.jupiter.api.Test;

/** Where messages lead. */
@QuarkusTest
@DispatchTest
class ConsoleLinksTest {

    @Test
    void theLinkToTheRunIsAnAddressThatALoginOnTheWayKeeps() throws Exception {
        Surroundings.keycloak().usual();
        ObjectNode action = Actions.task("run-link")
                .message("run-link", "{taskUrl}", "<p>{taskUrl}</p>")
                .json();
        Surroundings.engine().publish(action);

        assertThat(Mailbox.part(Mailbox.await("run-link", 1).get(0), "text/plain"))
                .endsWith("/runs/" + action.get("run").get("id").asText())
                .doesNotContain("#");
    }
}
