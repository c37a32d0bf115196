package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.engine.standin.Peers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An action carries the values that its texts name, as they are when it is decided. */
@EngineTest
class MessageValuesTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    private static String values(ExampleAccount account) {
        return Engine.texts("""
                        select string_agg((v->>'property') || ' ' || (v->>'known') || ' ' || (v->>'value'), '; '
                                          order by v->>'property')
                        from feed_change, jsonb_array_elements(data->'values') v
                        where type = 'action' and data->>'kind' = 'TASK' and data->'account'->>'id' = ?
                        """, account.id()).getFirst();
    }

    private static String sentence(ExampleAccount account) {
        return Engine.texts("""
                        select data->'flag'->'evidence'->>'sentence' from feed_change
                        where type = 'action' and data->>'kind' = 'TASK' and data->'account'->>'id' = ?
                        """, account.id()).getFirst();
    }

    @Test
    void aTaskCarriesTheMetricsThatItsTextNamesAndNoOthers() {
        ExampleAccount account = ExampleAccount.named("values")
                .sponsorSilentSince(Engine.today().minusDays(45), FAR, 2)
                .seats(17, 20)
                .publish();
        Engine.awaitAction(account.id(), "TASK sponsor-mail");
        assertThat(values(account)).isEqualTo("daysSinceExecutiveContact true 45 days; seatUtilization true 85 %");
        assertThat(sentence(account)).contains("45 days");
        assertThat(Engine.texts(
                        "select data->>'values' from feed_change where type = 'action'"
                                + " and data->>'kind' = 'ALERT' and data->'account'->>'id' = ?",
                        account.id()))
                .containsExactly("[]");
    }

    @Test
    void anActionForSupportNamesTheAccountsOwnPersonInSupport() {
        Map<String, String> files = Bundles.rules();
        files.computeIfPresent(
                "playbooks/executive-re-engagement.playbook.yaml",
                (file, text) ->
                        text.replaceFirst("(?s)(step: sales-alert\\s+kind: ALERT\\s+audience:) SALES", "$1 SUPPORT"));
        Bundles.begin(files);
        try {
            ExampleAccount account = ExampleAccount.named("support")
                    .field("supportOwnerEmail", "sonja@example.com")
                    .sponsorSilentSince(Engine.today().minusDays(45), FAR, 2)
                    .publish();
            Engine.awaitAction(account.id(), "ALERT sales-alert");
            assertThat(Engine.texts("""
                            select (data->>'audience') || coalesce(data->'account'->>'ownerEmail', '') from feed_change
                            where type = 'action' and data->>'kind' in ('ALERT', 'TASK') and data->'account'->>'id' = ?
                            order by 1
                            """, account.id())).containsExactly("[\"CSM\"]", "[\"SUPPORT\"]sonja@example.com");
        } finally {
            Bundles.activate(FixtureRules.bundle().hash());
        }
    }

    @Test
    void aDraftThatListsWinsCarriesWhatTheCustomerConfirmedInTheLastNinetyDays() {
        Map<String, String> files = Bundles.rules();
        files.computeIfPresent(
                "messages/sponsor-draft.yaml",
                (file, text) -> text.replace("{flag.sentence}", "{#for win in wins}{win.sentence} {win.day}{/for}"));
        Bundles.begin(files);
        try {
            assertThat(Peers.ingestion().judgedKindsSeen()).contains("milestone");
            for (int ago : List.of(90, 91)) {
                ExampleAccount account = ExampleAccount.named("wins")
                        .sponsorSilentSince(Engine.today().minusDays(45), FAR, 2)
                        .goalReachedOn(Engine.today().minusDays(ago))
                        .publish();
                Engine.awaitAction(account.id(), "TASK sponsor-mail");
                assertThat(Engine.texts("""
                                select (data->>'kind') || ' ' || coalesce(data->>'wins', 'none')
                                from feed_change where type = 'action' and data->'account'->>'id' = ?
                                order by data->>'kind'
                                """, account.id()))
                        .contains("ALERT none")
                        .anyMatch(action -> ago == 90
                                ? action.startsWith("TASK [{") && action.contains("Faster reports")
                                : action.equals("TASK []"));
            }
        } finally {
            Bundles.activate(FixtureRules.bundle().hash());
        }
    }

    @Test
    void aTaskNamesTheOwnStepsThatAreDueWithinAWeekOrLateAndSaysThatItListsSuggestions() {
        Map<String, String> files = Bundles.rules();
        files.computeIfPresent(
                "messages/sponsor-mail-task.yaml",
                (file, text) -> text.replaceFirst(
                        "\\{flag.sentence}",
                        "{#for own in ownSteps}{own.name}{/for}{#for one in suggestions}{one.subject}{/for}"));
        Bundles.begin(files);
        try {
            assertThat(Peers.ingestion().judgedKindsSeen()).contains("milestone");
            LocalDate today = Engine.today();
            ExampleAccount account = ExampleAccount.named("own-steps")
                    .sponsorSilentSince(today.minusDays(45), FAR, 2)
                    .ownStep("In a week", today.plusDays(7), null)
                    .ownStep("In eight days", today.plusDays(8), null)
                    .ownStep("Late", today.minusDays(89), null)
                    .ownStep("Given up", today.minusDays(90), null)
                    .ownStep("Done", today, today)
                    .publish();
            Engine.awaitAction(account.id(), "TASK sponsor-mail");
            assertThat(Engine.texts("""
                            select (data->>'kind') || ' ' || coalesce(data->>'ownSteps', 'none')
                            from feed_change where type = 'action' and data->'account'->>'id' = ?
                            order by data->>'kind'
                            """, account.id()))
                    .contains(
                            "ALERT none",
                            "TASK [{\"day\": \"%s\", \"name\": \"Late\"}, {\"day\": \"%s\", \"name\": \"In a week\"}]"
                                    .formatted(today.minusDays(89), today.plusDays(7)));
            assertThat(Engine.texts("""
                            select (data->>'kind') || ' ' || coalesce(data->>'listsSuggestions', 'no')
                            from feed_change where type = 'action' and data->'account'->>'id' = ?
                            """, account.id())).contains("ALERT no", "TASK true");
        } finally {
            Bundles.activate(FixtureRules.bundle().hash());
        }
    }

    @Test
    void anUnknownValueSaysSo() {
        ExampleAccount account = ExampleAccount.named("values")
                .sponsorSilentSince(Engine.today().minusDays(45), FAR, 2)
                .publish();
        Engine.awaitAction(account.id(), "TASK sponsor-mail");
        assertThat(values(account)).endsWith("seatUtilization false not known");
    }

    @Test
    void aRunThatOpensAfterASnoozeSpeaksOfTheValuesOfThatDay() {
        ExampleAccount account = ExampleAccount.named("values")
                .sponsorSilentSince(Engine.today().minusDays(20), FAR, 2)
                .publish();
        Engine.awaitFlag(account.id(), "executive-silence", "CLEAR");
        Instant until = Engine.now().plus(Duration.ofDays(15)).truncatedTo(ChronoUnit.SECONDS);
        Engine.as("csm")
                .contentType("application/json")
                .body(Map.of("reason", "On leave", "until", until.toString()))
                .put("/v1/flags/{a}/executive-silence/snooze", account.id())
                .then()
                .statusCode(200);
        Engine.pass(Duration.ofDays(12));
        Engine.awaitFlag(account.id(), "executive-silence", "RAISED");
        Engine.pass(Duration.between(Engine.now(), until).plusSeconds(1));
        Engine.awaitAction(account.id(), "TASK sponsor-mail");

        assertThat(values(account)).contains("daysSinceExecutiveContact true 35 days");
        assertThat(sentence(account)).contains("35 days");
    }
}
