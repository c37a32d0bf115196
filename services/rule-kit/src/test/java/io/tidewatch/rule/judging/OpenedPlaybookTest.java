package io.tidewatch.rule.judging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.PlannedAction;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.playbook.Touchpoint;
import io.tidewatch.rule.playbook.TouchpointDirection;
import io.tidewatch.rule.playbook.TouchpointKind;
import io.tidewatch.rule.playbook.TouchpointStatus;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An escalation that opens another playbook. */
class OpenedPlaybookTest {
    private static final String PLAYBOOK = "playbooks/executive-re-engagement.playbook.yaml";
    private static final LocalDate SILENT_SINCE = LocalDate.of(2026, 6, 1);
    private static final Instant OPENED = Instant.parse("2026-07-01T09:00:00Z");

    private static CompiledBundle bundle;

    private final JudgingCore core = new JudgingCore(bundle);
    private AccountState state = AccountState.NEW;

    @BeforeAll
    static void compile() {
        bundle = new BundleCompiler().compile(withRescue());
    }

    @AfterAll
    static void dispose() {
        bundle.dispose();
    }

    /** The second escalation opens a playbook, with a message and judgements of its own. */
    private static RuleBundle withRescue() {
        Map<String, String> files = new HashMap<>(FixtureRules.rescue());
        files.put(
                PLAYBOOK,
                FixtureRules.bundle()
                        .files()
                        .get(PLAYBOOK)
                        .replace(
                                "    after: 14d\n    unless: response\n",
                                "    after: 14d\n    unless: response\n    opens: rescue\n"));
        return FixtureRules.with(files);
    }

    @Test
    void theEscalationOpensTheOtherPlaybookOnItsDayAndNotBefore() {
        judge(OPENED);
        assertThat(judge(day(14).minusSeconds(1)).runs()).noneMatch(RunStep::opened);

        AccountStep escalation = judge(day(14));

        assertThat(escalation.runs())
                .filteredOn(RunStep::opened)
                .singleElement()
                .satisfies(opened -> {
                    PlaybookRun run = opened.after().run();
                    assertThat(run.playbookId()).isEqualTo("rescue");
                    assertThat(run.thresholdId()).isEqualTo("executive-silence");
                    assertThat(run.openedAt()).isEqualTo(day(14));
                    assertThat(run.endsAt()).isEqualTo(day(34));
                    assertThat(opened.after().bundleHash()).isEqualTo(bundle.hash());
                    assertThat(opened.actions()).extracting(PlannedAction::step).containsExactly("rescue-task");
                    assertThat(opened.actions())
                            .extracting(PlannedAction::dueAt)
                            .containsExactly(day(16));
                });
        assertThat(run("executive-re-engagement").status()).isEqualTo(RunStatus.OPEN);
    }

    @Test
    void itIsOpenedOnceHoweverOftenTheAccountIsJudged() {
        judge(OPENED);
        judge(day(14));
        assertThat(judge(day(14)).runs()).isEmpty();
        assertThat(judge(day(15)).runs()).noneMatch(RunStep::opened);
        assertThat(state.runs()).hasSize(2);
    }

    @Test
    void aResponseBeforeItsDayKeepsItClosed() {
        judge(OPENED);
        List<Touchpoint> response = List.of(new Touchpoint(
                "call",
                "acme",
                TouchpointKind.CALL,
                null,
                TouchpointStatus.HELD,
                TouchpointDirection.OUTBOUND,
                true,
                day(10),
                null,
                null,
                null,
                day(10)));
        assertThat(judge(day(14), response).runs()).noneMatch(RunStep::opened);
    }

    @Test
    void whoSkipsTheStepKeepsItClosed() {
        judge(OPENED);
        state = new AccountState(
                state.flags(),
                state.runs().stream()
                        .map(run -> new RunState(
                                run.run().skipping("renewal-risk-protocol", "The sponsor is on leave."),
                                run.bundleHash(),
                                run.ownerEmail(),
                                run.acknowledgedBy(),
                                run.cancelReason()))
                        .toList());
        AccountStep escalation = judge(day(14));
        assertThat(escalation.runs()).noneMatch(RunStep::opened);
        assertThat(escalation.runs()).flatExtracting(RunStep::actions).isNotEmpty();
    }

    @Test
    void itRunsByItsOwnWindow() {
        judge(OPENED);
        judge(day(14));
        judge(day(30));
        assertThat(run("executive-re-engagement").status()).isEqualTo(RunStatus.FAILED);
        assertThat(judge(day(34).minusSeconds(1)).runs()).isEmpty();
        assertThat(judge(day(34)).runs())
                .flatExtracting(RunStep::actions)
                .extracting(PlannedAction::step)
                .containsExactly("rescue-failed");
        assertThat(run("rescue").status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void aDownTimeOverTheDayOpensItLateAndOnce() {
        judge(OPENED);
        AccountStep late = judge(day(20));
        assertThat(late.runs()).filteredOn(RunStep::opened).singleElement().satisfies(opened -> assertThat(
                        opened.after().run().openedAt())
                .isEqualTo(day(20)));
        assertThat(state.flags()).anyMatch(flag -> flag.status() == FlagStatus.RAISED);
    }

    private AccountStep judge(Instant now) {
        return judge(now, List.of());
    }

    private AccountStep judge(Instant now, List<Touchpoint> touchpoints) {
        AccountFacts silent = new AccountFacts(
                "acme",
                Map.of(),
                Map.of("days-since-executive-contact", new MetricValue.Age(SILENT_SINCE, null, Map.of())));
        AccountStep step = core.step(List.of(new AccountInput(state, silent, touchpoints, List.of())), now)
                .getFirst();
        state = step.after();
        return step;
    }

    private PlaybookRun run(String playbook) {
        return state.runs().stream()
                .map(RunState::run)
                .filter(run -> run.playbookId().equals(playbook))
                .findFirst()
                .orElseThrow();
    }

    private static Instant day(int day) {
        return OPENED.plus(Duration.ofDays(day));
    }
}
