package io.tidewatch.rule.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Scenarios that run one at a time, and on all processors. */
class ScenarioQueueTest {
    private static final String JUDGEMENTS = "playbooks/executive-re-engagement.drl";

    @Test
    void resultsComeInTheOrderOfTheFilesHoweverManyRunAtOnce() {
        RuleBundle files = FixtureRules.bundle();
        try (CompiledBundle bundle = new BundleCompiler().compile(files)) {
            ScenarioReport one = ScenarioRunner.run(files, bundle);
            assertThat(one.results())
                    .hasSizeGreaterThan(10)
                    .allMatch(ScenarioResult::passed)
                    .isSortedAccordingTo(
                            Comparator.comparing(ScenarioResult::file).thenComparingInt(ScenarioResult::line));
            assertThat(ScenarioRunner.runWithCoverage(files, bundle).results()).isEqualTo(one.results());
        }
    }

    /** The rules join 100 touchpoints with 100 touchpoints, 21 times. */
    @Test
    void theStoryThatAsksForTooMuchIsNamedAndThoseBehindItDoNotRun() {
        String rules = IntStream.rangeClosed(1, 21).mapToObj("""

                        rule "Pair %d"
                            @playbook("executive-re-engagement")
                        when
                            $run : Run()
                            $one : Touchpoint( account == $run.account )
                            $other : Touchpoint( account == $run.account, kind == "CALL" )
                        then
                            judgements.hold($run, "response", $one);
                        end
                        """::formatted).collect(Collectors.joining());
        String story = """
                stories:
                  - name: crowded
                    values: [{from: 0, daysSinceExecutiveContact: {since: -400}}]
                    touchpoints: [%s]
                    until: 9
                    expect: [{day: 0, raised: [executive-silence]}]
                    outcome: OPEN
                  - name: behind it
                    values: [{from: 0, daysSinceExecutiveContact: {since: -400}}]
                    until: 1
                    expect: [{day: 0, raised: [executive-silence]}]
                    outcome: OPEN
                """.formatted("{day: 1, kind: CALL}, ".repeat(100).replaceFirst(", $", ""));
        RuleBundle files = FixtureRules.with(Map.of(
                JUDGEMENTS, FixtureRules.bundle().files().get(JUDGEMENTS) + rules, "scenarios/zz-crowded.yaml", story));
        try (CompiledBundle bundle = new BundleCompiler().compile(files)) {
            ScenarioReport one = ScenarioRunner.run(files, bundle);
            assertThat(one.results()).isNotEmpty().noneMatch(result -> result.name()
                    .matches("crowded|behind it"));
            assertThat(one.problems()).anySatisfy(problem -> {
                assertThat(problem.describe()).startsWith("scenarios/zz-crowded.yaml:2: The rules join too many");
            });
            ScenarioReport many = ScenarioRunner.runWithCoverage(files, bundle);
            assertThat(many.results()).isEqualTo(one.results());
            assertThat(many.problems()).isEqualTo(one.problems());
        }
    }
}
