package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mistakes in the words that a playbook declares and in the rules that judge by them. */
class JudgementProblemsTest extends ChangedRules {
    private static final String PLAN = "playbooks/adoption-plan.playbook.yaml";
    private static final String PLAN_RULES = "playbooks/adoption-plan.drl";
    private static final String WORDS = "judgements:\n";

    @BeforeEach
    void addThePlan() {
        files.putAll(FixtureRules.adoptionPlan());
    }

    @Test
    void aWordThatWouldClashInRulesIsRefused() {
        List<String> taken = List.of(
                "success",
                "failure",
                "account",
                "daysOpen",
                "class",
                "record",
                "seatsKnown",
                "getPlaybook",
                "waitAfterDays");
        change(PLAN, WORDS, WORDS + lines(taken.subList(0, 8)));
        assertThat(problems()).hasSize(8);
        for (int index = 0; index < 8; index++) {
            assertAmong(PLAN + ":" + (12 + index), "'" + taken.get(index) + "'", "another name");
        }
        change(PLAN, "  success: it holds\n", "  waitAfterDays: it holds\n");
        assertAmong(PLAN + ":12", "'waitAfterDays'", "another name");
    }

    @Test
    void aWordIsWrittenInCamelCaseAndHasAtMostFortyCharacters() {
        List<String> wrong = List.of("review-held", "Review", "x", "aBc", "reviewGehörtHeld", "x".repeat(41), "7days");
        change(PLAN, WORDS, WORDS + lines(wrong));
        assertThat(problems()).hasSize(wrong.size());
        for (int index = 0; index < wrong.size(); index++) {
            assertAmong(PLAN + ":" + (12 + index), "letters and digits such as reviewHeld", wrong.get(index));
        }
    }

    @Test
    void fortyCharactersAreAccepted() {
        String longest = "x".repeat(40);
        change(PLAN, "  seatsFilled:", "  " + longest + ":");
        change(PLAN, "unless: seatsFilled", "unless: " + longest);
        change(PLAN_RULES, "seatsFilled", longest);
        change(PLAN_RULES, "reviewHeldAfterDays <= 20", longest + "AfterDays <= 20");
        new BundleCompiler()
                .compile(io.tidewatch.rule.bundle.RuleBundle.of(files))
                .dispose();
    }

    private static String lines(List<String> words) {
        return words.stream().map(word -> "  " + word + ": it holds\n").collect(Collectors.joining());
    }

    @Test
    void aPlaybookDeclaresAtMostTenWords() {
        change(PLAN, WORDS, WORDS + lines(words(9)));
        assertRefused(PLAN + ":11", "'judgements'", "at most 10");
    }

    @Test
    void theSentenceOfAWordIsRequired() {
        change(PLAN, "  seatsFilled: Four of five seats are taken.", "  seatsFilled: ''");
        assertRefused(PLAN + ":13", "'seatsFilled' is empty");
    }

    @Test
    void theBundleDeclaresAtMostTwoHundredWords() {
        for (int playbook = 0; playbook < 21; playbook++) {
            int first = 10 * playbook;
            List<String> words = IntStream.range(first, first + 10)
                    .mapToObj(number -> "word" + number)
                    .toList();
            files.put(
                    "playbooks/p" + playbook + ".playbook.yaml",
                    files.get(PLAN)
                            .replace("id: adoption-plan", "id: p" + playbook)
                            .replaceAll(
                                    "(?s)judgements:\n.*success:\n",
                                    WORDS + lines(words) + "internalAlignment: []\nescalations: []\nsuccess:\n"));
        }
        assertAmong("playbooks", "at most 200 different judgements");
    }

    private static List<String> words(int count) {
        return IntStream.range(0, count).mapToObj(number -> "word" + number).toList();
    }

    @Test
    void aWordThatNoRuleHoldsIsRefused() {
        change(PLAN, WORDS, WORDS + "  trained: Everybody was trained.\n");
        assertRefused(PLAN + ":12", "'trained'", "'adoption-plan'");
    }

    @Test
    void aRuleHoldsAWordOfItsPlaybookOnly() {
        change(PLAN_RULES, "hold($run, \"seatsFilled\")", "hold($run, \"seatFilled\")");
        assertAmong(PLAN_RULES + ":22", "'adoption-plan'", "'seatFilled'", "'seatsFilled'?");
        change(PLAN_RULES, "hold($run, \"seatFilled\")", "hold($run, \"response\")");
        assertAmong(PLAN_RULES + ":22", "'adoption-plan'", "'response'", "failure, reviewHeld, seatsFilled, success");
    }

