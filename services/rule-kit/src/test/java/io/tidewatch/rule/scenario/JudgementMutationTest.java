package io.tidewatch.rule.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Small mistakes in the judgements of a playbook and in the steps of a journey, and which stories notice them. */
class JudgementMutationTest {
    private static final String PLAN = "scenarios/adoption-plan.yaml";
    private static final String JOURNEY = "scenarios/onboarding.yaml";

    @Test
    void aBoundThatAStoryReachesOnBothSidesIsNoticed() {
        assertThat(unnoticed(FixtureRules.adoptionPlan(), PLAN, "", "adoption-plan"))
                .noneMatch(change -> change.contains("seatUtilization"))
                .noneMatch(change -> change.contains("daysOpen"));
    }

    @Test
    void aBoundThatNoStoryReachesIsNamedUntilOneDoes() {
        String moved = "No scenario notices when 'reviewHeldAfterDays <= 20' becomes 'reviewHeldAfterDays < 20'.";
        assertThat(unnoticed(FixtureRules.adoptionPlan(), PLAN, "", "adoption-plan"))
                .contains("playbooks/adoption-plan.drl:31: " + moved);
        String onTheLastDay = """
                  - name: a review on the last day that counts
                    values: [{from: 0, powerUserPercentage: 12, seatUtilization: 80}, {from: 21, powerUserPercentage: 20}]
                    touchpoints: [{day: 20, kind: MEETING, meetingKind: OPERATIONAL_REVIEW}]
                    until: 21
                    expect:
                      - {day: 0, raised: [power-users-low], actions: [plan-task]}
                      - {day: 7, actions: [no-review-leader]}
                      - {day: 21, cleared: [power-users-low]}
                    outcome: SUCCEEDED
                """;
        assertThat(unnoticed(FixtureRules.adoptionPlan(), PLAN, onTheLastDay, "adoption-plan"))
                .noneMatch(change -> change.contains("becomes 'reviewHeldAfterDays < 20'"))
                .noneMatch(change -> change.contains("becomes 'reviewHeldAfterDays <= 19'"))
                .anyMatch(change -> change.contains("becomes 'reviewHeldAfterDays <= 21'"));
    }

    @Test
    void aConditionOnARecordThatNoStoryTriesIsNamedUntilOneDoes() {
        String leftOut = "'meetingKind == 'OPERATIONAL_REVIEW'' is left out";
        assertThat(unnoticed(FixtureRules.adoptionPlan(), PLAN, "", "adoption-plan"))
                .anyMatch(change -> change.contains(leftOut));
        String anotherMeeting = """
                  - name: a check-in is no review
                    values: [{from: 0, powerUserPercentage: 12, seatUtilization: 80}]
                    touchpoints: [{day: 4, kind: MEETING, meetingKind: CHECK_IN}]
                    until: 7
                    expect:
                      - {day: 0, raised: [power-users-low], actions: [plan-task]}
                      - {day: 7, actions: [no-review-leader]}
                    outcome: OPEN
                """;
        assertThat(unnoticed(FixtureRules.adoptionPlan(), PLAN, anotherMeeting, "adoption-plan"))
                .noneMatch(change -> change.contains(leftOut));
    }

    /** Without it the rule would read other accounts, and the check refuses that. */
    @Test
    void theAccountOfTheRunIsNeverLeftOut() {
        assertThat(unnoticed(FixtureRules.adoptionPlan(), PLAN, "", "adoption-plan"))
                .noneMatch(change -> change.contains("$run.account"));
    }

    @Test
    void aJudgementThatReadsRecordsOfAnyKindIsChanged() {
        assertThat(unnoticed(FixtureRules.trainingPlan(), "scenarios/training-plan.yaml", "", "training-plan"))
                .allMatch(change -> change.startsWith("playbooks/training-plan.drl:"))
                .isNotEmpty();
    }

    @Test
    void aDayOfAStepIsMovedAndItsConditionChangedUntilCasesNoticeIt() {
        assertThat(unnoticed(FixtureRules.journey(), JOURNEY, "", "onboarding"))
                .contains(
                        "journeys/onboarding.yaml:15: No scenario notices when 'dueAfter: 40d' becomes 'dueAfter: 41d'.")
                .contains(
                        "journeys/onboarding.yaml:15: No scenario notices when in 'met' 'powerUserPercentage >= 20' becomes 'powerUserPercentage > 20'.")
                .contains("journeys/onboarding.yaml:15: No scenario notices when 'met' is left out.")
                .noneMatch(change -> change.startsWith("journeys/onboarding.yaml:9:"));
        String bothSidesOfThePowerStep = """
                cases:
                  - {name: the day before, account: {businessModel: SEAT_BASED}, values: {daysSinceStart: 29, seatUtilization: 10, powerUserPercentage: 19}, raised: []}
                  - {name: the day, account: {businessModel: SEAT_BASED}, values: {daysSinceStart: 30, seatUtilization: 10, powerUserPercentage: 19}, raised: [onboarding-power]}
                  - {name: met, account: {businessModel: SEAT_BASED}, values: {daysSinceStart: 30, seatUtilization: 10, powerUserPercentage: 20}, raised: []}
                """;
        Map<String, String> files = new HashMap<>(FixtureRules.journey());
        files.put("scenarios/power.yaml", bothSidesOfThePowerStep);
        assertThat(unnoticed(files, JOURNEY, "", "onboarding")).isEmpty();
    }

    private static List<String> unnoticed(Map<String, String> added, String scenarios, String more, String id) {
        Map<String, String> files = new HashMap<>(added);
        files.put(scenarios, files.get(scenarios) + more);
        RuleBundle bundle = FixtureRules.with(files);
        try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
            assertThat(ScenarioRunner.run(bundle, compiled).results())
                    .allSatisfy(result ->
                            assertThat(result.differences()).as(result.name()).isEmpty());
            return MutationRun.run(bundle, compiled, id::equals).unnoticed().stream()
                    .map(FileProblem::describe)
                    .toList();
        }
    }
}
