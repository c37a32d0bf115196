package io.tidewatch.rule.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Playbooks that are run for practice. */
class PlaybookDrillTest {
    private static final Instant OPENED = Instant.parse("2026-03-03T08:00:00Z");
    private static final AccountFacts NOTHING_KNOWN = new AccountFacts("acme", Map.of(), Map.of());
    private static CompiledBundle compiled;

    @BeforeAll
    static void compile() {
        compiled = new BundleCompiler().compile(FixtureRules.with(FixtureRules.adoptionPlan()));
    }

    @AfterAll
    static void dispose() {
        compiled.dispose();
    }

    private static List<PlaybookDrill.Moment> drill(
            String playbook, AccountFacts facts, Map<String, Duration> answers) {
        Map<String, Instant> posed = answers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, answer -> OPENED.plus(answer.getValue())));
        PlaybookDefinition definition = compiled.playbooks().stream()
                .filter(known -> known.id().equals(playbook))
                .findFirst()
                .orElseThrow();
        return new PlaybookDrill(compiled.playbookEngine(posed), facts, posed.values())
                .run(definition, definition.thresholdId(), OPENED);
    }

    /** Each action but reminders, with the elapsed time at which it was decided. */
    private static List<String> actions(List<PlaybookDrill.Moment> moments) {
        List<String> actions = new ArrayList<>();
        moments.forEach(moment -> moment.advance().actions().stream()
                .filter(action -> action.kind() != ActionKind.REMINDER)
                .forEach(action -> actions.add(Duration.between(OPENED, moment.at()) + " " + action.step())));
        return actions;
    }

    private static PlaybookRun end(List<PlaybookDrill.Moment> moments) {
        return moments.getLast().advance().run();
    }

    @Test
    void withoutAnAnswerEveryEscalationHappensAtItsTimeAndTheRunFails() {
        List<PlaybookDrill.Moment> moments = drill("executive-re-engagement", NOTHING_KNOWN, Map.of());

        assertThat(actions(moments))
                .containsExactly(
                        "PT0S sponsor-mail",
                        "PT0S crm-at-risk",
                        "PT0S sales-alert",
                        "PT0S leadership-notice",
                        "PT168H leadership-outreach-leader",
                        "PT336H renewal-risk-leader",
                        "PT336H renewal-risk-sales",
                        "PT336H renewal-risk-executive",
                        "PT336H crm-renewal-risk",
                        "PT720H failure-leader");
        assertThat(end(moments).status()).isEqualTo(RunStatus.FAILED);
        assertThat(end(moments).closedAt()).isEqualTo(OPENED.plus(Duration.ofDays(30)));
    }

    @Test
    void anAnswerAtTheTimeOfAnEscalationPreventsItAndOneAnHourLaterDoesNot() {
        assertThat(actions(drill("executive-re-engagement", NOTHING_KNOWN, Map.of("response", Duration.ofDays(7)))))
                .noneMatch(action -> action.contains("leadership-outreach"));
        assertThat(actions(drill(
                        "executive-re-engagement",
                        NOTHING_KNOWN,
                        Map.of("response", Duration.ofDays(7).plusHours(1)))))
                .contains("PT168H leadership-outreach-leader")
                .noneMatch(action -> action.contains("renewal-risk"));
    }

    @Test
    void theRulesDecideAboutSuccessFromTheAnswers() {
        List<PlaybookDrill.Moment> moments = drill(
                "executive-re-engagement",
                NOTHING_KNOWN,
                Map.of("response", Duration.ofDays(3), "strategicConversation", Duration.ofHours(100)));

        assertThat(end(moments).status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(end(moments).closedAt()).isEqualTo(OPENED.plus(Duration.ofHours(100)));
        assertThat(end(moments).held()).containsEntry("response", OPENED.plus(Duration.ofDays(3)));
    }

    @Test
    void aVerdictCanBePosedAndIsNotShownAsAJudgement() {
        List<PlaybookDrill.Moment> moments =
                drill("adoption-plan", NOTHING_KNOWN, Map.of("success", Duration.ofDays(2)));

        assertThat(end(moments).status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(end(moments).closedAt()).isEqualTo(OPENED.plus(Duration.ofDays(2)));
        assertThat(end(moments).held()).isEmpty();
    }

    @Test
    void whatTheValuesOfTheAccountHoldIsFoundAtTheNextMidnight() {
        AccountFacts seats = new AccountFacts(
                "acme", Map.of(), Map.of("seat-utilization", MetricValue.Known.percent(80, 100, null, null)));

        List<PlaybookDrill.Moment> moments = drill("adoption-plan", seats, Map.of());

        assertThat(moments.get(1).advance().run().held())
                .containsExactly(Map.entry("seatsFilled", Instant.parse("2026-03-04T00:00:00Z")));
    }

    @Test
    void aRunWithoutAVerdictStaysOpenAndTheDrillEndsAllTheSame() {
        List<PlaybookDrill.Moment> moments = new PlaybookDrill(
                        new PlaybookEngine(
                                compiled.playbooks(),
                                io.tidewatch.rule.calendar.Calendars.NONE,
                                (run, facts, touchpoints, now) -> new RunJudgement(Map.of(), false, false)),
                        NOTHING_KNOWN,
                        List.of())
                .run(compiled.playbooks().getFirst(), "any", OPENED);

        assertThat(end(moments).status()).isEqualTo(RunStatus.OPEN);
        assertThat(moments.getLast().at())
                .isBeforeOrEqualTo(end(moments).endsAt().plus(Duration.ofDays(1)));
    }
}
