package io.tidewatch.rule.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.Question;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.Acknowledgement;
import io.tidewatch.rule.playbook.PlannedAction;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagCare;
import io.tidewatch.rule.threshold.FlagNote;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.FlagTransition;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JudgingCoreTest {
    private static final LocalDate SILENT_SINCE = LocalDate.of(2026, 6, 1);
    private static final Instant DAY_29 = Instant.parse("2026-06-30T09:00:00Z");
    private static final Instant DAY_30 = DAY_29.plus(Duration.ofDays(1));
    private static final Instant DAY_31 = DAY_29.plus(Duration.ofDays(2));
    private static final String SILENCE = "executive-silence";

    private static CompiledBundle bundle;
    private static CompiledBundle withoutPlaybook;
    private static CompiledBundle withoutThreshold;

    private final JudgingCore core = new JudgingCore(bundle, JudgingCoreTest::any);

    @BeforeAll
    static void compile() {
        bundle = new BundleCompiler().compile(FixtureRules.bundle());
        withoutPlaybook = new BundleCompiler().compile(without("playbooks/", "messages/", "scenarios/executive-re"));
        withoutThreshold = new BundleCompiler()
                .compile(without("playbooks/", "messages/", "scenarios/executive", "thresholds/executive-silence"));
    }

    @AfterAll
    static void dispose() {
        bundle.dispose();
        withoutPlaybook.dispose();
        withoutThreshold.dispose();
    }

    private static RuleBundle without(String... beginnings) {
        Map<String, String> files = new TreeMap<>(FixtureRules.bundle().files());
        for (String beginning : beginnings) {
            files.keySet().removeIf(file -> file.startsWith(beginning));
        }
        return RuleBundle.of(files);
    }

    private static Optional<CompiledBundle> any(String hash) {
        return List.of(bundle, withoutPlaybook, withoutThreshold).stream()
                .filter(known -> known.hash().equals(hash))
                .findFirst();
    }

    @Test
    void aCrossingRaisesTheFlagAndOpensTheRunOfItsPlaybook() {
        AccountStep before = step(core, AccountState.NEW, facts(true, "ann"), DAY_29);
        assertThat(before.runs()).isEmpty();
        assertThat(flag(before.after()).status()).isEqualTo(FlagStatus.CLEAR);

        AccountStep crossing = step(core, before.after(), facts(true, "ann"), DAY_30);

        assertThat(crossing.flags())
                .extracting(
                        change -> change.before().status(),
                        change -> change.after().status(),
                        FlagStep::transition)
                .containsExactly(tuple(FlagStatus.CLEAR, FlagStatus.RAISED, true));
        RunStep opened = crossing.runs().getFirst();
        assertThat(opened.opened()).isTrue();
        assertThat(opened.after().ownerEmail()).isEqualTo("ann");
        assertThat(opened.after().bundleHash()).isEqualTo(bundle.hash());
        assertThat(opened.actions())
                .extracting(PlannedAction::step)
                .containsExactly("sponsor-mail", "crm-at-risk", "sales-alert", "leadership-notice");
    }

    @Test
    void judgingAgainChangesNothing() {
        AccountStep crossing = raised();
        AccountStep again = step(core, crossing.after(), facts(true, "ann"), DAY_30);
        assertThat(again.flags()).isEmpty();
        assertThat(again.runs()).isEmpty();
        assertThat(again.after()).isEqualTo(crossing.after());
    }

    @Test
    void whoIsNoCustomerAnyMoreIsClearAndHasNoRun() {
        AccountStep left = step(core, raised().after(), facts(false, "ann"), DAY_31);
        assertThat(flag(left.after()).status()).isEqualTo(FlagStatus.CLEAR);
        assertThat(left.runs()).hasSize(1).allSatisfy(run -> {
            assertThat(run.after().run().status()).isEqualTo(RunStatus.CANCELLED);
            assertThat(run.cancelledBecause()).isNotBlank();
            assertThat(run.actions()).isEmpty();
        });
    }

    @Test
    void anotherCsmOwnsTheOpenRun() {
        AccountStep crossing = raised();
        AccountStep changed = step(core, crossing.after(), facts(true, "bob"), DAY_30.plusSeconds(60));
        assertThat(changed.flags()).isEmpty();
        assertThat(changed.runs())
                .extracting(
                        run -> run.after().ownerEmail(),
                        run -> run.after().run().version(),
                        RunStep::actions)
                .containsExactly(tuple("bob", run(crossing).version() + 1, List.of()));
    }

    @Test
    void anAssignedRunKeepsItsOwnerWhenTheCsmChanges() {
        AccountState state = raised().after();
        RunState assigned = state.runs().getFirst().assigned("cleo");
        AccountStep changed =
                step(core, new AccountState(state.flags(), List.of(assigned)), facts(true, "bob"), DAY_31);
        assertThat(changed.after().runs().getFirst().ownerEmail()).isEqualTo("cleo");
    }

    @Test
    void aRunThatAPersonClosedAsSucceededIsNotReopenedAlthoughItsFlagIsRaised() {
        AccountState state = raised().after();
        RunState closed = state.runs().getFirst().closed(RunStatus.SUCCEEDED, "Ann closed it.", DAY_30);
        AccountStep next = step(core, new AccountState(state.flags(), List.of(closed)), facts(true, "ann"), DAY_31);
        assertThat(next.runs()).isEmpty();
    }

    @Test
    void theFirstWhoTakesARunUpIsKept() {
        AccountStep crossing = raised();
        String id = run(crossing).runId();
        List<Acknowledgement> two = List.of(
                new Acknowledgement(id, null, "ann", DAY_30.plusSeconds(120)),
                new Acknowledgement(id, null, "bob", DAY_30.plusSeconds(60)));
        AccountInput input = new AccountInput(crossing.after(), facts(true, "ann"), List.of(), two);
        AccountStep taken = core.step(List.of(input), DAY_30.plusSeconds(180)).getFirst();
        assertThat(taken.after().runs()).extracting(RunState::acknowledgedBy).containsExactly("bob");
    }

    @Test
    void aRunWithAReasonIsCancelledForIt() {
        RunState going = raised().after().runs().getFirst();
        RunState unwanted =
                new RunState(going.run(), going.bundleHash(), going.ownerEmail(), null, "Ann cancelled the run.");
        AccountState state = new AccountState(raised().after().flags(), List.of(unwanted));
        AccountStep cancelled = step(core, state, facts(true, "ann"), DAY_31);
        assertThat(cancelled.runs()).extracting(RunStep::cancelledBecause).containsExactly("Ann cancelled the run.");
        assertThat(flag(cancelled.after()).status()).isEqualTo(FlagStatus.RAISED);
    }

    @Test
    void withoutItsPlaybookARunIsCancelled() {
        JudgingCore other = new JudgingCore(withoutPlaybook, JudgingCoreTest::any);
        AccountStep changed = step(other, raised().after(), facts(true, "ann"), DAY_31);
        assertThat(changed.flags()).isEmpty();
        assertThat(changed.runs()).extracting(run -> run.after().run().status()).containsExactly(RunStatus.CANCELLED);
    }

    @Test
    void withoutItsThresholdAFlagAnswersNoQuestionAndIsLeftAloneAfterThat() {
        JudgingCore other = new JudgingCore(withoutThreshold, JudgingCoreTest::any);
        AccountStep retired = step(other, raised().after(), facts(true, "ann"), DAY_31);
        FlagState flag = flag(retired.after());
        assertThat(flag.status()).isEqualTo(FlagStatus.UNKNOWN);
        assertThat(flag.question()).isEqualTo(Question.NONE);
        assertThat(flag.evidence().bundleHash()).isEqualTo(withoutThreshold.hash());
        assertThat(step(other, retired.after(), facts(true, "ann"), DAY_31).flags())
                .isEmpty();
    }

    @Test
    void aSnoozeOfAThresholdThatTheRulesNoLongerHaveEnds() {
        JudgingCore other = new JudgingCore(withoutThreshold, JudgingCoreTest::any);
        AccountState retired =
                step(other, raised().after(), facts(true, "ann"), DAY_31).after();
        FlagNote note = new FlagNote("ann", "On leave", DAY_31, DAY_31.plusSeconds(60));
        FlagState snoozed = flag(retired)
                .withCare(FlagCare.NONE.snoozed(note), flag(retired).version() + 1);
        List<FlagState> flags = retired.flags().stream()
                .map(flag -> flag.thresholdId().equals(SILENCE) ? snoozed : flag)
                .toList();
        AccountState state = new AccountState(flags, retired.runs());
        assertThat(step(other, state, facts(true, "ann"), DAY_31).flags()).isEmpty();

        AccountStep ended = step(other, state, facts(true, "ann"), DAY_31.plusSeconds(60));

        assertThat(flag(ended.after()).care()).isEqualTo(FlagCare.NONE);
        assertThat(ended.flags()).allMatch(FlagStep::published);
        assertThat(step(other, ended.after(), facts(true, "ann"), DAY_31.plusSeconds(60))
                        .flags())
                .isEmpty();
    }

    @Test
    void aRunWaitsForTheBundleThatItBeganWith() {
        JudgingCore alone = new JudgingCore(bundle);
        RunState going = raised().after().runs().getFirst();
        RunState older = new RunState(going.run(), "older", "ann", null, null);
        AccountState state = new AccountState(raised().after().flags(), List.of(older));
        AccountStep waiting = step(alone, state, facts(true, "bob"), DAY_31);
        assertThat(waiting.missingBundles()).containsExactly("older");
        assertThat(waiting.runs()).isEmpty();
        assertThat(waiting.after().runs()).containsExactly(older);
    }

    @Test
    void aFlagOfWhichNothingIsKnownAnyMoreBecomesUnknownThoughNothingElseChanges() {
        AccountFacts unknown = new AccountFacts("acme", Map.of(), Map.of());
        AccountStep begins = step(core, raised().after(), unknown, DAY_31);
        assertThat(begins.flags()).extracting(FlagStep::transition).containsExactly(false);

        Instant due = DAY_31.plus(FlagTransition.STALE_AFTER);
        AccountStep before = step(core, begins.after(), unknown, due.minusSeconds(1));
        assertThat(before.flags()).isEmpty();
        AccountStep after = step(core, before.after(), unknown, due);
        assertThat(flag(after.after()).status()).isEqualTo(FlagStatus.UNKNOWN);
    }

    /** Equal results settle flags; what each step says must not depend on it. */
    @Test
    void whatIsSettledIsWhatJudgingAgainWouldLeave() {
        Random random = new Random(7);
        for (int account = 0; account < 30; account++) {
            AccountState state = AccountState.NEW;
            Instant now = DAY_29;
            for (int look = 0; look < 40; look++) {
                AccountFacts facts = anyFacts(random, now);
                JudgingCore judging =
                        random.nextInt(12) == 0 ? new JudgingCore(withoutThreshold, JudgingCoreTest::any) : core;
                AccountState unsettled = new AccountState(state.flags(), state.runs());
                AccountStep settled = step(judging, state, facts, now);
                AccountStep again = step(judging, unsettled, facts, now);
                assertThat(settled.flags()).isEqualTo(again.flags());
                assertThat(settled.runs()).isEqualTo(again.runs());
                assertThat(settled.after().flags())
                        .containsExactlyInAnyOrderElementsOf(again.after().flags());
                state = settled.after();
                now = now.plus(Duration.ofHours(random.nextInt(40)));
            }
        }
    }

    private static AccountFacts anyFacts(Random random, Instant now) {
        LocalDate day = DayCount.dayOf(now);
        MetricValue age =
                switch (random.nextInt(4)) {
                    case 0 -> new MetricValue.Unknown("not covered");
                    case 1 -> new MetricValue.Age(day.minusDays(3), null, Map.of());
                    default -> new MetricValue.Age(SILENT_SINCE, null, Map.of());
                };
        MetricValue seats = random.nextInt(3) == 0
                ? new MetricValue.Unknown("not covered")
                : MetricValue.Known.of(random.nextInt(2) == 0 ? 50 : 90, day);
        return new AccountFacts(
                "acme",
                Map.of("csmEmail", "ann"),
                Map.of("days-since-executive-contact", age, "seat-utilization", seats),
                random.nextInt(8) != 0);
    }

    /** More than a batch of the rules, so that accounts at its edges are among them. */
    @Test
    void accountsJudgedTogetherAreJudgedAsAlone() {
        List<AccountInput> inputs = new ArrayList<>();
        for (int index = 0; index < 250; index++) {
            MetricValue age = index % 7 == 0
                    ? new MetricValue.Unknown("not covered")
                    : new MetricValue.Age(SILENT_SINCE.minusDays(index % 3), LocalDate.of(2026, 7, 1), Map.of());
            AccountFacts facts = new AccountFacts(
                    "a" + index, Map.of(), Map.of("days-since-executive-contact", age), index % 5 != 0);
            AccountState state = index % 2 == 0
                    ? AccountState.NEW
                    : step(core, AccountState.NEW, facts, DAY_29).after();
            inputs.add(new AccountInput(state, facts, List.of(), List.of()));
        }
        List<AccountStep> alone = inputs.stream()
                .map(input -> core.step(List.of(input), DAY_30).getFirst())
                .toList();
        assertThat(core.step(inputs, DAY_30)).isEqualTo(alone);
    }

    private AccountStep raised() {
        return step(core, AccountState.NEW, facts(true, "ann"), DAY_30);
    }

    private static AccountStep step(JudgingCore core, AccountState state, AccountFacts facts, Instant now) {
        return core.step(List.of(new AccountInput(state, facts, List.of(), List.of())), now)
                .getFirst();
    }

    private static AccountFacts facts(boolean customer, String csm) {
        MetricValue age = new MetricValue.Age(SILENT_SINCE, LocalDate.of(2026, 7, 31), Map.of());
        return new AccountFacts("acme", Map.of("csmEmail", csm), Map.of("days-since-executive-contact", age), customer);
    }

    private static FlagState flag(AccountState state) {
        return state.flags().stream()
                .filter(flag -> flag.thresholdId().equals(SILENCE))
                .findFirst()
                .orElseThrow();
    }

    private static PlaybookRun run(AccountStep step) {
        return step.after().runs().getFirst().run();
    }
}
