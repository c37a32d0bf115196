package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people write who are new to rules, and what they read then: one problem, its line, and the correction. */
class CommonMistakesTest extends ChangedRules {
    private static final String POWER = "thresholds/power-users.drl";
    private static final String PLAYBOOK = "playbooks/executive-re-engagement.playbook.yaml";
    private static final String BOUND = "daysSinceExecutiveContact >= 30";

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "daysSinceExecutiveContact >= 20,5#A number has a decimal point; '20,5' would be two numbers.#20.5",
                "daysSinceExecutiveContact >= 1,000#A number has no separator of thousands; '1,000' would be two numbers.#1000",
                "daysSinceExecutiveContact >= 20 %#Write the number without '%'; it is in the unit of the metric.#20",
                "daysSinceExecutiveContact >= 30 days#A number has no unit; 'days' follows from the metric.#30",
                "daysSinceExecutiveContact >= 30d#A number has no unit; 'd' follows from the metric.#30",
                "daysSinceExecutiveContact = 30#'=' is not a sign of the rules.#==",
                "daysSinceExecutiveContact =< 30#'=<' is not a sign of the rules.#<=",
                "daysSinceExecutiveContact => 30#'=>' is not a sign of the rules.#>=",
                "daysSinceExecutiveContact > = 30#A space divides '>='.#>=",
                "daysSinceExecutiveContact <> 30#'<>' is not a sign of the rules.#!=",
                "daysSinceExecutiveContact \u2265 30#'\u2265' is not a sign of the rules.#>=",
                "daysSinceExecutiveContact >= \u201330#'\u2013' is not a sign of the rules.#-",
                "daysSinceExecutiveContact >= 30 and arr > 0#'and' is not a word of the rules.#&&",
                "daysSinceExecutiveContact >= 30 OR arr > 0#'OR' is not a word of the rules.#||",
                "daysSinceExecutiveContact >= 30 & arr > 0#'&' is not a sign of the rules.#&&",
                "daysSinceExecutiveContact in (20,5) and arr > 0#'and' is not a word of the rules.#&&",
                "daysSinceExecutiveContact is 30#'is' is not a word of the rules.#==",
                "daysSinceExecutiveContact between 30 and 40#write two conditions, such as 'x >= 30, x <= 40'.#none",
                "30 <= daysSinceExecutiveContact <= 40#A value is compared with one bound at a time; write two conditions.#none",
                "days-since-executive-contact >= 30#is written like the id of a metric; rules read its property.#daysSinceExecutiveContact",
                "days-since-exec-contact >= 30#is written like the id of a metric; rules read its property.#daysSinceExecutiveContact",
                "Power users >= 30#'Power users' is the name of a metric; rules read its property.#powerUserPercentage",
                "daysSinceExecutiveContact >= 30, tier == A#A text must be between quotation marks.#\"A\"",
                "daysSinceExecutiveContact >= 30, tier == \u201CA\u201D#The quotation marks of this text are not straight.#\"A\"",
                "daysSinceExecutiveContact >= 30, tier == \u2018A\u2019#The quotation marks of this text are not straight.#\"A\"",
                "daysSinceExecutiveContact\u00A0>= 30#a space of a special kind#none",
            })
    void aConditionIsRefusedWithItsCorrection(String condition, String sentence, String correction) {
        change(SILENCE, BOUND, condition);
        assertOneProblem(13, SILENCE, sentence, correction);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "@threshold(\"executive-silence\")#@threshold(\u201Cexecutive-silence\u201D)#7#are not straight.#\"executive-silence\"",
                "@level(\"AT_RISK\")#@level(\"AT_RISK)#8#A text that begins on this line has no closing quotation mark.#none",
                "when#none#14#The rule 'Executive sponsor silent for 30 days' has no 'when' before its conditions.#when",
                "then#none#16#The rule 'Executive sponsor silent for 30 days' has no 'then' before its 'end'.#then",
                "¶end#none#15#The rule 'Executive sponsor silent for 30 days' (line 6) has no 'end' behind this line.#end",
                ">= 30 )#>= 30#13#The bracket '(' of this line is not closed before 'then'.#)",
                "$account : Account(#$account Account(#13#A colon is missing behind the name of the pattern.#$account : Account",
                "$account : Account(#Account(#6#has no name that 'then' could use.#$account : Account( … )",
                "silence\");#silence\")#15#The 'then' part can contain only#flags.raise($account, \"executive-silence\");",
                "flags.raise($account, #flags.raise(#15#The 'then' part can contain only#flags.raise($account, \"executive-silence\");",
            })
    void aRuleIsRefusedWithItsCorrection(String from, String to, int line, String sentence, String correction) {
        change(SILENCE, from.replace("¶", "\n"), to == null ? "" : to);
        assertOneProblem(line, SILENCE, sentence, correction);
    }

    @Test
    void aRuleWithoutEndIsNamedNotTheOneBehindIt() {
        change(POWER, "\"power-users-low\");\nend", "\"power-users-low\");");
        assertOneProblem(14, POWER, "The rule 'Too few power users' (line 5) has no 'end' behind this line.", "end");
    }

    @Test
    void aByteOrderMarkDoesNoHarm() {
        change(SILENCE, "package rules;", "\uFEFFpackage rules;");
        new BundleCompiler().compile(RuleBundle.of(files)).close();
    }

    @Test
    void whatIsNotAMistakeIsNotTakenForOne() {
        change(SILENCE, BOUND, "daysSinceExecutiveContact in (20,5), tier not in (\"and\", 'or'), arr > 0");
        new BundleCompiler().compile(RuleBundle.of(files)).close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "seatUtilization >= $param#seatUtilization = $param#6: Cell B6: '=' is not a sign of the rules.#==",
                "seatUtilization >= $param#seatUtilization =< $param#6: Cell B6: '=<' is not a sign of the rules.#<=",
                "seatUtilization >= $param#seat-utilization >= $param#6: Cell B6: 'seat-utilization' is written like#seatUtilization",
                "seatUtilization >= $param#seatUtilization >= $param and arr > 0#6: Cell B6: 'and' is not a word of the rules.#&&",
                ",85,#,>= 85,#8: Cell B8: '>= 85' has a sign, but the column says how it compares.#85",
                ",85,#,= 85,#8: Cell B8: '= 85' has a sign, but the column says how it compares.#85",
                "¶,85,#¶Seat based,85,#8: Cell A8: businessModel cannot be 'Seat based'#SEAT_BASED",
            })
    void aCellIsRefusedWithItsCorrection(String from, String to, String problem, String correction) {
        change(SEATS, from.replace("¶", "\n"), to.replace("¶", "\n"));
        assertRefused(
                SEATS + ":" + problem.substring(0, 1), problem.substring(3), "Did you mean '" + correction + "'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {";#semicolons", "TAB#tabs", "|#'|'"})
    void aRowWithOtherSeparatorsIsRefused(String separator, String named) {
        String row = ",85,seat-limit,OPPORTUNITY,GROW,{seatUtilization} of the seats bought are taken.,seat-limit";
        change(SEATS, row, row.replace(",", separator.equals("TAB") ? "\t" : separator));
        assertRefused(
                SEATS + ":8",
                "The cells of this row are separated by " + named + ", those of the first rows by commas.",
                "Did you mean ','?");
    }

    @Test
    void aTableWithBarsBetweenItsCellsIsRefusedOnce() {
        files.put(SEATS, files.get(SEATS).replace(",", "|"));
        assertRefused(SEATS, "must be separated by commas, semicolons or tabs, not by '|'.");
    }

    @Test
    void aMessageNamesAPersonWhoMayBeMissingOnlyWhereTheyAreThere() {
        change(TASK, "Hello {csm.name},\n", "Hello {csm.name}, write to {sponsor.name}\n");
        assertRefused(
                TASK + ":4",
                "Not every account has 'sponsor', so {sponsor.name} must be inside {#if sponsor}.",
                "Did you mean '{#if sponsor}{sponsor.name}{/if}'?");
        change(TASK, "{sponsor.name}", "{#if sponsor.email && sponsor}{#if csm}{sponsor.name}{/if}{/if}");
        new BundleCompiler().compile(RuleBundle.of(files)).close();
    }

    @Test
    void theItemOfAListHasAValueOnlyInsideItsSection() {
        change(TASK, "  {/for}\n", "  {/for}\n  {person.name}\n");
        assertRefused(TASK + ":10", "'person' has a value only between {#for person in …} and its {/for}.");
    }

    @ParameterizedTest
    @CsvSource({"30 days,30d", "30 Days,30d", "30D,30d", "720 hours,720h", "1 day,1d", "a month,", "900 days,"})
    void aTimeInWordsIsRefusedWithTheTimeThatWasMeant(String words, String time) {
        change(PLAYBOOK, "within: 30d", "within: " + words);
        assertOneProblem(76, PLAYBOOK, "'within' must be", time);
    }

    private void assertOneProblem(int line, String file, String sentence, String correction) {
        BundleRefusedException refused = Assertions.catchThrowableOfType(
                BundleRefusedException.class, () -> new BundleCompiler().compile(RuleBundle.of(files)));
        assertThat(refused).isNotNull();
        List<FileProblem> problems = refused.problems();
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().file() + ":" + problems.getFirst().line())
                .isEqualTo(file + ":" + line);
        assertThat(problems.getFirst().sentence()).contains(sentence);
        assertThat(problems.getFirst().suggestion()).isEqualTo(correction);
    }
}
