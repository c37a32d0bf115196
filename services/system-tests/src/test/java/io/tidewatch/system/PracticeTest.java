package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.mail.CaughtMail;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A playbook that is run for practice, across all services. */
@Order(8)
class PracticeTest {

    private static final String ACCOUNT = "alder-bank";

    @Test
    void onlyThePersonWhoDrillsReceivesMailsAndTheResultSaysWhatTheyWere() {
        World world = World.get();
        World.eventually(() -> assertThat(world.run(ACCOUNT)).isNotNull());
        List<JsonNode> runs = world.runs(ACCOUNT);
        String path = "/v1/drills/" + UUID.randomUUID();

        JsonNode drill = world.as("leah", "rules-engine")
                .put(path, "{\"playbook\": \"" + World.PLAYBOOK + "\", \"accountId\": \"" + ACCOUNT + "\"}")
                .expect(200)
                .json();

        World.eventually(() -> assertThat(sent(
                        world.as("leah", "rules-engine").get(path).expect(200).json()))
                .hasSize(drill.get("messages").asInt())
                .allSatisfy(step -> {
                    assertThat(step.at("/mail/outcome").asText()).isEqualTo("DELIVERED");
                    assertThat(step.at("/mail/subject").asText()).startsWith("[TEST] ");
                    assertThat(step.at("/mail/insteadOf").asText()).contains("@example.com");
                }));
        List<CaughtMail> mails = world.suite().mails().mails().stream()
                .filter(mail -> mail.subject().startsWith("[TEST] "))
                .toList();
        assertThat(mails).hasSize(drill.get("messages").asInt()).allSatisfy(mail -> assertThat(mail.recipients())
                .containsExactly("leah@example.com"));
        assertThat(world.suite().crm().posts()).noneMatch(post -> post.body().contains("drill"));
        assertThat(world.runs(ACCOUNT)).isEqualTo(runs);
    }

    private static List<JsonNode> sent(JsonNode drill) {
        return StreamSupport.stream(drill.get("steps").spliterator(), false)
                .filter(step -> step.get("state").asText().equals("SENT"))
                .toList();
    }
}
