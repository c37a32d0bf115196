package io.tidewatch.dispatch.writing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.tidewatch.dispatch.client.engine.model.ActionChange;
import io.tidewatch.dispatch.client.ingestion.model.Suggestion;
import io.tidewatch.dispatch.directory.Person;
import io.tidewatch.dispatch.routing.AccountPeople;
import io.tidewatch.dispatch.routing.Audience;
import io.tidewatch.dispatch.routing.Recipient;
import io.tidewatch.dispatch.routing.Recipient.Missing;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.template.BundleTemplates;
import io.tidewatch.dispatch.template.TemplateConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageDataTest {

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final Person NADIA = new Person("Nadia Okafor", "nadia@example.com");

    /** Every name that a template may use. */
    private static final String ALL_NAMES = """
            {kind} {step} {crmStage} {ackUrl} {taskUrl}
            {account.id} {account.name} {account.segment} {account.lifecycleStage} {account.arr} {account.renewalDate}
            {account.daysToRenewal}
            {flag.id} {flag.level} {flag.question} {flag.since} {flag.sentence}
            {run.id} {run.playbook} {run.openedAt} {run.dueAt} {run.endsAt}
            {recipient.name} {recipient.email} {recipient.role} {csm.name} {csm.email}
            {#if sales}{sales.name} {sales.email}{/if} {#if sponsor}{sponsor.name} {sponsor.email}{/if}
            {#for person in missing}{person.name} {person.explanation}{/for}
            {#for win in wins}{win.day} {win.sentence}{/for} {#for own in ownSteps}{own.day} {own.name}{/for}
            {#for suggestion in suggestions}{suggestion.subject} {suggestion.reason}{/for}
            """;

    private final BundleTemplates templates = new BundleTemplates(new SmallRyeConfigBuilder()
            .withMapping(TemplateConfig.class)
            .build()
            .getConfigMapping(TemplateConfig.class));

    @Test
    void aTemplateGetsEveryNameWithAllThatIsKnown() throws JsonProcessingException {
        AccountPeople people = new AccountPeople(
                NADIA,
                Optional.of(new Person("Omar Haddad", "omar@example.com")),
                List.of(new Missing(Audience.SALES, "nobody@example.com")));

        ObjectNode action = Actions.task("acme").json();
        action.putArray("ownSteps").addObject().put("name", "Move the data").put("day", "2026-12-03");

        String text = rendered(action, people);

        assertThat(text)
                .contains("3 December 2026 Move the data", "Approvals Nobody uses them.")
                .contains("EUR 12,345.00", "31 March 2027", "Omar Haddad", "Sanna Ström")
                .contains("nobody@example.com")
                .doesNotContain("null", "NOT_FOUND");
        assertThat(templates.html("{account.name}", data(Actions.task("acme").json(), people)))
                .doesNotContain("<Ltd>");
    }

    @Test
    void aTemplateGetsEveryNameWithAsLittleAsAnActionMayHold() throws JsonProcessingException {
        ObjectNode action = Actions.of("ALERT", "acme", "SALES").json();
        ((ObjectNode) action.get("account")).retain("id", "name");
        action.remove(List.of("flag", "values", "dueAt"));

        assertThat(rendered(action, new AccountPeople(NADIA, Optional.empty(), List.of())))
                .contains("an unknown amount")
                .doesNotContain("null", "NOT_FOUND");
    }

    @Test
    void aMetricHasAValueAndAnExplanationAlsoWhenItIsNotKnown() throws JsonProcessingException {
        ObjectNode action = Actions.task("acme").json();
        String template = "{metric.seatUtilization.text} ({metric.seatUtilization.explanation})"
                + "{#if metric.seatUtilization.known} is known{/if}";
        AccountPeople people = new AccountPeople(NADIA, Optional.empty(), List.of());
        assertThat(templates.text(template, data(action, people)))
                .isEqualTo("62 % (62 of 100 seats are assigned) is known");

        ((ObjectNode) action.get("values").get(0))
                .put("known", false)
                .put("value", "not known")
                .put("explanation", "no seats were bought");

        assertThat(templates.text(template, data(action, people))).isEqualTo("not known (no seats were bought)");
    }

    @Test
    void onlyARaisedFlagHasALevelInAMessage() throws JsonProcessingException {
        ObjectNode action = Actions.task("acme").json();
        AccountPeople people = new AccountPeople(NADIA, Optional.empty(), List.of());
        assertThat(templates.text("{flag.level}", data(action, people))).isEqualTo("AT_RISK");
        ((ObjectNode) action.get("flag")).put("state", "UNKNOWN");
        assertThat(templates.text("{flag.level}", data(action, people))).isEmpty();
        ((ObjectNode) action.get("flag")).put("state", "CLEAR").put("level", "HEALTHY");
        assertThat(templates.text("{flag.level}", data(action, people))).isEmpty();
    }

    @Test
    void aTemplateMayBeAsLongAsAFileOfABundle() {
        String longest = "x".repeat(256 * 1024);

        assertThat(templates.text(longest, Map.of())).isEqualTo(longest);
    }

    @ParameterizedTest
    @CsvSource({
        "600000, JPY, 'JPY 600,000'",
        "1234500, ABC, an unknown amount",
        "1234500, , an unknown amount",
        ", EUR, an unknown amount"
    })
    void moneyIsWrittenWithTheDecimalsOfItsCurrency(Long minor, String currency, String written) {
        assertThat(MessageData.money(minor, currency)).isEqualTo(written);
    }

    private String rendered(ObjectNode action, AccountPeople people) throws JsonProcessingException {
        return templates.text(ALL_NAMES, data(action, people));
    }

    private static Map<String, Object> data(ObjectNode action, AccountPeople people) throws JsonProcessingException {
        return MessageData.of(
                JSON.treeToValue(action, ActionChange.class),
                new Recipient("Leah Brandt", "leah@example.com", Audience.CS_LEADERSHIP, List.of()),
                people,
                List.of(new Suggestion().subject("Approvals").reason("Nobody uses them.")),
                "https://dispatch.example.net/ack/token",
                "https://console.example.net/runs/run");
    }
}
