package io.tidewatch.rule.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs whose steps count business days, and sequences. */
class BusinessDayRunTest {
    private static final String PLAYBOOK = "playbooks/executive-re-engagement.playbook.yaml";
    private static final String MESSAGE = "messages/leadership-outreach.yaml";
    /** Friday, five in the afternoon in Berlin. */
    private static final Instant OPENED = Instant.parse("2026-02-06T16:00:00Z");

    private static final Instant MONDAY = Instant.parse("2026-02-09T16:00:00Z");
    private static final Instant WEDNESDAY = Instant.parse("2026-02-11T16:00:00Z");
    private static final Instant NEXT_FRIDAY = Instant.parse("2026-02-13T16:00:00Z");
    private static final AccountFacts IN_BERLIN = account("DE");
    private static final AccountFacts IN_TOKYO = account("JP");
    private static CompiledBundle compiled;

    private final List<Touchpoint> touchpoints = new ArrayList<>();
    private PlaybookEngine engine;
    private PlaybookRun run;

    @BeforeAll
    static void compile() {
        String playbook = FixtureRules.bundle()
                .files()
                .get(PLAYBOOK)
                .replace("  within: 24h\n", "  within: 1bd\n")
                .replace("    after: 7d\n", "    after: 5bd\n")
                .replaceFirst("(?s)\nreminder:.*?\n\n", "\n")
                .replace("\nsuccess:\n", """

                        sequence:
                          stopsAt: response
                          steps:
                            - {step: second-mail, after: 1bd, kind: TASK, audience: CSM, message: sponsor-mail-task}
                            - {step: third-mail, after: 2bd, kind: TASK, audience: CSM, message: sponsor-mail-task}
                            - {step: fourth-mail, after: 6bd, kind: TASK, audience: CSM, message: sponsor-mail-task}
                        success:
                        """);
        String message = FixtureRules.bundle()
                .files()
                .get(MESSAGE)
                .replace("subject: \"", "subject: \"After {playbook.leadershipOutreach}: ");
        String calendar = """
                zone: Europe/Berlin
                holidays: {country: DE}
                calendars:
                  - where: {country: [JP, KR]}
                    zone: Asia/Tokyo
                """;
        compiled = new BundleCompiler()
                .compile(FixtureRules.with(Map.of(PLAYBOOK, playbook, MESSAGE, message, "calendar.yaml", calendar)));
    }

    @AfterAll
    static void dispose() {
        compiled.dispose();
    }

    @BeforeEach
    void openARun() {
        engine = compiled.playbookEngine();
        open(IN_BERLIN);
    }

    @Test
    void overAWeekendStepsAreDueOnTheirBusinessDayAndNotASecondEarlier() {
        assertThat(run.nextStep()).isEqualTo("second-mail");
        assertThat(run.nextDueAt()).isEqualTo(MONDAY);
        assertThat(steps(MONDAY.minusNanos(1))).isEmpty();
        assertThat(steps(MONDAY)).containsExactly("second-mail");
        assertThat(steps(WEDNESDAY.minusNanos(1))).isEmpty();
        assertThat(steps(WEDNESDAY)).containsExactly("third-mail");
        assertThat(steps(NEXT_FRIDAY.minusNanos(1))).isEmpty();
        assertThat(steps(NEXT_FRIDAY)).containsExactly("leadership-outreach-leader");
    }

    @Test
    void theTasksOfAFridayAreDueOnMonday() {
        assertThat(open(IN_BERLIN).actions()).isNotEmpty().allMatch(action -> action.dueAt()
                .equals(MONDAY));
    }

    @Test
    void theCalendarIsThatOfTheAccount() {
        open(IN_TOKYO);
        assertThat(run.nextDueAt())
                .as("Saturday in Tokyo: the end of its Monday")
                .isEqualTo("2026-02-09T15:00:00Z");
        assertThat(run.dueTimes()).containsEntry("third-mail", Instant.parse("2026-02-11T15:00:00Z"));

        open(account(null));
        assertThat(run.dueTimes()).as("an unknown country has the usual one").containsEntry("third-mail", WEDNESDAY);
    }

