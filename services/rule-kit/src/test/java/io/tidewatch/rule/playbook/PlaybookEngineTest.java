package io.tidewatch.rule.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.metric.Question;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.calendar.Calendars;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How any playbook runs. What the shipped one says is asserted by its scenarios. */
class PlaybookEngineTest {
    private static final Instant OPENED = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final String ACCOUNT = "acme";
    private static final AccountFacts FACTS = new AccountFacts(ACCOUNT, Map.of(), Map.of());
    private static CompiledBundle compiled;

    private final List<Touchpoint> touchpoints = new ArrayList<>();
    private final List<Acknowledgement> acknowledgements = new ArrayList<>();
    private PlaybookEngine engine;
    private FlagState flag;
    private PlaybookRun run;
    private List<PlannedAction> opening;

    @BeforeAll
    static void compile() {
        compiled = new BundleCompiler().compile(FixtureRules.bundle());
    }

    @AfterAll
    static void dispose() {
        compiled.dispose();
    }

    @BeforeEach
    void openARun() {
        engine = compiled.playbookEngine();
        PlaybookDefinition playbook = engine.opensOn("executive-silence").getFirst();
        RunAdvance opened = engine.open(playbook, FACTS, playbook.thresholdId(), 1, OPENED);
        run = opened.run();
        opening = opened.actions();
    }

    @Test
    void theOpeningHasAnActionForCsmCrmSalesAndLeadership() {
        assertThat(opening)
                .extracting(PlannedAction::kind, PlannedAction::audience, PlannedAction::messageId)
                .containsExactly(
                        tuple(ActionKind.TASK, Audience.CSM, "sponsor-mail-task"),
                        tuple(ActionKind.CRM_UPDATE, Audience.CRM, null),
                        tuple(ActionKind.ALERT, Audience.SALES, "sales-alert"),
                        tuple(ActionKind.NOTICE, Audience.CS_LEADERSHIP, "leadership-notice"));
        assertThat(opening.getFirst().draftMessageId()).isEqualTo("sponsor-draft");
        assertThat(opening.get(1).crmStage()).isEqualTo("AT_RISK");
        assertThat(opening).allMatch(action -> action.dueAt().equals(OPENED.plus(DAY)));
        assertThat(run.nextStep()).isEqualTo("sponsor-mail-reminder");
        assertThat(run.nextDueAt()).isEqualTo(OPENED.plus(DAY));
    }

    @Test
    void actionIdsAreTheSameEachTime() {
        PlaybookDefinition playbook = compiled.playbooks().getFirst();
        assertThat(engine.open(playbook, FACTS, playbook.thresholdId(), 1, OPENED)
                        .actions())
                .isEqualTo(opening);
        assertThat(engine.open(playbook, FACTS, playbook.thresholdId(), 2, OPENED)
                        .run()
                        .runId())
                .isNotEqualTo(run.runId());
        assertThat(opening.getFirst().actionId()).isEqualTo(run.runId() + ":sponsor-mail:TASK");
    }