    @Test
    void aRuleReadsTheWordsOfItsPlaybookOnly() {
        change(PLAN_RULES, "reviewHeldAfterDays <= 20", "responseAfterDays <= 20, !strategicConversation");
        assertThat(problems()).hasSize(2);
        assertAmong(PLAN_RULES + ":31", "'adoption-plan'", "'response'", "own playbook");
        assertAmong(PLAN_RULES + ":31", "'adoption-plan'", "'strategicConversation'", "own playbook");
    }

    @Test
    void aWordThatNoPlaybookDeclaresIsNoPropertyOfARun() {
        change(PLAN_RULES, "reviewHeldAfterDays <= 20", "reviewsHeldAfterDays <= 20");
        assertRefused(PLAN_RULES + ":34", "'reviewsHeldAfterDays'", "'reviewHeldAfterDays'?");
    }

    @Test
    void aWordCannotReadAWord() {
        change(
                PLAN_RULES,
                "    $run : Run()\n    Account( seatUtilization",
                "    $run : Run( reviewHeldAfterDaysUnknown )\n    Account( seatUtilization");
        assertRefused(PLAN_RULES + ":22", "'seatsFilled'", "judged first");
    }

    @Test
    void reminderAndEscalationNameWordsThatTheirPlaybookDeclares() {
        change(PLAN, "unless: seatsFilled", "unless: seatFilled");
        change(PLAN, "unless: reviewHeld", "unless: response");
        assertThat(problems()).hasSize(2);
        assertAmong(PLAN + ":15", "'seatFilled'", "'seatsFilled'?");
        assertAmong(PLAN + ":19", "'response'");
    }

    @Test
    void aJudgementHasOnePatternOfTheAccountAtMost() {
        change(
                PLAN_RULES,
                "    Account( seatUtilization >= 80 )\n",
                "    Account( arr > 0 )\n    Account( arr < 9 )\n");
        assertRefused(PLAN_RULES + ":27", "only one pattern Account");
    }

    @Test
    void aJudgementBeginsWithItsRun() {
        change(
                PLAN_RULES,
                "    $run : Run()\n    Account( seatUtilization >= 80 )\n",
                "    $run : Account( arr > 0 )\n");
        assertRefused(PLAN_RULES + ":25", "The first pattern must be Run( … )");
    }

    @Test
    void aMetricThatIsNotTrackedIsRefusedInAJudgementToo() {
        change(PLAN_RULES, "powerUserPercentage >= 20", "powerUserPercent >= 20");
        assertRefused(PLAN_RULES + ":35", "'powerUserPercent'", "'powerUserPercentage'?");
    }

    @Test
    void whileAPlaybookCannotBeReadItsProblemsAreReportedAndNotThoseOfItsRules() {
        change(PLAN, "within: 30d", "within: soon");
        assertRefused(PLAN + ":24", "'within'", "'soon'");
    }

    @Test
    void aPatternOfARecordIsCheckedAsThatOfATouchpoint() {
        files.putAll(FixtureRules.trainingPlan());
        String rules = "playbooks/training-plan.drl";
        change(rules, ": Training( ", ": Trainning( ");
        assertRefused(rules + ":7", "must be one of Touchpoint, Account, ", "'Training'?");
        change(rules, ": Trainning( account == $run.account, ", ": Training( ");
        assertRefused(rules + ":7", "must begin with account == $run.account");
        change(rules, ": Training( ", ": Training( account == $run.account, price > 5, ");
        assertRefused(rules + ":7", "Training has no property 'price'");
        change(rules, "price > 5", "course > 5");
        assertRefused(rules + ":7", "'>' needs a number here");
        change(rules, "course > 5", "course == \"Basics\"");
        change(rules, "instrument == \"NPS\"", "instrument == \"NPSS\"");
        assertRefused(rules + ":16", "instrument cannot be 'NPSS'", "'NPS'?");
        change(rules, "NPSS", "NPS");
        change(rules, "\"trained\", $training", "\"trained\", $run");
        assertRefused(rules + ":9", "'$run' must be the name of a Touchpoint or another record");
    }
}
