package io.tidewatch.rule.judging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.Question;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A flag of level MILESTONE, raised for seven days after the sponsor talked with us. */
class CelebrationTest {
    private static final LocalDate DAY = LocalDate.of(2026, 6, 1);
    private static final Instant MORNING = Instant.parse("2026-06-01T09:00:00Z");
    private static final String RULE = """
            package rules;
            rule "The sponsor talked with us" @threshold("talked") @level("MILESTONE") @question("NONE") @because("Talked.")
            when
                $account : Account( daysSinceExecutiveContact <= 7 )
            then
                flags.raise($account, "talked");
            end
            """;

    private static CompiledBundle bundle;

    @BeforeAll
    static void compile() {
        bundle = new BundleCompiler().compile(FixtureRules.with(Map.of("thresholds/talked.drl", RULE)));
    }

    @AfterAll
    static void dispose() {
        bundle.dispose();
    }

    @Test
    void itIsRaisedForItsDaysAndEndsByItself() {
        MetricValue talked = new MetricValue.Age(DAY, LocalDate.of(2099, 1, 1), Map.of());
        FlagState first = flag(step(AccountState.NEW, talked, 0));
        AccountState seventh = step(AccountState.NEW, talked, 7);
        AccountState eighth = step(seventh, talked, 8);

        assertThat(first)
                .extracting(FlagState::status, FlagState::level, FlagState::question)
                .containsExactly(FlagStatus.RAISED, Level.MILESTONE, Question.NONE);
        assertThat(flag(seventh).status()).isEqualTo(FlagStatus.RAISED);
        assertThat(flag(eighth))
                .extracting(FlagState::status, FlagState::level)
                .containsExactly(FlagStatus.CLEAR, null);
    }

    @Test
    void whatHappenedLongAgoIsNotCelebrated() {
        MetricValue talked = new MetricValue.Age(DAY, LocalDate.of(2099, 1, 1), Map.of());
        assertThat(flag(step(AccountState.NEW, talked, 100)).raising()).isZero();
    }

    @Test
    void whatIsNotKnownIsNotCelebrated() {
        FlagState flag = flag(step(AccountState.NEW, new MetricValue.Unknown("not covered"), 0));
        assertThat(flag)
                .extracting(FlagState::status, FlagState::level)
                .containsExactly(FlagStatus.UNKNOWN, Level.MILESTONE);
    }

    private static FlagState flag(AccountState state) {
        return state.flags().stream()
                .filter(flag -> flag.thresholdId().equals("talked"))
                .findFirst()
                .orElseThrow();
    }

    private static AccountState step(AccountState state, MetricValue talked, int days) {
        AccountFacts facts = new AccountFacts("acme", Map.of(), Map.of("days-since-executive-contact", talked));
        return new JudgingCore(bundle)
                .step(
                        List.of(new AccountInput(state, facts, List.of(), List.of())),
                        MORNING.plus(Duration.ofDays(days)))
                .getFirst()
                .after();
    }
}
