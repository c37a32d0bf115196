package io.tidewatch.rule.judging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.PlannedAction;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagCare;
import io.tidewatch.rule.threshold.FlagNote;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Flags that are snoozed or acknowledged by a person, and flags during maintenance. */
class QuietFlagTest {
    private static final LocalDate SILENT_SINCE = LocalDate.of(2026, 6, 1);
    private static final LocalDate COVERED = LocalDate.of(2027, 6, 1);
    private static final Instant DAY_29 = Instant.parse("2026-06-30T09:00:00Z");
    private static final String SILENCE = "executive-silence";
    private static final AccountFacts SILENT = since(SILENT_SINCE);

    private static CompiledBundle bundle;

    private final JudgingCore core = new JudgingCore(bundle);
    private AccountState state = AccountState.NEW;

    @BeforeAll
    static void compile() {
        bundle = new BundleCompiler().compile(FixtureRules.bundle());
    }

    @AfterAll
    static void dispose() {
        bundle.dispose();
    }

    @Test
    void aFlagRaisedDuringASnoozeIsShownAndOpensItsPlaybookOnlyWhenTheSnoozeEnds() {
        judge(SILENT, day(29));
        snooze(day(29), day(40));

        AccountStep crossing = judge(SILENT, day(30));
        assertThat(flag().status()).isEqualTo(FlagStatus.RAISED);
        assertThat(flag().evidence().sentence()).contains("30 days");
        assertThat(crossing.runs()).isEmpty();
        assertThat(judge(SILENT, day(40).minusSeconds(1)).runs()).isEmpty();

        AccountStep end = judge(SILENT, day(40));
        assertThat(end.runs()).singleElement().satisfies(run -> {
            assertThat(run.opened()).isTrue();
            assertThat(run.after().run().openedAt()).isEqualTo(day(40));
        });
        assertThat(actions(end)).contains("sponsor-mail");
        assertThat(end.flags()).singleElement().satisfies(change -> {
            assertThat(change.transition()).isFalse();
            assertThat(change.published()).isTrue();
        });
        assertThat(flag().care()).isEqualTo(FlagCare.NONE);
        assertThat(judge(SILENT, day(40)).flags()).isEmpty();
    }

    @Test
    void aSnoozeOutlivesAFlap() {
        judge(SILENT, day(29));
        snooze(day(29), day(60));
        judge(SILENT, day(30));
        judge(since(SILENT_SINCE.plusDays(20)), day(31));
        assertThat(flag().status()).isEqualTo(FlagStatus.CLEAR);

        AccountStep again = judge(since(SILENT_SINCE.plusDays(20)), day(51));

        assertThat(flag().status()).isEqualTo(FlagStatus.RAISED);
        assertThat(flag().raising()).isEqualTo(2);
        assertThat(again.runs()).isEmpty();
        assertThat(judge(since(SILENT_SINCE.plusDays(20)), day(60)).runs()).hasSize(1);
    }

    @Test
    void aSnoozeThatEndsWhileTheFlagIsClearActsWhenTheSameEpisodeGoesOn() {
        judge(SILENT, day(29));
        snooze(day(29), day(33));
        judge(SILENT, day(30));
        judge(since(SILENT_SINCE.plusDays(20)), day(31));
        assertThat(judge(since(SILENT_SINCE.plusDays(20)), day(33)).runs()).isEmpty();

        assertThat(judge(SILENT, day(34)).runs()).hasSize(1);
        assertThat(flag().raising()).isEqualTo(1);
        assertThat(judge(SILENT, day(34)).runs()).isEmpty();
    }

    @Test
    void anEpisodeAfterASnoozeActsAtOnceAndOnce() {
        judge(SILENT, day(29));
        snooze(day(29), day(29).plusSeconds(60));
        judge(SILENT, day(29).plusSeconds(60));
        assertThat(judge(SILENT, day(30)).runs()).hasSize(1);
    }

    @Test
    void anOpenRunWaitsUntilTheSnoozeEnds() {
        judge(SILENT, day(30));
        snooze(day(30), day(38));

        AccountStep waiting = judge(SILENT, day(31));
        assertThat(actions(waiting)).isEmpty();
        assertThat(run().nextDueAt()).isEqualTo(day(38));
        assertThat(judge(SILENT, day(37)).runs()).isEmpty();

        assertThat(actions(judge(SILENT, day(38))))
                .as("what has become due happens once: the escalation of the seventh day, and one reminder")
                .containsExactlyInAnyOrder("leadership-outreach-leader", "sponsor-mail-reminder");
    }

    @Test
    void whoEndsASnoozeHasTheFlagActAtOnce() {
        judge(SILENT, day(29));
        snooze(day(29), day(60));
        judge(SILENT, day(30));

        change(flag().care().snoozed(null));

        assertThat(judge(SILENT, day(31)).runs()).hasSize(1);
    }

