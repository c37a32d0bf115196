package io.tidewatch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Mailbox;
import io.tidewatch.dispatch.standin.Surroundings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that say what to talk about with the customer next. */
@QuarkusTest
@DispatchTest
class SuggestionMailTest {

    private static final String TEXT =
            "{#for suggestion in suggestions}{suggestion.subject}: {suggestion.reason} {/for}Good luck";

    @BeforeEach
    void everybodyIsThere() {
        Surroundings.keycloak().usual();
    }

    @AfterEach
    void accountIngestionAnswers() {
        Surroundings.ingestion().setDown(false);
    }

    @Test
    void aMessageListsTheFirstFiveSuggestionsForItsAccount() {
        publish("suggested / account", true);

        assertThat(received("suggested / account"))
                .startsWith("Feature 1: Nobody uses it. Feature 2: ")
                .endsWith("Feature 5: Nobody uses it. Good luck");
        assertThat(Surroundings.ingestion().asked()).contains("/v1/accounts/suggested%20%2F%20account/suggestions");
    }

    @Test
    void withoutAnAnswerTheMessageIsSentAllTheSame() {
        Surroundings.ingestion().setDown(true);
        publish("unsuggested", true);

        assertThat(received("unsuggested")).isEqualTo("Good luck");
    }

    @Test
    void nobodyIsAskedForAMessageThatListsNone() {
        publish("no-suggestions", false);

        assertThat(received("no-suggestions")).isEqualTo("Good luck");
        assertThat(Surroundings.ingestion().asked()).noneMatch(path -> path.contains("no-suggestions"));
    }

    private static void publish(String account, boolean lists) {
        ObjectNode action = Actions.of("NOTICE", account, "CSM")
                .message(account, TEXT, "<p>x</p>")
                .json();
        if (lists) {
            action.put("listsSuggestions", true);
        }
        Surroundings.engine().publish(action);
    }

    private static String received(String account) {
        return Mailbox.part(Mailbox.await(account, 1).getFirst(), "text/plain").strip();
    }
}
