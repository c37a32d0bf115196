package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.bundle.RuleBundle;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mistakes in the schedule changes of playbooks. */
class ScheduleChangeProblemsTest extends ChangedRules {
    private static final String ALERT = "      kind: ALERT\n      audience: SALES\n";
    private static final String ACTIONS = "internalAlignment:\n";

    private void action(String action) {
        change(PLAYBOOK, ACTIONS, ACTIONS + "  - {step: reviews, kind: SCHEDULE_CHANGE, " + action + "}\n");
    }

    @Test
    void theActivityAndHowOftenItIsDueAreNeeded() {
        action("everyMonths: 1");
        assertRefused(PLAYBOOK + ":30", "'activity' is required when 'kind' is SCHEDULE_CHANGE.");
    }

    @Test
    void nobodyReceivesIt() {
        action("activity: operational-review, everyMonths: 1, audience: CSM");
        assertRefused(PLAYBOOK + ":30", "'audience' is not allowed when 'kind' is SCHEDULE_CHANGE.");
    }

    @Test
    void anotherKindHasNoSchedule() {
        change(PLAYBOOK, ALERT, ALERT + "      everyMonths: 2\n");
        assertRefused(PLAYBOOK + ":27", "'everyMonths' is not allowed when 'kind' is ALERT.");
    }

    @Test
    void anotherKindNeedsAnAudience() {
        change(PLAYBOOK, ALERT, "      kind: ALERT\n");
        assertRefused(PLAYBOOK + ":24", "'audience' is required when 'kind' is ALERT.");
    }

    @Test
    void noughtMonthsAreRefusedAndTheEndIsAWord() {
        action("activity: operational-review, everyMonths: 0, until: runEnds");
        assertThat(problems())
                .anyMatch(
                        problem -> problem.contains("'everyMonths' must be a number of months from 1 to 120, not '0'"))
                .anyMatch(problem -> problem.contains("'until' must be one of RUN_ENDS, not 'runEnds'"));
    }

    @Test
    void aPlaybookChangesAScheduleOnlyOnce() {
        action("activity: operational-review, everyMonths: 1");
        change(
                PLAYBOOK,
                ACTIONS,
                ACTIONS + "  - {step: again, kind: SCHEDULE_CHANGE, activity: operational-review, everyMonths: 2}\n");
        assertRefused(PLAYBOOK + ":31", "can change the schedule of 'operational-review' only once");
    }

    @Test
    void whatHappensAtTheEndCannotLastUntilThen() {
        change(
                PLAYBOOK,
                "failure:\n  actions:\n",
                "failure:\n  actions:\n    - {step: reviews, kind: SCHEDULE_CHANGE, activity: talk, everyMonths: 1, until: RUN_ENDS}\n");
        assertThat(problems()).singleElement().asString().contains("leave out 'until'");
    }

    @Test
    void anActivityThatNoMetricReadsIsWorthALook() {
        files.put("metrics/arr.yaml", files.get("metrics/arr.yaml") + "# activity == \"operational-review\"\n");
        action("activity: operational-reviews, everyMonths: 1");
        try (CompiledBundle bundle = new BundleCompiler().compile(RuleBundle.of(files))) {
            List<String> notes = RuleNotes.of(bundle, LocalDate.parse("2027-01-31")).stream()
                    .map(FileProblem::describe)
                    .toList();
            assertThat(notes).anySatisfy(note -> assertThat(note)
                    .contains("'operational-reviews'", "Did you mean 'operational-review'?"));
        }
    }
}