    @Test
    void anAcknowledgedFlagStopsRemindersAndNoEscalation() {
        judge(SILENT, day(30));
        change(flag().care().acknowledged(new FlagNote("ann", "I am on it", day(30), day(45))));

        judge(SILENT, day(30).plusSeconds(60));
        assertThat(state.runs().getFirst().acknowledgedBy()).isEqualTo("ann");
        assertThat(actions(judge(SILENT, day(32)))).isEmpty();
        assertThat(actions(judge(SILENT, day(37)))).containsExactly("leadership-outreach-leader");
    }

    @Test
    void anAcknowledgementEndsAtItsTimeAndWithItsEpisode() {
        judge(SILENT, day(30));
        change(flag().care().acknowledged(new FlagNote("ann", "I am on it", day(30), day(32))));
        judge(SILENT, day(32).minusSeconds(1));
        assertThat(flag().care().acknowledgement()).isNotNull();
        judge(SILENT, day(32));
        assertThat(flag().care().acknowledgement()).isNull();

        change(flag().care().acknowledged(new FlagNote("ann", "I am on it", day(32), day(90))));
        judge(since(SILENT_SINCE.plusDays(31)), day(33));
        judge(since(SILENT_SINCE.plusDays(31)), day(61));
        assertThat(flag().raising()).isEqualTo(2);
        assertThat(flag().care().acknowledgement()).isNull();
    }

    @Test
    void duringMaintenanceNoEpisodeBeginsAndWhatIsStillCrossedAtItsEndActsThen() {
        judge(SILENT, day(29));

        AccountStep crossing = judge(SILENT, day(30), day(33));
        assertThat(crossing.flags()).isEmpty();
        assertThat(crossing.runs()).isEmpty();
        assertThat(flag().status()).isEqualTo(FlagStatus.CLEAR);

        AccountStep end = judge(SILENT, day(33));
        assertThat(flag().status()).isEqualTo(FlagStatus.RAISED);
        assertThat(flag().raising()).isEqualTo(1);
        assertThat(actions(end)).contains("sponsor-mail");
    }

    @Test
    void whatIsCrossedOnlyDuringMaintenanceNeverRaises() {
        judge(SILENT, day(29));
        judge(SILENT, day(30), day(33));
        AccountStep end = judge(since(SILENT_SINCE.plusDays(20)), day(33));
        assertThat(end.runs()).isEmpty();
        assertThat(flag().raising()).isZero();
    }

    @Test
    void anOpenRunWaitsUntilMaintenanceEnds() {
        judge(SILENT, day(30));
        assertThat(actions(judge(SILENT, day(37), day(38)))).isEmpty();
        assertThat(run().nextDueAt()).isEqualTo(day(38));
        assertThat(actions(judge(SILENT, day(38)))).contains("leadership-outreach-leader");
    }

    @Test
    void aCustomerWhoLeavesDuringASnoozeHasTheirRunCancelled() {
        judge(SILENT, day(30));
        snooze(day(30), day(60));
        AccountFacts left = new AccountFacts("acme", SILENT.attributes(), SILENT.metrics(), false);
        assertThat(judge(left, day(31)).runs())
                .extracting(run -> run.after().run().status())
                .containsExactly(RunStatus.CANCELLED);
    }

    private static Instant day(int silent) {
        return DAY_29.plus(Duration.ofDays(silent - 29L));
    }

    private void snooze(Instant at, Instant until) {
        change(flag().care().snoozed(new FlagNote("ann", "On parental leave", at, until)));
    }

    private void change(FlagCare care) {
        List<FlagState> flags = state.flags().stream()
                .map(flag -> flag.thresholdId().equals(SILENCE) ? flag.withCare(care, flag.version() + 1) : flag)
                .toList();
        state = new AccountState(flags, state.runs());
    }

    private AccountStep judge(AccountFacts facts, Instant now) {
        return judge(facts, now, null);
    }

    private AccountStep judge(AccountFacts facts, Instant now, Instant maintenanceUntil) {
        AccountStep step = core.step(
                        List.of(new AccountInput(state, facts, List.of(), List.of())), now, maintenanceUntil)
                .getFirst();
        state = step.after();
        return step;
    }

    private static List<String> actions(AccountStep step) {
        return step.runs().stream()
                .flatMap(run -> run.actions().stream())
                .map(PlannedAction::step)
                .toList();
    }

    private FlagState flag() {
        return state.flags().stream()
                .filter(flag -> flag.thresholdId().equals(SILENCE))
                .findFirst()
                .orElseThrow();
    }

    private PlaybookRun run() {
        return state.runs().getFirst().run();
    }

    private static AccountFacts since(LocalDate day) {
        return new AccountFacts(
                "acme",
                Map.of("csmEmail", "ann"),
                Map.of("days-since-executive-contact", new MetricValue.Age(day, COVERED, Map.of())));
    }
}
