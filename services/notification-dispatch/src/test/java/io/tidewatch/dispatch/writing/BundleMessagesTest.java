package io.tidewatch.dispatch.writing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.tidewatch.dispatch.client.engine.model.ActionChange;
import io.tidewatch.dispatch.directory.Person;
import io.tidewatch.dispatch.routing.AccountPeople;
import io.tidewatch.dispatch.routing.Audience;
import io.tidewatch.dispatch.routing.Recipient;
import io.tidewatch.dispatch.routing.Recipient.Missing;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.template.BundleTemplates;
import io.tidewatch.dispatch.template.TemplateConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The templates that come with the project, with all that can be known of an account and with as little as possible. */
class BundleMessagesTest {

    private static final Path MESSAGES =
            Path.of(System.getProperty("api-specs")).resolveSibling("rules").resolve("messages");
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final Person NADIA = new Person("Nadia Okafor", "nadia@example.com");

    private final BundleTemplates templates = new BundleTemplates(new SmallRyeConfigBuilder()
            .withMapping(TemplateConfig.class)
            .build()
            .getConfigMapping(TemplateConfig.class));

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(MESSAGES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aMessageIsRenderedWithAllThatIsKnown(Path file) throws IOException {
        Map<String, Object> data = data(
                Actions.task("acme").json(),
                new AccountPeople(
                        NADIA,
                        Optional.of(new Person("Omar Haddad", "omar@example.com")),
                        List.of(new Missing(Audience.SALES, "nobody@example.com"))));

        renderedCompletely(file, data);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aMessageIsRenderedWithAsLittleAsAnActionMayHold(Path file) throws IOException {
        ObjectNode action = Actions.of("ALERT", "acme", "SALES").json();
        ObjectNode account = (ObjectNode) action.get("account");
        account.retain("id", "name");
        action.remove(List.of("flag", "values", "dueAt"));

        renderedCompletely(file, data(action, new AccountPeople(NADIA, Optional.empty(), List.of())));
    }

    @Test
    void theDraftToACustomerNamesOnlyFiguresThatAreKnown() throws IOException {
        ObjectNode action = Actions.task("acme").json();
        action.putArray("values")
                .add(action.objectNode().put("name", "Active users").put("value", "unknown"))
                .add(action.objectNode().put("name", "Seat utilization").put("value", "85 %"));
        JsonNode draft = new ObjectMapper(new YAMLFactory())
                .readTree(MESSAGES.resolve("sponsor-draft.yaml").toFile());

        String text = templates.text(
                draft.get("text").asText(), data(action, new AccountPeople(NADIA, Optional.empty(), List.of())));

        assertThat(text).contains("- Seat utilization: 85 %").doesNotContain("unknown", "Active users");
    }

    private void renderedCompletely(Path file, Map<String, Object> data) throws IOException {
        JsonNode template = new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
        String subject = templates.text(asSent(template, "subject"), data);
        String text = templates.text(asSent(template, "text"), data);
        String html = templates.html(asSent(template, "html"), data);

        assertThat(subject).isNotBlank();
        assertThat(List.of(subject, text, html))
                .allSatisfy(part -> assertThat(part).doesNotContain("{", "null", "NOT_FOUND"));
        assertThat(html).doesNotContain("<Ltd>");
    }

    /** The rules engine puts the values of the playbook in before it sends a template. */
    private static String asSent(JsonNode template, String part) {
        return template.get(part).asText().replaceAll("\\{playbook\\.[a-zA-Z]+}", "7 days");
    }

    private static Map<String, Object> data(ObjectNode action, AccountPeople people) throws JsonProcessingException {
        return MessageData.of(
                JSON.treeToValue(action, ActionChange.class),
                new Recipient("Leah Brandt", "leah@example.com", Audience.CS_LEADERSHIP, List.of()),
                people,
                "https://dispatch.example.net/ack/token",
                "https://console.example.net/runs/run");
    }
}
