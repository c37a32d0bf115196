package io.tidewatch.rule.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.history.AccountRecord;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The steps that only one customer goes through, as its milestones have them. */
class OwnStepTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 6, 30);

    @ParameterizedTest
    @CsvSource({
        "8,NOT_YET",
        "7,DUE",
        "0,DUE",
        "-1,LATE",
        "-89,LATE",
        "-90,MISSED",
    })
    void theStateFollowsTheDayOnWhichItIsDue(int daysAhead, StepState expected) {
        assertThat(only(Map.of("plan", "JOURNEY", "dueOn", TODAY.plusDays(daysAhead)))
                        .state())
                .isEqualTo(expected);
    }

    @Test
    void aStepThatWasReachedHasItsDayHoweverLateItIs() {
        OwnStep step = only(Map.of(
                "plan", "OBJECTIVE", "name", "Half the effort", "dueOn", TODAY.minusDays(200), "reachedOn", TODAY));
        assertThat(step.state()).isEqualTo(StepState.MET);
        assertThat(step.metOn()).isEqualTo(TODAY);
        assertThat(step.name()).isEqualTo("Half the effort");
    }

    @Test
    void whatLiesAheadHasNotHappened() {
        assertThat(only(Map.of("plan", "JOURNEY", "dueOn", TODAY, "reachedOn", TODAY.plusDays(1)))
                        .state())
                .isEqualTo(StepState.DUE);
        assertThat(steps(Map.of("plan", "JOURNEY", "openedOn", TODAY.plusDays(1))))
                .isEmpty();
    }

    @Test
    void aStepWithoutADayIsNeverLate() {
        assertThat(only(Map.of("plan", "JOURNEY")).state()).isEqualTo(StepState.NOT_YET);
    }

    @Test
    void thoseThatAreDueComeByTheirDayAlsoWithoutAName() {
        List<AccountRecord> records = List.of(
                new AccountRecord(OwnStep.KIND, "a", Map.of("plan", "JOURNEY", "dueOn", TODAY.plusDays(7))),
                new AccountRecord(
                        OwnStep.KIND, "b", Map.of("plan", "OBJECTIVE", "name", "Late", "dueOn", TODAY.minusDays(3))),
                new AccountRecord(OwnStep.KIND, "c", Map.of("plan", "JOURNEY", "dueOn", TODAY.plusDays(8))),
                new AccountRecord(OwnStep.KIND, "d", Map.of("plan", "JOURNEY")));

        assertThat(OwnStep.due(records, TODAY))
                .extracting(OwnStep::name)
                .containsExactly("Late", "A step without a name");
    }

    @Test
    void milestonesOfOtherPlansAndOtherRecordsAreNoSteps() {
        assertThat(steps(Map.of("plan", "ADOPTION"))).isEmpty();
        assertThat(OwnStep.of(List.of(new AccountRecord("survey", "s1", Map.of("plan", "JOURNEY"))), TODAY))
                .isEmpty();
    }

    private static OwnStep only(Map<String, Object> fields) {
        return steps(fields).getFirst();
    }

    private static List<OwnStep> steps(Map<String, Object> fields) {
        return OwnStep.of(List.of(new AccountRecord("milestone", "m1", new HashMap<>(fields))), TODAY);
    }
}