    @Test
    void nothingHappensJustBeforeItIsDue() {
        assertThat(steps(at(DAY.minusNanos(1)))).isEmpty();
        assertThat(steps(at(DAY))).containsExactly("sponsor-mail-reminder");
        acknowledge();
        assertThat(steps(at(Duration.ofDays(7).minusNanos(1)))).isEmpty();
        assertThat(steps(at(Duration.ofDays(7)))).containsExactly("leadership-outreach-leader");
        assertThat(steps(at(Duration.ofDays(14).minusNanos(1)))).isEmpty();
        assertThat(steps(at(Duration.ofDays(14))))
                .containsExactly(
                        "renewal-risk-leader", "renewal-risk-sales", "renewal-risk-executive", "crm-renewal-risk");
        assertThat(steps(at(Duration.ofDays(30).minusNanos(1)))).isEmpty();
        assertThat(run.open()).isTrue();
        assertThat(steps(at(Duration.ofDays(30)))).containsExactly("failure-leader");
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.nextDueAt()).isNull();
        assertThat(steps(at(Duration.ofDays(31)))).isEmpty();
    }

    @Test
    void aSkippedStepDoesNotHappenAndTheOthersOfItsEscalationDo() {
        run = run.skipping("leadership-outreach-leader", "Ann called.").skipping("renewal-risk-sales", "Not needed.");
        acknowledge();
        assertThat(steps(at(DAY))).isEmpty();
        assertThat(run.nextStep()).isEqualTo("renewal-risk-protocol");
        assertThat(steps(at(Duration.ofDays(7)))).isEmpty();
        assertThat(steps(at(Duration.ofDays(14))))
                .containsExactly("renewal-risk-leader", "renewal-risk-executive", "crm-renewal-risk");
    }

    @Test
    void whoSkipsTheTaskOrItsReminderIsNotReminded() {
        PlaybookRun opened = run;
        for (String step : List.of("sponsor-mail", "sponsor-mail-reminder")) {
            run = opened.skipping(step, "The sponsor has left.");
            assertThat(steps(at(DAY))).isEmpty();
            assertThat(run.nextStep()).isEqualTo("leadership-outreach");
            assertThat(steps(at(Duration.ofDays(7)))).containsExactly("leadership-outreach-leader");
        }
    }

    @Test
    void lookingOftenRemindsOnceADayAndEscalatesOnce() {
        List<String> all = new ArrayList<>();
        for (int hour = 0; hour <= 31 * 24; hour++) {
            all.addAll(steps(at(Duration.ofHours(hour))));
        }
        assertThat(all.stream().filter("sponsor-mail-reminder"::equals)).hasSize(29);
        assertThat(all.stream().filter("leadership-outreach-leader"::equals)).hasSize(1);
        assertThat(all.stream().filter("renewal-risk-executive"::equals)).hasSize(1);
        assertThat(all.getLast()).isEqualTo("failure-leader");
    }

    @Test
    void reminderIdsDifferByDayAndAreTheSameForOneDay() {
        PlannedAction first = at(DAY).actions().getFirst();
        PlannedAction second = at(DAY.multipliedBy(2)).actions().getFirst();
        assertThat(first.actionId()).isEqualTo(run.runId() + ":sponsor-mail-reminder:REMINDER:1");
        assertThat(second.actionId()).isEqualTo(run.runId() + ":sponsor-mail-reminder:REMINDER:2");
    }

    @Test
    void acknowledgingStopsRemindersAndNothingElse() {
        acknowledge();
        assertThat(steps(at(DAY))).isEmpty();
        assertThat(run.acknowledgedAt()).isEqualTo(OPENED.plusSeconds(60));
        assertThat(run.nextStep()).isEqualTo("leadership-outreach");
        assertThat(steps(at(Duration.ofDays(7)))).containsExactly("leadership-outreach-leader");
    }

    @Test
    void anAcknowledgementOfSalesStopsNoReminder() {
        acknowledgements.add(new Acknowledgement(run.runId(), "sales-alert", "omar@example.com", OPENED));
        assertThat(steps(at(DAY))).containsExactly("sponsor-mail-reminder");
    }

    @Test
    void whoDoesAnotherTaskHasNotTakenUpTheOneThatRemindersAreAbout() {
        acknowledgements.add(new Acknowledgement(run.runId(), "another-task", "tomas@example.com", OPENED));
        assertThat(steps(at(DAY))).containsExactly("sponsor-mail-reminder");
        assertThat(run.acknowledgedAt()).isNull();
    }

    @Test
    void aResponseOfTheSponsorStopsTheEscalationsStillToCome() {
        acknowledge();
        assertThat(steps(at(Duration.ofDays(7)))).hasSize(1);
        touchpoints.add(mailFromSponsor(Duration.ofDays(8), true));
        assertThat(steps(at(Duration.ofDays(9)))).isEmpty();
        assertThat(run.held()).containsExactly(Map.entry("response", OPENED.plus(Duration.ofDays(8))));
        assertThat(run.nextStep()).isEqualTo(PlaybookRun.WINDOW_END);
        assertThat(steps(at(Duration.ofDays(14)))).isEmpty();
        assertThat(steps(at(Duration.ofDays(30)))).containsExactly("failure-leader");
    }

    @Test
    void responseAndStrategicConversationInTimeAreASuccess() {
        acknowledge();
        touchpoints.add(mailFromSponsor(Duration.ofDays(5), true));
        assertThat(steps(at(Duration.ofDays(6)))).isEmpty();
        touchpoints.add(meeting(Duration.ofDays(45), TouchpointStatus.SCHEDULED, Duration.ofDays(6)));
        assertThat(steps(at(Duration.ofDays(6)))).containsExactly("success-csm", "success-leader");
        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(run.closedAt()).isEqualTo(OPENED.plus(Duration.ofDays(6)));
    }

    @Test
    void touchpointsOfOtherAccountsDoNotCount() {
        Touchpoint other = mailFromSponsor(Duration.ofDays(5), true);
        touchpoints.add(new Touchpoint(
                "o",
                "other",
                other.kind(),
                null,
                other.status(),
                other.direction(),
                true,
                other.occurredAt(),
                null,
                null,
                null,
                other.knownAt()));
        at(Duration.ofDays(6));
        assertThat(run.held()).isEmpty();
    }

    @Test
    void afterADownTimeOneReminderStandsForThoseMissedAndTheDailyBeatGoesOn() {
        assertThat(steps(at(Duration.ofHours(24)))).containsExactly("sponsor-mail-reminder");
        assertThat(steps(at(Duration.ofHours(24 * 5 + 3)))).containsExactly("sponsor-mail-reminder");
        assertThat(steps(at(Duration.ofHours(24 * 6 - 1)))).isEmpty();
        assertThat(steps(at(Duration.ofHours(24 * 6)))).containsExactly("sponsor-mail-reminder");
    }

    @Test
    void aVeryLateReminderIsNotFollowedByTheNextWithinHours() {
        assertThat(steps(at(Duration.ofHours(24 + 20)))).containsExactly("sponsor-mail-reminder");
        assertThat(steps(at(Duration.ofHours(48)))).isEmpty();
        assertThat(steps(at(Duration.ofHours(72)))).containsExactly("sponsor-mail-reminder");
    }

    @Test
    void afterADownTimeOverTheWholeWindowEveryEscalationHappensOnceAndTheRunFails() {
        assertThat(steps(at(Duration.ofDays(33))))
                .containsExactly(
                        "leadership-outreach-leader",
                        "renewal-risk-leader",
                        "renewal-risk-sales",
                        "renewal-risk-executive",
                        "crm-renewal-risk",
                        "failure-leader");
    }

    @Test
    void whenBothBecameTrueWhileNobodyLookedSuccessComesFirst() {
        touchpoints.add(mailFromSponsor(Duration.ofDays(28), true));
        touchpoints.add(meeting(Duration.ofDays(40), TouchpointStatus.SCHEDULED, Duration.ofDays(29)));
        assertThat(steps(at(Duration.ofDays(33)))).containsExactly("success-csm", "success-leader");
    }

    @Test
    void aLookThatFindsNothingNewChangesNothing() {
        RunAdvance advance = at(Duration.ofHours(5));
        assertThat(advance.changed()).isFalse();
        assertThat(advance.run().version()).isEqualTo(1);
    }

    @Test
    void aWithdrawnResponseMakesRemindersAndEscalationsDueAgain() {
        touchpoints.add(mailFromSponsor(Duration.ofHours(12), true));
        assertThat(steps(at(Duration.ofHours(24)))).isEmpty();
        assertThat(run.nextStep()).isEqualTo(PlaybookRun.WINDOW_END);
        assertThat(steps(at(Duration.ofDays(3)))).isEmpty();

        touchpoints.clear();

        assertThat(steps(at(Duration.ofDays(3).plusHours(12)))).containsExactly("sponsor-mail-reminder");
        assertThat(run.held()).isEmpty();
        assertThat(steps(at(Duration.ofDays(7))))
                .containsExactly("leadership-outreach-leader", "sponsor-mail-reminder");
    }

    @Test
    void anOpenRunNotesThatItsFlagWasRaisedAgainAndNoSecondOneIsOpened() {
        Instant again = OPENED.plus(Duration.ofDays(9));
        flag = raised(2, again);

        RunAdvance advance = at(Duration.ofDays(9));

        assertThat(run.raisedAgainAt()).isEqualTo(again);
        assertThat(advance.actions()).extracting(PlannedAction::step).doesNotContain("sponsor-mail");
        assertThat(engine.open(flag, FACTS, List.of(run), again)).isEmpty();
        assertThat(at(Duration.ofDays(9)).changed()).isFalse();
        assertThat(engine.open(
                        flag,
                        FACTS,
                        List.of(PlaybookEngine.end(run, RunStatus.CANCELLED, again)
                                .run()),
                        again))
                .singleElement()
                .satisfies(opened -> assertThat(opened.run().raising()).isEqualTo(2));
    }

    /** Succeeds on day 6; from then on the flag is RAISED in that episode. */
    private List<PlannedAction> succeed() {
        flag = raised(1, OPENED);
        touchpoints.add(mailFromSponsor(Duration.ofDays(5), true));
        touchpoints.add(meeting(Duration.ofDays(45), TouchpointStatus.SCHEDULED, Duration.ofDays(6)));
        List<PlannedAction> actions = at(Duration.ofDays(6)).actions();
        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
        return actions;
    }

    @Test
    void aRunWhoseSuccessIsWithdrawnGoesOnAndMakesUpForWhatCameDueMeanwhile() {
        succeed();
        touchpoints.clear();

        assertThat(steps(at(Duration.ofDays(8))))
                .containsExactly("leadership-outreach-leader", "sponsor-mail-reminder");
        assertThat(run.open()).isTrue();
        assertThat(run.closedAt()).isNull();
        assertThat(run.held()).isEmpty();
        assertThat(run.nextStep()).isEqualTo("sponsor-mail-reminder");
        assertThat(steps(at(Duration.ofDays(14))))
                .containsExactly(
                        "renewal-risk-leader",
                        "renewal-risk-sales",
                        "renewal-risk-executive",
                        "crm-renewal-risk",
                        "sponsor-mail-reminder");
        assertThat(steps(at(Duration.ofDays(30)))).containsExactly("failure-leader");
    }

    @Test
    void aRunWhoseConversationIsCancelledGoesOnAndSucceedsAgainUnderTheSameActionIds() {
        List<PlannedAction> first = succeed();
        touchpoints.removeLast();
        assertThat(steps(at(Duration.ofDays(8)))).as("the response still holds").isEmpty();
        assertThat(run.open()).isTrue();

        touchpoints.add(meeting(Duration.ofDays(50), TouchpointStatus.SCHEDULED, Duration.ofDays(9)));
        List<PlannedAction> second = at(Duration.ofDays(9)).actions();

        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(second)
                .extracting(PlannedAction::actionId)
                .isEqualTo(first.stream().map(PlannedAction::actionId).toList());
    }

    @Test
    void aSuccessWithoutEvidenceStandsUnlessItsFlagIsRaisedInTheSameEpisode() {
        succeed();
        touchpoints.clear();
        for (FlagState other :
                Arrays.asList(null, with(FlagStatus.CLEAR), with(FlagStatus.UNKNOWN), raised(2, OPENED))) {
            flag = other;
            assertThat(at(Duration.ofDays(8)).changed()).isFalse();
        }
        flag = raised(1, OPENED);
        assertThat(at(Duration.ofDays(30)).changed()).as("its window has ended").isFalse();
        assertThat(at(Duration.ofDays(30).minusNanos(1)).changed()).isTrue();
    }

    @Test
    void aFlagRaisedAgainAfterTheWindowMakesASuccessWithoutEvidenceAFailure() {
        succeed();
        touchpoints.clear();
        Duration again = Duration.ofDays(30).plusHours(12);
        flag = raised(1, OPENED.plus(again));
        assertThat(at(again.plus(PlaybookRun.REVIEW)).changed()).isFalse();

        assertThat(steps(at(again)))
                .containsExactly(
                        "leadership-outreach-leader",
                        "renewal-risk-leader",
                        "renewal-risk-sales",
                        "renewal-risk-executive",
                        "crm-renewal-risk",
                        "failure-leader");
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(at(Duration.ofDays(32)).changed()).isFalse();
    }

    @Test
    void timeAloneTakesNoSuccessBack() {
        engine = new PlaybookEngine(
                compiled.playbooks(),
                Calendars.NONE,
                (judged, facts, known, now) ->
                        new RunJudgement(Map.of(), now.isBefore(OPENED.plus(Duration.ofDays(7))), false));
        flag = raised(1, OPENED);
        at(Duration.ofDays(6));
        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);

        assertThat(at(Duration.ofDays(8)).changed()).isFalse();
    }

    private static FlagState with(FlagStatus status) {
        FlagState raised = raised(1, OPENED);
        return new FlagState(
                ACCOUNT,
                raised.thresholdId(),
                status,
                status,
                null,
                null,
                raised.question(),
                raised.raising(),
                raised.version(),
                raised.since(),
                null,
                null,
                null,
                null,
                null);
    }

    private static FlagState raised(int raising, Instant since) {
        return new FlagState(
                ACCOUNT,
                "executive-silence",
                FlagStatus.RAISED,
                FlagStatus.RAISED,
                Level.AT_RISK,
                Level.AT_RISK,
                Question.RENEW,
                raising,
                1,
                since,
                null,
                null,
                null,
                null,
                null);
    }

    @Test
    void aCancelledRunDoesNothingMore() {
        RunAdvance cancelled = PlaybookEngine.end(run, RunStatus.CANCELLED, OPENED.plus(DAY));
        assertThat(cancelled.run().status()).isEqualTo(RunStatus.CANCELLED);
        run = cancelled.run();
        assertThat(steps(at(Duration.ofDays(30)))).isEmpty();
    }

    private RunAdvance at(Duration sinceOpening) {
        RunAdvance advance = engine.advance(run, flag, FACTS, touchpoints, acknowledgements, OPENED.plus(sinceOpening));
        run = advance.run();
        return advance;
    }

    private static List<String> steps(RunAdvance advance) {
        return advance.actions().stream().map(PlannedAction::step).toList();
    }

    private void acknowledge() {
        acknowledgements.add(
                new Acknowledgement(run.runId(), "sponsor-mail", "nadia@example.com", OPENED.plusSeconds(60)));
    }

    private static Touchpoint mailFromSponsor(Duration after, boolean sponsor) {
        return new Touchpoint(
                "mail" + after,
                ACCOUNT,
                TouchpointKind.EMAIL,
                null,
                TouchpointStatus.SENT,
                TouchpointDirection.INBOUND,
                sponsor,
                OPENED.plus(after),
                null,
                null,
                null,
                OPENED.plus(after));
    }

    private static Touchpoint meeting(Duration after, TouchpointStatus status, Duration recordedAfter) {
        return new Touchpoint(
                "meeting" + after + status,
                ACCOUNT,
                TouchpointKind.MEETING,
                MeetingKind.STRATEGIC,
                status,
                null,
                true,
                OPENED.plus(after),
                null,
                null,
                null,
                OPENED.plus(recordedAfter));
    }
}
