package io.tidewatch.rule.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.reading.FileProblem;
import java.util.List;
import org.junit.jupiter.api.Test;

class MutationRunTest {
    private static final String SEATS = SmallRules.rule(
            "Seats run out", "seats", "WATCH", "@clear(\"seatUtilization < 80\")", "seatUtilization >= 85");
    private static final String BOTH_SIDES_OF_BOTH_BOUNDS = """
            cases:
              - {name: at the bound, values: {seatUtilization: 85}, raised: [seats], levels: {seats: WATCH}}
              - {name: before it, values: {seatUtilization: 84.99}, raised: []}
              - {name: stays, values: {seatUtilization: 80}, before: [seats], raised: [seats]}
              - {name: clear, values: {seatUtilization: 79.99}, before: [seats], raised: []}
            """;

    @Test
    void scenariosOnBothSidesOfEachBoundNoticeEveryChange() {
        assertThat(unnoticed(SEATS, BOTH_SIDES_OF_BOTH_BOUNDS)).isEmpty();
    }

    @Test
    void withoutTheBoundItselfNobodyNoticesThatItNoLongerCounts() {
        assertThat(unnoticed(SEATS, BOTH_SIDES_OF_BOTH_BOUNDS.replace("seatUtilization: 85}", "seatUtilization: 86}")))
                .containsExactly(
                        "thresholds/seats.drl:2: No scenario notices when 'seatUtilization >= 85' becomes 'seatUtilization > 85'.",
                        "thresholds/seats.drl:2: No scenario notices when 'seatUtilization >= 85' becomes 'seatUtilization >= 86'.");
    }

    @Test
    void withoutTheLastValueBeforeTheBoundNobodyNoticesThatItIsLower() {
        assertThat(unnoticed(SEATS, BOTH_SIDES_OF_BOTH_BOUNDS.replace("84.99", "83.99")))
                .containsExactly(
                        "thresholds/seats.drl:2: No scenario notices when 'seatUtilization >= 85' becomes 'seatUtilization >= 84'.");
    }

    @Test
    void theClearBoundIsMovedAndTheLevelIsChanged() {
        String cases = BOTH_SIDES_OF_BOTH_BOUNDS
                .replace("seatUtilization: 80}", "seatUtilization: 82}")
                .replace(", levels: {seats: WATCH}", "");
        assertThat(unnoticed(SEATS, cases))
                .containsExactly(
                        "thresholds/seats.drl:2: No scenario notices when in @clear 'seatUtilization < 80' becomes 'seatUtilization <= 80'.",
                        "thresholds/seats.drl:2: No scenario notices when in @clear 'seatUtilization < 80' becomes 'seatUtilization < 81'.",
                        "thresholds/seats.drl:2: No scenario notices when the level WATCH becomes AT_RISK.");
    }

    @Test
    void aConditionIsLeftOut() {
        String rule = SmallRules.rule(
                "Seats run out", "seats", "WATCH", "", "seatUtilization >= 85, businessModel in (\"SEAT_BASED\")");
        String cases = """
                cases:
                  - name: at the bound
                    account: {businessModel: SEAT_BASED}
                    values: {seatUtilization: 85}
                    raised: [seats]
                    levels: {seats: WATCH}
                  - name: before it
                    account: {businessModel: SEAT_BASED}
                    values: {seatUtilization: 84.99}
                    raised: []
                """;
        assertThat(unnoticed(rule, cases))
                .containsExactly(
                        "thresholds/seats.drl:2: No scenario notices when 'businessModel == 'SEAT_BASED'' is left out.");
        assertThat(unnoticed(rule, cases + """
                  - name: another model
                    account: {businessModel: ENTERPRISE}
                    values: {seatUtilization: 85}
                    raised: []
                """)).isEmpty();
    }

    @Test
    void aStoryNoticesWhatNoCaseDoes() {
        String cases = BOTH_SIDES_OF_BOTH_BOUNDS.replace("84.99", "50");
        assertThat(unnoticed(SEATS, cases)).hasSize(1);
        assertThat(unnoticed(SEATS, cases + """
                stories:
                  - name: one step below the bound
                    values: [{from: 0, seatUtilization: 84}]
                    until: 1
                """)).isEmpty();
    }

    @Test
    void negativeBoundsAndFractionsAreMovedByTheirOwnSteps() {
        String rule = SmallRules.rule("Arr falls", "seats", "WATCH", "", "arr <= -4, seatUtilization > 1.2");
        String cases =
                "cases: [{name: far, values: {arr: -9, seatUtilization: 9}, raised: [seats], levels: {seats: WATCH}}]";
        assertThat(unnoticed(rule, cases))
                .anyMatch(change -> change.contains("becomes 'arr <= -3'"))
                .anyMatch(change -> change.contains("becomes 'arr <= -5'"))
                .anyMatch(change -> change.contains("becomes 'seatUtilization > 1.1'"))
                .anyMatch(change -> change.contains("becomes 'seatUtilization > 1.3'"))
                .hasSize(8);
    }

    /** Each of these two conditions keeps the levels apart; without it rules-test shows that they overlap. */
    @Test
    void aChangeThatTheChecksThemselvesPointAtNeedsNoScenario() {
        String rules = SmallRules.rule("Soon", "seats", "WATCH", "", "seatUtilization > 50, seatUtilization <= 80")
                + SmallRules.rule("Now", "seats", "AT_RISK", "", "seatUtilization > 80");
        String cases = """
                cases:
                  - {name: fifty, values: {seatUtilization: 50}, raised: []}
                  - {name: soon, values: {seatUtilization: 50.01}, raised: [seats], levels: {seats: WATCH}}
                  - {name: eighty, values: {seatUtilization: 80}, raised: [seats], levels: {seats: WATCH}}
                  - {name: now, values: {seatUtilization: 80.01}, raised: [seats], levels: {seats: AT_RISK}}
                """;
        assertThat(unnoticed(rules, cases)).isEmpty();
    }

    private static List<String> unnoticed(String rules, String scenarios) {
        return SmallRules.with(rules, scenarios, (files, bundle) -> {
            assertThat(ScenarioRunner.run(files, bundle).results()).allMatch(ScenarioResult::passed);
            return MutationRun.run(files, bundle, id -> true).unnoticed().stream()
                    .map(FileProblem::describe)
                    .toList();
        });
    }
}
