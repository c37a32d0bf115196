package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that can be read but cannot be meant, and what is worth a look in rules that can. */
class ThresholdLintTest extends ChangedRules {
    private static final LocalDate TODAY = LocalDate.parse("2027-01-31");
    private static final String POWER = "thresholds/power-users.drl";
    private static final String BOUND = "daysSinceExecutiveContact >= 30";
    private static final String REVIEW = "@reviewBy(\"2027-01-31\")";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "daysSinceExecutiveContact >= 30, daysSinceExecutiveContact < 20"
                        + "|no account meets all of 'daysSinceExecutiveContact >= 30' and 'daysSinceExecutiveContact < 20'",
                "daysSinceExecutiveContact > 30, daysSinceExecutiveContact < 60, daysSinceExecutiveContact >= 60|can never fire",
                "daysSinceExecutiveContact == 30, daysSinceExecutiveContact != 30|can never fire",
                "daysSinceExecutiveContact < 0|daysSinceExecutiveContact counts days and is never below 0",
                "daysSinceExecutiveContact >= 30, tier == 'A', tier == 'B'|meets all of 'tier == \"A\"' and 'tier == \"B\"'",
                "daysSinceExecutiveContact >= 30, tier in ('A', 'B'), tier not in ('B', 'A')|can never fire",
                "daysSinceExecutiveContact >= 30, daysSinceExecutiveContactUnknown|can never fire",
            })
    void aRuleThatCanNeverFireIsRefused(String conditions, String sentence) {
        change(SILENCE, BOUND, conditions.replace('\'', '"'));
        assertFound(SILENCE + ":6", "can never fire", sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "daysSinceExecutiveContact >= 30, daysSinceExecutiveContact <= 30",
                "daysSinceExecutiveContact >= 0, tier in ('A', 'B'), tier != 'A'",
                "daysSinceExecutiveContact < 1 || daysSinceExecutiveContact > 5, daysSinceExecutiveContact > 3",
                "daysSinceExecutiveContactUnknown, arr > 0",
                "daysSinceExecutiveContact >= 30, arr >= 20000000, arr < 100000000000",
            })
    void aRuleThatSomeAccountMeetsIsNot(String conditions) {
        change(SILENCE, BOUND, conditions.replace('\'', '"'));
        change(SILENCE, "{daysSinceExecutiveContact}; {daysSinceExecutiveContact.outreach}", "long");
        assertThat(found(ThresholdLint::problems)).isEmpty();
    }

    @Test
    void aRowThatCanNeverFireIsNamed() {
        change(SEATS, "seatUtilization >= $param", "seatUtilization >= $param && seatUtilization < 80");
        assertFound(SEATS + ":8", "The rule 'Seat limit, row 8' can never fire");
    }

    @ParameterizedTest
    @CsvSource({
        "clear,daysSinceExecutiveContact < 31,daysSinceExecutiveContact 30 would be flagged and clear at once",
        "clear,daysSinceExecutiveContact <= 30,daysSinceExecutiveContact 30 would be flagged and clear at once",
        "healthy,daysSinceExecutiveContact < 60,would be flagged and healthy at once",
        "clear,tier == 'B',would be flagged and clear at once",
    })
    void aBoundThatHoldsForFlaggedAccountsIsRefused(String annotation, String condition, String sentence) {
        change(SILENCE, REVIEW, "@" + annotation + "(\"" + condition + "\")");
        assertFound(SILENCE + ":11", "@" + annotation + " contradicts the rule", sentence);
    }

    @Test
    void aClearBoundThatNoAccountOfTheRuleMeetsIsRefused() {
        change(SILENCE, BOUND, BOUND + ", tier == \"A\"");
        change(SILENCE, REVIEW, "@clear(\"daysSinceExecutiveContact < 20, tier == 'B'\")");
        assertFound(SILENCE + ":11", "@clear can never hold for the accounts that the rule");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "daysSinceExecutiveContact >= 0",
                "powerUserPercentage > 50, daysSinceExecutiveContact > 3",
                "daysSinceExecutiveContact > 7, arr > 0",
            })
    void aCelebrationThatNeverEndsIsRefused(String conditions) {
        celebrate(conditions);
        assertFound(SILENCE + ":8", "raises a MILESTONE that never ends", "'daysSinceExecutiveContact <= 7'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "daysSinceExecutiveContact <= 7",
                "daysSinceExecutiveContact == 0",
                "powerUserPercentage > 50, daysSinceExecutiveContact < 3"
            })
    void aCelebrationThatDaysEndIsNot(String conditions) {
        celebrate(conditions);
        assertThat(found(ThresholdLint::problems)).isEmpty();
    }

    private void celebrate(String conditions) {
        change(SILENCE, BOUND, conditions);
        change(SILENCE, "AT_RISK", "MILESTONE");
        change(SILENCE, "{daysSinceExecutiveContact}; {daysSinceExecutiveContact.outreach}", "long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nps >= 50",
                "nps >= 50, arr > 0",
                "nps >= 50, daysSinceExecutiveContactUnknown",
                "nps >= 50, nps < 90, tier == 'A'"
            })
    void satisfactionAloneDoesNotDecideAboutAdvocacy(String conditions) {
        advocate(conditions);
        assertFound(
                POWER + ":20",
                "The rule 'Many power users' is about ADVOCATE, but reads only what customers say (nps).",
                "Add a condition on what they did");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nps >= 50, daysSinceExecutiveContact < 30", "powerUserPercentage > 50", "tier == 'A'"})
    void whatCustomersDidMayDecideAboutAdvocacy(String conditions) {
        advocate(conditions);
        assertThat(found(ThresholdLint::problems)).isEmpty();
    }

    private void advocate(String conditions) {
        files.put("metrics/nps.yaml", """
                id: nps
                name: Net promoter score
                description: Whether customers would recommend us.
                questions: [ADVOCATE]
                type: LAGGING
                focusArea: Advocacy
                stages: [ENGAGEMENT]
                journeyStep: ADVOCACY
                unit: NUMBER
                direction: HIGHER_IS_BETTER
                status: TRACKED
                measures:
                  score: {mean: score, of: survey, where: instrument == NPS, in: 90d}
                value: score
                """);
        change(POWER, "powerUserPercentage > 50", conditions.replace('\'', '"'));
        change(POWER, "@question(\"GROW\")", "@question(\"ADVOCATE\")");
        change(
                POWER,
                "{powerUserPercentage} of the users are power users: ready to expand.",
                "They would recommend us.");
    }

    @Test
    void rulesOfOneThresholdThatOverlapAtDifferentLevelsAreWorthALook() {
        change(POWER, "power-users-high", "power-users-low");
        change(POWER, "GROW", "RENEW");
        change(POWER, "powerUserPercentage > 50", "powerUserPercentage < 25");
        assertThat(notes())
                .contains(POWER + ":7: 'Too few power users' and 'Many power users' (line 17) both flag an account with"
                        + " powerUserPercentage 19, at different levels; the more serious one counts.");
        change(POWER, "powerUserPercentage < 25", "powerUserPercentage < 25, powerUserPercentage >= 20");
        assertThat(notes()).noneMatch(note -> note.contains("both flag"));
    }

    @Test
    void aReviewIsDueTheDayAfterItsDate() {
        assertThat(notes()).noneMatch(note -> note.contains("review"));
        assertThat(notes(TODAY.plusDays(1)))
                .contains(
                        SILENCE + ":11: The review of this bound was due on 2027-01-31.",
                        POWER + ":10: The review of this bound was due on 2027-01-31.",
                        POWER + ":22: The review of this bound was due on 2027-01-31.");
    }

    @Test
    void aShareWhereAPercentageIsMeantAndMoreThanAllAreWorthALook() {
        change(POWER, "powerUserPercentage < 20", "powerUserPercentage < 0.2");
        change(POWER, "powerUserPercentage > 50", "powerUserPercentage > 150");
        assertThat(notes())
                .contains(POWER + ":5: powerUserPercentage is a percentage, so 0.2 means 0.2 %. Did you mean '20'?")
                .contains(POWER + ":17: The bound of 150 % for powerUserPercentage is above 100 %.");
    }

    @Test
    void aThresholdThatNobodyOwnsIsWorthALook() {
        String none =
                POWER + ":5: No playbook belongs to the threshold 'power-users-low': its flag is shown, but nobody is"
                        + " asked to act.";
        assertThat(notes())
                .contains(none + " It has no @owner either.")
                .noneMatch(note -> note.contains("'executive-silence'"));
        change(POWER, REVIEW, "@owner(\"CSM\")");
        assertThat(notes()).contains(none);
    }

    @Test
    void aPlaybookIsAboutAMetricOfItsThreshold() {
        change(PLAYBOOK, "metric: days-since-executive-contact", "metric: seat-utilization");
        assertRefused(
                PLAYBOOK + ":4",
                "The threshold 'executive-silence' does not read the metric 'seat-utilization'.",
                "Did you mean 'days-since-executive-contact'?");
    }

    @Test
    void aCrmStageThatIsUsedOnceAndWrittenNearlyLikeAnotherIsWorthALook() {
        assertThat(notes()).noneMatch(note -> note.contains("crmStage"));
        change(PLAYBOOK, "crmStage: RENEWAL_RISK", "crmStage: AT_RSIK");
        assertThat(notes())
                .contains(PLAYBOOK + ": Only this playbook sets the crmStage 'AT_RSIK'. Did you mean 'AT_RISK'?");
    }

    @Test
    void aTaskWithoutATitleIsWorthALook() {
        String message = "messages/sponsor-mail-task.yaml";
        assertThat(notes())
                .contains(message + ":1: The message of a task has no 'title', so lists show the task 'sponsor-mail' as"
                        + " 'Sponsor mail'. Write what there is to do, such as 'title: Call the sponsor'.");
        change(message, "subject:", "title: Write to the sponsor\nsubject:");
        assertThat(notes()).noneMatch(note -> note.contains("'title'"));
    }

    @Test
    void aPlaybookThatBeginsWithFewerThanTwoValuesIsWorthALook() {
        assertThat(notes()).noneMatch(note -> note.contains("values of the account"));
        change(
                TASK,
                ": {metric.seatUtilization}{#if metric.seatUtilization} ({metric.seatUtilization.explanation}){/if}",
                "");
        assertThat(notes())
                .contains(
                        TASK + ":1: The playbook 'executive-re-engagement' begins with this message, which shows fewer"
                                + " than two values of the account. Add values that explain the flag, such as"
                                + " {metric.arr}.");
        change(TASK, "Seats taken", "Revenue: {metric.arr}");
        assertThat(notes()).noneMatch(note -> note.contains("values of the account"));
        change(TASK, "  {flag.sentence}\n", "  Please look at the account.\n");
        assertThat(notes()).anyMatch(note -> note.contains("such as {metric.daysSinceExecutiveContact}."));
    }

    @Test
    void aStepOfAJourneyWithoutATaskIsWorthALook() {
        files.putAll(FixtureRules.journey());
        String journey = "journeys/onboarding.yaml";
        assertThat(notes())
                .contains(journey
                        + ":9: The step 'first-users' has no 'task', so lists show its name 'Every tenth seat is"
                        + " taken' as what there is to do. Write it, such as 'task: Call the sponsor'.")
                .noneMatch(note -> note.contains("The step 'power'"));
        change(
                journey,
                "name: Every tenth seat is taken",
                "name: Every tenth seat is taken\n    task: Invite the first users");
        assertThat(notes()).noneMatch(note -> note.contains("has no 'task'"));
    }

    private void assertFound(String place, String... words) {
        assertThat(found(ThresholdLint::problems))
                .singleElement()
                .asString()
                .startsWith(place + ": ")
                .contains(words);
    }

    private List<String> notes() {
        return notes(TODAY);
    }

    private List<String> notes(LocalDate today) {
        return found(bundle -> RuleNotes.of(bundle, today));
    }

    private List<String> found(Function<CompiledBundle, List<FileProblem>> find) {
        try (CompiledBundle bundle = new BundleCompiler().compile(RuleBundle.of(files))) {
            return find.apply(bundle).stream().map(FileProblem::describe).toList();
        }
    }
}
