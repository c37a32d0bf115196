package io.tidewatch.rule.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.metric.Question;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thresholds that are off for the business model of an account, by the packs of the fixture. */
class SwitchedOffTest {
    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);
    private static final Instant NOW = Instant.parse("2026-06-30T09:00:00Z");
    private static final String OFF = "The threshold is switched off for this business model.";

    private static CompiledBundle all;
    private static CompiledBundle packs;

    @BeforeAll
    static void compile() {
        all = new BundleCompiler().compile(FixtureRules.bundle());
        packs = new BundleCompiler().compile(FixtureRules.with(FixtureRules.packs()));
    }

    @AfterAll
    static void dispose() {
        all.dispose();
        packs.dispose();
    }

    @ParameterizedTest
    @CsvSource({
        "ENTERPRISE, executive-silence seat-limit",
        "CONSUMPTION, power-users-low seat-limit",
        "PRODUCT_LED, power-users-high power-users-low seat-limit",
        "SEAT_BASED, seat-limit",
        ", executive-silence power-users-high power-users-low seat-limit",
    })
    void anAccountHasFlagsOfTheThresholdsThatAreOnForItsBusinessModel(String model, String thresholds) {
        AccountState state = step(packs, AccountState.NEW, model).after();
        assertThat(state.flags()).extracting(FlagState::thresholdId).containsExactly(thresholds.split(" "));
    }

    @Test
    void switchingAThresholdOffEndsItsFlagAndItsRun() {
        AccountState raised = step(all, AccountState.NEW, "SEAT_BASED").after();
        assertThat(flag(raised, "executive-silence").status()).isEqualTo(FlagStatus.RAISED);

        AccountStep off = step(packs, raised, "SEAT_BASED");

        FlagState flag = flag(off.after(), "executive-silence");
        assertThat(flag)
                .extracting(FlagState::status, FlagState::question, FlagState::level)
                .containsExactly(FlagStatus.UNKNOWN, Question.NONE, null);
        assertThat(flag.evidence().sentence()).isEqualTo(OFF);
        assertThat(off.runs())
                .extracting(run -> run.after().run().status(), RunStep::cancelledBecause)
                .containsExactly(tuple(RunStatus.CANCELLED, OFF));
        assertThat(flag(off.after(), "seat-limit").question()).isEqualTo(Question.GROW);
        assertThat(step(packs, off.after(), "SEAT_BASED").flags()).isEmpty();
    }

    @Test
    void anAccountThatBuysInAnotherWayFromNowOnLosesTheFlagsOfTheOldOne() {
        AccountState enterprise = step(packs, AccountState.NEW, "ENTERPRISE").after();
        AccountStep changed = step(packs, enterprise, "PRODUCT_LED");
        assertThat(flag(changed.after(), "executive-silence").evidence().sentence())
                .isEqualTo(OFF);
        assertThat(flag(changed.after(), "power-users-low").status()).isEqualTo(FlagStatus.RAISED);
    }

    @Test
    void aThresholdThatIsSwitchedOnAgainBeginsANewEpisodeAndOpensItsPlaybook() {
        AccountState raised = step(all, AccountState.NEW, "SEAT_BASED").after();
        AccountState off = step(packs, raised, "SEAT_BASED").after();
        AccountStep again = step(all, off, "SEAT_BASED");
        assertThat(flag(again.after(), "executive-silence"))
                .extracting(FlagState::status, FlagState::question, FlagState::raising)
                .containsExactly(FlagStatus.RAISED, Question.RENEW, 2);
        assertThat(again.runs()).singleElement().satisfies(run -> {
            assertThat(run.opened()).isTrue();
            assertThat(run.after().run().status()).isEqualTo(RunStatus.OPEN);
            assertThat(run.actions()).isNotEmpty();
        });
    }

    @Test
    void whoHasLeftHasNoFlagOfAThresholdThatIsOff() {
        Map<String, MetricValue> values = Map.of();
        AccountFacts left = new AccountFacts("acme", Map.of("businessModel", "SEAT_BASED"), values, false);
        assertThat(step(packs, AccountState.NEW, left).after().flags())
                .extracting(FlagState::thresholdId)
                .containsExactly("seat-limit");
    }

    private static FlagState flag(AccountState state, String threshold) {
        return state.flags().stream()
                .filter(flag -> flag.thresholdId().equals(threshold))
                .findFirst()
                .orElseThrow();
    }

    /** Its sponsor is silent and it has few power users and free seats. */
    private static AccountStep step(CompiledBundle bundle, AccountState state, String model) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("businessModel", model);
        Map<String, MetricValue> values = Map.of(
                "days-since-executive-contact",
                new MetricValue.Age(DAY.minusDays(40), DAY, Map.of()),
                "power-user-percentage",
                MetricValue.Known.percent(1, 10, 30, DAY),
                "seat-utilization",
                MetricValue.Known.percent(1, 10, null, DAY));
        return step(bundle, state, new AccountFacts("acme", attributes, values));
    }

    private static AccountStep step(CompiledBundle bundle, AccountState state, AccountFacts facts) {
        JudgingCore core = new JudgingCore(bundle, SwitchedOffTest::any);
        return core.step(List.of(new AccountInput(state, facts, List.of(), List.of())), NOW)
                .getFirst();
    }

    private static Optional<CompiledBundle> any(String hash) {
        return Stream.of(all, packs).filter(known -> known.hash().equals(hash)).findFirst();
    }
}
