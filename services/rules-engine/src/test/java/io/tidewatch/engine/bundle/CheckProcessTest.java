package io.tidewatch.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CheckProcessTest {

    @Test
    void aGoodBundlePassesAndABadOneHasItsProblems() {
        CheckProcess.Outcome good = check(FixtureRules.bundle(), "PT5M", "320");
        assertThat(good.failure()).isNull();
        assertThat(good.result().problems()).isEmpty();
        assertThat(good.result().scenarios()).isEqualTo(2);
        assertThat(good.result().catalogueHash()).hasSize(64);

        Map<String, String> files = new TreeMap<>(FixtureRules.bundle().files());
        files.put("thresholds/executive-silence.drl", "package rules;\n");
        CheckProcess.Outcome bad = check(RuleBundle.of(files), "PT5M", "320");
        assertThat(bad.result().problemCount())
                .isEqualTo(bad.result().problems().size())
                .isPositive();
        assertThat(bad.result().problems().get(0).file()).isEqualTo("thresholds/executive-silence.drl");
    }

    /** Some kilobytes of rules and scenarios whose pairs of touchpoints fill any heap. */
    @Test
    void aBundleThatFillsItsHeapOrItsTimeEndsItsOwnProcessOnly() {
        RuleBundle bundle = withRulesThatJoin();

        assertThat(check(bundle, "PT5M", "40").failure()).contains("40 MB");
        assertThat(check(bundle, "PT1S", "320").failure()).contains("1 seconds of processor time");

        assertThat(ProcessHandle.current().children().filter(CheckProcessTest::checks))
                .isEmpty();
    }

    @Test
    void aCheckThatGetsNoProcessorEndsAfterFiveTimesItsTime() {
        CheckProcess process = process("PT1S", "320");
        CompletableFuture<CheckProcess.Outcome> check =
                CompletableFuture.supplyAsync(() -> process.check(FixtureRules.bundle()));
        // At once: it must not use up its processor time before.
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> ProcessHandle.current().children().anyMatch(CheckProcessTest::isFrozen));

        assertThat(check.join().failure()).contains("within 5 seconds");
    }

    /** Freezes the process of a check, if there is one. */
    private static boolean isFrozen(ProcessHandle child) {
        try {
            return checks(child)
                    && new ProcessBuilder("kill", "-STOP", Long.toString(child.pid()))
                                    .start()
                                    .waitFor()
                            == 0;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void stoppingTheServiceEndsACheckThatIsUnderWay() {
        CheckProcess process = process("PT5M", "320");
        CompletableFuture<CheckProcess.Outcome> check =
                CompletableFuture.supplyAsync(() -> process.check(withRulesThatJoin()));
        await().until(() -> ProcessHandle.current().children().anyMatch(CheckProcessTest::checks));

        process.stop();

        assertThatThrownBy(check::join).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(ProcessHandle.current().children().filter(CheckProcessTest::checks))
                .isEmpty();
    }

    /** The only Java processes that a test starts; the system cuts a command line as long as theirs. */
    private static boolean checks(ProcessHandle child) {
        return child.info().command().orElse("").endsWith("/java");
    }

    private static RuleBundle withRulesThatJoin() {
        Map<String, String> files = new TreeMap<>(FixtureRules.bundle().files());
        StringBuilder rules = new StringBuilder(files.get("playbooks/executive-re-engagement.drl"));
        for (int number = 0; number < 150; number++) {
            rules.append("""

                    rule "Joins %d"
                        @playbook("executive-re-engagement")
                    when
                        $run : Run()
                        $one : Touchpoint( account == $run.account, takesPlaceAfterDays > -%d )
                        $two : Touchpoint( account == $run.account, takesPlaceAfterDays > -500 )
                    then
                        judgements.hold($run, "response", $two);
                    end
                    """.formatted(number, 500 + number));
        }
        files.put("playbooks/executive-re-engagement.drl", rules.toString());
        StringBuilder stories = new StringBuilder("stories:\n");
        for (int number = 0; number < 60; number++) {
            stories.append("  - name: story ").append(number).append("\n    values:\n      - from: 0\n");
            stories.append("        daysSinceExecutiveContact: {since: -40}\n    touchpoints:\n");
            stories.append("      - {day: 1, kind: CALL}\n".repeat(100));
            stories.append("    until: 40\n    expect: []\n");
        }
        files.put("scenarios/many.yaml", stories.toString());
        return RuleBundle.of(files);
    }

    private static CheckProcess.Outcome check(RuleBundle bundle, String limit, String memory) {
        return process(limit, memory).check(bundle);
    }

    private static CheckProcess process(String limit, String memory) {
        RulesConfig config = new SmallRyeConfigBuilder()
                .withMapping(RulesConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of("tidewatch.rules.check-limit", limit, "tidewatch.rules.check-megabytes", memory),
                        "limits",
                        100))
                .withConverter(Path.class, 100, Path::of)
                .build()
                .getConfigMapping(RulesConfig.class);
        return new CheckProcess(config);
    }
}