    @Test
    void anAccountThatMovesKeepsTheTimesOfItsRun() {
        Map<String, Instant> before = run.dueTimes();
        run = engine.advance(run, null, IN_TOKYO, touchpoints, List.of(), MONDAY)
                .run();
        assertThat(run.dueTimes()).isEqualTo(before).containsEntry("third-mail", WEDNESDAY);
        assertThat(run.nextDueAt()).isEqualTo(WEDNESDAY);
    }

    @Test
    void aResponseStopsTheRestOfTheSequence() {
        assertThat(steps(MONDAY)).containsExactly("second-mail");
        touchpoints.add(callOfSponsor(MONDAY.plusSeconds(3600)));
        assertThat(steps(WEDNESDAY)).isEmpty();
        assertThat(run.nextStep()).isEqualTo(PlaybookRun.WINDOW_END);
        assertThat(steps(NEXT_FRIDAY.plus(Duration.ofDays(10)))).isEmpty();
    }

    @Test
    void aResponseThatIsWithdrawnLetsTheSequenceGoOn() {
        touchpoints.add(callOfSponsor(OPENED.plusSeconds(3600)));
        assertThat(steps(WEDNESDAY)).isEmpty();
        touchpoints.clear();
        assertThat(steps(WEDNESDAY.plusSeconds(60))).containsExactly("second-mail", "third-mail");
        assertThat(steps(WEDNESDAY.plusSeconds(120))).isEmpty();
    }

    @Test
    void whatASkippedStepLeavesOutIsThatStepOnly() {
        run = run.skipping("second-mail", "Ann met them.");
        assertThat(steps(MONDAY)).isEmpty();
        assertThat(steps(WEDNESDAY)).containsExactly("third-mail");
    }

    @Test
    void afterADownTimeEachStepHappensOnceInTheOrderOfTheirTimes() {
        RunAdvance late = advance(OPENED.plus(Duration.ofDays(20)));
        assertThat(late.actions())
                .extracting(PlannedAction::step)
                .containsExactly(
                        "second-mail",
                        "third-mail",
                        "leadership-outreach-leader",
                        "fourth-mail",
                        "renewal-risk-leader",
                        "renewal-risk-sales",
                        "renewal-risk-executive",
                        "crm-renewal-risk");
        assertThat(late.actions()).extracting(PlannedAction::dueAt).isSorted();
        assertThat(steps(OPENED.plus(Duration.ofDays(21)))).isEmpty();
    }

    @Test
    void whichOfBusinessDaysAndElapsedTimeComesFirstDependsOnTheOpening() {
        // Christmas lies between: nine business days take longer than the fourteen days of the protocol.
        open(IN_BERLIN, Instant.parse("2026-12-24T15:00:00Z"));
        assertThat(steps(Instant.parse("2027-01-10T15:00:00Z")))
                .endsWith("crm-renewal-risk", "fourth-mail")
                .startsWith("second-mail", "third-mail", "leadership-outreach-leader");
    }

    @Test
    void messagesSayBusinessDays() {
        assertThat(compiled.message("executive-re-engagement", "leadership-outreach")
                        .subject())
                .startsWith("After 5 business days: ");
    }

    private RunAdvance open(AccountFacts account) {
        return open(account, OPENED);
    }

    private RunAdvance open(AccountFacts account, Instant openedAt) {
        PlaybookDefinition playbook = engine.opensOn("executive-silence").getFirst();
        RunAdvance opened = engine.open(playbook, account, "executive-silence", 1, openedAt);
        run = opened.run();
        return opened;
    }

    private List<String> steps(Instant now) {
        return advance(now).actions().stream().map(PlannedAction::step).toList();
    }

    private RunAdvance advance(Instant now) {
        RunAdvance advance = engine.advance(run, null, IN_BERLIN, touchpoints, List.of(), now);
        run = advance.run();
        return advance;
    }

    private static AccountFacts account(String country) {
        return new AccountFacts("acme", country == null ? Map.of() : Map.of("country", country), Map.of());
    }

    private static Touchpoint callOfSponsor(Instant at) {
        return new Touchpoint(
                "call", "acme", TouchpointKind.CALL, null, TouchpointStatus.HELD, null, true, at, null, null, null, at);
    }
}
