package io.tidewatch.rule.compile;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Further mistakes of people who write their first rules: each is one problem, at its place, with a correction where one is known. */
class NewcomerMistakesTest extends ChangedRules {
    private static final String BOUND = "daysSinceExecutiveContact >= 30";
    private static final String JOURNEY = "journeys/onboarding.yaml";

    @BeforeEach
    void addAJourney() {
        files.putAll(FixtureRules.journey());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "daysSinceExecutiveContact >= 3.0.1#'3.0.1' is not a number; a number has one decimal point.#none",
                "daysSinceExecutiveContact >= 99999999999999999999#with at most 15 digits#none",
                "daysSinceExecutiveContact >= \"30\"#'>=' needs a number here, but \"30\" is a text.#30",
                "daysSinceExecutiveContact >= 30 arr > 0#A comma is missing before 'arr'.#, arr",
                "tier == \"A\" arr > 0, daysSinceExecutiveContact > 1#A comma is missing before 'arr'.#, arr",
                "daysSinceExecutiveContact == unknown#To ask whether a value is unknown, write its property with Unknown#none",
                "daysSinceExecutiveContact is unknown#A rule asks by a property of its own#daysSinceExecutiveContactUnknown",
                "daysSinceExecutiveContact is not 30#Rules do not have the words 'is not'.#!=",
                "if daysSinceExecutiveContact >= 30#'if' is too much#none",
                "daysSinceExecutiveContact >= 30, tier in [\"A\"]#A list stands between round brackets.#in ( … )",
                "daysSinceExecutiveContact >= 30, tier in \"A\", \"B\"#A list stands between round brackets.#in ( … )",
                "daysSinceExecutiveContact >= 30;#none ends with ';'#none",
                "daysSinceExecutiveContact >= 30, tier == \"A\", \"B\"#\"B\" alone is not a condition.#none",
                "daysSinceExecutiveContact >= 30, tier == \"A\" || \"B\"#joins conditions, and \"B\" alone is none.#none",
                "daysSinceExecutiveContact >= 30, tier in (\"A\" \"B\")#A comma is missing before \"B\".#, \"B\"",
                "daysSinceExecutiveContact >= 30,#This comma joins nothing#none",
                ", daysSinceExecutiveContact >= 30#This comma joins nothing#none",
                "daysSinceExecutiveContact >= 30)#This closing bracket has no opening bracket.#none",
                "daysSinceExecutiveContact >= 30, arr > 10 EUR#A number has no unit; 'EUR' follows from the metric.#10",
                "account.daysSinceExecutiveContact >= 30#'account' is not the name of a fact#daysSinceExecutiveContact",
            })
    void inACondition(String condition, String sentence, String correction) {
        change(SILENCE, BOUND, condition);
        assertCorrected(SILENCE + ":13", sentence, correction);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "@level(\"AT_RISK\")~@level: \"AT_RISK\"~8~The value of @level must be between brackets.~@level(\"AT_RISK\")",
                "// Where no sponsor~/* Where no sponsor~5~The note that begins with '/*' in this line does not end.~//",
                "Contact >= 30 )~Contact >= 30 # a month¶ )~13~A note begins with '//'~//",
                "@level(\"AT_RISK\")~@level AT_RISK~8~The value of @level must be between brackets.~@level(\"AT_RISK\")",
                "rule \"Executive sponsor silent for 30 days\"~rule Executive sponsor silent~6~The name of a rule must be between quotation marks.~\"Executive sponsor silent\"",
                "// Where no sponsor~# Where no sponsor~5~A note begins with '//'~//",
                "rule \"Executive sponsor silent for 30 days\"~rule \"\"~6~The name of a rule must be one line~none",
                "silent for 30 days\"~silent¶for 30 days\"~6~The name of a rule must be one line~none",
                "rule \"~Rule \"~6~'Rule' is written in small letters.~rule",
                "¶when~¶When~12~'When' is written in small letters.~when",
                "¶then~¶THEN~14~'THEN' is written in small letters.~then",
                "¶end~¶End~16~'End' is written in small letters.~end",
                "¶end~¶end if~16~'if' behind it is too much.~end",
                "¶end~¶then¶end~16~A rule has one 'then'.~none",
                "Account( daysSinceExecutiveContact >= 30 )~Account[ daysSinceExecutiveContact >= 30 ]~13~Conditions stand between round brackets.~Account( … )",
                "Account( daysSinceExecutiveContact >= 30 )~Account{ daysSinceExecutiveContact >= 30 }~13~Conditions stand between round brackets.~Account( … )",
                "{daysSinceExecutiveContact};~{{daysSinceExecutiveContact}};~10~with one pair of brackets around the name.~{daysSinceExecutiveContact}",
                "{daysSinceExecutiveContact};~{days-since-executive-contact};~10~with one pair of brackets around the name.~{daysSinceExecutiveContact}",
                "    @reviewBy~    @clear(\"daysSinceExecutiveContact = 3\")¶    @reviewBy~11~'=' is not a sign of the rules.~==",
                "    @reviewBy~    @for(\"3 days\")¶    @reviewBy~11~@for must be written like 24h or 7d, not '3 days'.~3d",
                "    @reviewBy~    @hold(\"2 weeks\")¶    @reviewBy~11~@hold must be written like 24h or 7d~14d",
                "    @reviewBy~    @reviewEvery(\"3 months\")¶    @reviewBy~11~@reviewEvery must be written like 90d~90d",
                "2027-01-31~31.01.2027~11~@reviewBy must be a date such as 2027-01-31~2027-01-31",
                "2027-01-31~1/31/2027~11~@reviewBy must be a date such as 2027-01-31~2027-01-31",
                "2027-01-31~2027/1/31~11~@reviewBy must be a date such as 2027-01-31~2027-01-31",
                "2027-01-31~01/02/2027~11~@reviewBy must be a date such as 2027-01-31~none",
                "2027-01-31~31.02.2027~11~@reviewBy must be a date such as 2027-01-31~none",
            })
    void inARule(String mistake) {
        String[] parts = mistake.split("~");
        change(SILENCE, parts[0].replace("¶", "\n"), parts[1].replace("¶", "\n"));
        assertCorrected(SILENCE + ":" + parts[2], parts[3], parts[4].equals("none") ? null : parts[4]);
    }

    @Test
    void aFileOfNotesHasNoRules() {
        files.put("thresholds/later.drl", "// later\n");
        assertCorrected("thresholds/later.drl", "The file has no rules.", null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "RuleTable Seat limit##4: The row 'RuleTable …' is missing.#none",
                "seatUtilization >= $param#seatUtilization >= $parm#8: Cell B8: '85' is not used#seatUtilization >= $param",
                "METADATA,ACTION#METADATA,METADATA#4: Cell G4: A column that raises flags or holds judgements is of the kind ACTION.#ACTION",
                "METADATA,ACTION#,ACTION#4: Cell F4: The kind of this column is missing.#none",
                "seatUtilization >= $param#seatUtilization >= 85#8: Cell B8: '85' is not used: the column says 'seatUtilization >= 85'#seatUtilization >= $param",
                "of the seats bought are taken.#of the seats, bought are taken.#8: Cell H8: 'seat-limit' is outside the columns of the table. A text that contains a comma must be between quotation marks.#none",
            })
    void inATable(String from, String to, String problem, String correction) {
        change(SEATS, from, to == null ? "" : to);
        assertCorrected(SEATS + ":" + problem.charAt(0), problem.substring(3), correction);
    }

    @Test
    void aRowThatStandsTwiceInATable() {
        files.put(
                SEATS,
                files.get(SEATS).stripTrailing() + "\n"
                        + files.get(SEATS).lines().toList().getLast() + "\n");
        assertCorrected(SEATS + ":9", "This row is the same as that of line 8; delete one of them.", null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "success:#succes:#75#'succes' is not a known key here.#success",
                "owner:#ownr:#7#'ownr' is not a known key here.#owner",
                "  criterion: The#  goal: The#77#'goal' is not a known key here. 'criterion' is missing.#criterion",
                "name: Executive re-engagement#name: 2027#2#'name' must be text; put it in quotes.#\"2027\"",
                "question: RENEW#question: [RENEW]#3#'question' must be one word, not a list.#none",
                "after: 7d#after: 7#47#'after' must be a time#7d",
                "question: RENEW#question RENEW#3#This line has no ': '.#none",
                "question: RENEW#question: RENEW¶question: GROW#4#The key 'question' appears twice.#none",
                "internalAlignment:¶  - step#internalAlignment:¶    step#29#'internalAlignment' must be a list.#none",
                "    actions:¶      - step: leadership-outreach-leader¶        kind: ESCALATION¶        audience: CS_LEADERSHIP¶        message: leadership-outreach¶#    actions:¶  - step: leadership-outreach-leader¶    kind: ESCALATION¶    audience: CS_LEADERSHIP¶    message: leadership-outreach¶#50#Indent this line further: the item belongs to 'actions' in line 49.#none",
                "owner:¶  role: CSM¶  support: SALES#owner:¶role: CSM¶support: SALES#8#Indent this line further: 'role' belongs to 'owner' in line 7.#none",
                "owner:¶  role: CSM¶  support: SALES#owner: {role:CSM, support:SALES}#7#A space is missing behind a colon.#role: CSM",
                "  - id: leadership-outreach#  -id: leadership-outreach#46#A space is missing behind the '-'#none",
                "failure:¶  actions:#failure:¶actions:#89#Indent this line further: 'actions' belongs to 'failure' in line 88.#none",
                "¶failure:¶  actions:¶    - step: failure-leader¶      kind: NOTICE¶      audience: CS_LEADERSHIP¶      message: run-failed#¶  failure:¶    actions:¶      - step: failure-leader¶        kind: NOTICE¶        audience: CS_LEADERSHIP¶        message: run-failed#88#Indent this line less: 'failure' does not belong to 'success' in line 75.#none",
            })
    void inAPlaybook(String from, String to, int line, String sentence, String correction) {
        change(PLAYBOOK, from.replace("¶", "\n"), to.replace("¶", "\n"));
        assertCorrected(PLAYBOOK + ":" + line, sentence, correction);
    }

    @Test
    void aPlaybookThatIsOpenedMisspelt() {
        files.putAll(FixtureRules.rescue());
        change(
                PLAYBOOK,
                "    actions:\n      - step: leadership-outreach-leader",
                "    opens: rescu\n    actions:\n      - step: leadership-outreach-leader");
        assertCorrected(PLAYBOOK + ":46", "No playbook has the id 'rescu'.", "rescue");
    }

    /** What the other playbooks open cannot be said before this one can be read. */
    @Test
    void aPlaybookThatCannotBeReadIsTheOnlyProblem() {
        files.putAll(FixtureRules.rescue());
        change(PLAYBOOK, "question: RENEW", "question: renew");
        assertCorrected(PLAYBOOK + ":3", "'question' must be one of RENEW, GROW, ADVOCATE, NONE", "RENEW");
    }

    @Test
    void aDeclaredWordThatIsWrongIsReportedWhereItIsDeclared() {
        files.putAll(FixtureRules.adoptionPlan());
        change("playbooks/adoption-plan.playbook.yaml", "  seatsFilled: Four", "  seats-filled: Four");
        assertCorrected(
                "playbooks/adoption-plan.playbook.yaml:13", "A judgement must be a word of 2 to 40 letters", null);
    }

    @Test
    void aWordThatARuleHoldsMisspeltIsNotMissingElsewhere() {
        change(JUDGEMENTS, "judgements.hold($run, \"response\"", "judgements.hold($run, \"respons\"");
        assertCorrected(JUDGEMENTS + ":4", "declares no judgement 'respons'", "response");
    }

    @Test
    void aPlaybookThatARuleNamesMisspeltIsNotMissingElsewhere() {
        files.put(JUDGEMENTS, files.get(JUDGEMENTS).replaceFirst("executive-re-engagement", "executive-reengagement"));
        assertCorrected(
                JUDGEMENTS + ":5", "No playbook has the id 'executive-reengagement'.", "executive-re-engagement");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "{if sales}x{/if}~A section begins with a '#' in its bracket.~{#if sales}",
                "{#if sales}x{/endif}~{/endif} does not close the section {#if} before it.~{/if}",
                "{{account.name}}~with one pair of brackets.~none",
                "{ account.name }~{ account.name } is not allowed~{account.name}",
                "{#if}x{/if}~{#if} is not allowed; sections are~none",
                "{#for m of missing}{m.name}{/for}~{#for m of missing} is not allowed~none",
                "{#include header /}~{#include header /} is not allowed; sections are~none",
                "{#each missing}{name}{/each}~{#each missing} is not allowed~none",
                "{#if flag.level = \"AT_RISK\"}x{/if}~by == or !=.~flag.level == \"AT_RISK\"",
                "{#if flag.level == 'AT_RISK'}x{/if}~by == or !=.~flag.level == \"AT_RISK\"",
                "{#if sales and sponsor}x{/if}~Conditions are joined with~sales && sponsor",
                "{#if metric.arr > 1000}x{/if}~asks only whether the value is known~none",
            })
    void inAMessage(String text, String sentence, String correction) {
        files.put(TASK, files.get(TASK).replaceFirst("\\{flag.sentence}", text.replace("{", "\\{")));
        assertCorrected(TASK + ":5", sentence, correction);
    }

    @ParameterizedTest
    @CsvSource({"hash-code,hashCode", "new,new", "seats-unknown,seatsUnknown"})
    void aMetricWhoseNameInRulesHasAMeaningAlready(String id, String name) {
        files.put("metrics/" + id + ".yaml", files.get("metrics/arr.yaml").replaceFirst("id: arr", "id: " + id));
        assertCorrected(
                "metrics/" + id + ".yaml:1",
                "In rules the metric '" + id + "' would have the name '" + name + "', which is already in use.",
                null);
    }

    /** The engine would show the first bracket and find a section that nothing opens. */
    @Test
    void aBackslashBeforeABracketInAMessage() {
        change(TASK, "{flag.sentence}", "\\{#if flag.level == \"AT_RISK\"}x{/if}");
        assertAmong(TASK + ":5", "A bracket cannot have a backslash before it.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "dueAfter: 14d#dueAfter: 14#11#'dueAfter' must be a number of days#14d",
                "met: seatUtilization >= 10#met: !seatUtilization#13#A value that begins with '!' must be in quotes.#none",
            })
    void inAJourney(String from, String to, int line, String sentence, String correction) {
        change(JOURNEY, from, to);
        assertCorrected(JOURNEY + ":" + line, sentence, correction);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "zone: Berlin#1#The time zone 'Berlin' does not exist.#Europe/Berlin",
                "zone: New York#1#The time zone 'New York' does not exist.#America/New_York",
                "zone: UTC¶daysOff: [24.12.2026]#2#must be a day such as 2026-12-24#2026-12-24",
                "zone: UTC¶weekend: SUNDAY#2#'weekend' must be a list#[SUNDAY]",
            })
    void inACalendar(String text, int line, String sentence, String correction) {
        files.put("calendar.yaml", text.replace("¶", "\n") + "\n");
        assertCorrected("calendar.yaml:" + line, sentence, correction);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                ",85,seat#,'85,seat#'85' is not a number#85",
                ",85,seat#,85 seats,seat#'85 seats' is not a number#85",
                ",85,seat#,− 4,seat#'− 4' is not a number#-4",
                ",85,seat#,(4),seat#'(4)' is not a number#-4",
                ",85,seat#,85 - 95,seat#'85 - 95' is not a number#none",
                ",85,seat#,n/a,seat#'n/a' is not a value. Leave the cell empty when seatUtilization can be anything.#none",
            })
    void aNumberAsASpreadsheetShowsIt(String from, String to, String problem, String correction) {
        change(SEATS, from, to);
        assertCorrected(SEATS + ":8", problem, correction);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "any#Cell A8: 'any' is not a value. Leave the cell empty when businessModel can be anything.",
                "*#Cell A8: '*' is not a value. Leave the cell empty when businessModel can be anything.",
                "SEAT_BASED / ENTERPRISE#Cell A8: A cell has one value. Write a row for each of SEAT_BASED, ENTERPRISE.",
                "\"SEAT_BASED, ENTERPRISE\"#Cell A8: A cell has one value. Write a row for each of SEAT_BASED, ENTERPRISE.",
            })
    void aCellThatNamesSeveralValues(String cell, String problem) {
        change(SEATS, "\n,85,", "\n" + cell + ",85,");
        assertCorrected(SEATS + ":8", problem, null);
    }

    @ParameterizedTest
    @CsvSource({"28-Feb-27", "28. Feb 2027", "28.2.27", "46446"})
    void aDayAsASpreadsheetShowsIt(String day) {
        change(SILENCE, "2027-01-31", day);
        assertCorrected(SILENCE + ":11", "@reviewBy must be a date such as 2027-01-31", "2027-02-28");
    }

    @Test
    void aReasonThatNamesAnotherMetricThanTheRule() {
        change(SILENCE, BOUND, "seatUtilization >= 30");
        assertCorrected(SILENCE + ":10", "@because names 'daysSinceExecutiveContact'", "seatUtilization");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{daysSinceExecutiveContact};#<b>{daysSinceExecutiveContact}</b>;#<b>",
                "{daysSinceExecutiveContact};#{daysSinceExecutiveContact}<br/>;#<br/>",
            })
    void aReasonWithATag(String from, String to, String tag) {
        change(SILENCE, from, to);
        assertCorrected(
                SILENCE + ":10", "@because is plain text: people would read '" + tag + "' as it is written.", null);
    }

    @Test
    void aSignThatIsNotATagMayStandInAReason() {
        change(SILENCE, "{daysSinceExecutiveContact};", "{daysSinceExecutiveContact}, not < 30;");
        new BundleCompiler().compile(RuleBundle.of(files)).close();
    }

    @Test
    void theJudgementsOfAPlaybookThatWereDeleted() {
        files.remove(JUDGEMENTS);
        assertCorrected(
                PLAYBOOK,
                "No rule judges this playbook. Write " + JUDGEMENTS + ", with rules that hold failure, response,",
                null);
    }

    @Test
    void aPlaybookThatWasDeletedIsMissingOnce() {
        files.put(JUDGEMENTS, files.get(JUDGEMENTS).replace("executive-re-engagement", "another-playbook"));
        assertCorrected(JUDGEMENTS + ":5", "No playbook has the id 'another-playbook'.", null);
    }

    @Test
    void aWordThatWasNotDeclaredIsMissingOnce() {
        files.putAll(FixtureRules.adoptionPlan());
        change(JUDGEMENTS, "\"response\"", "\"seatsFilled\"");
        change(JUDGEMENTS, "responseAfterDays", "seatsFilledAfterDays");
        assertCorrected(JUDGEMENTS + ":4", "declares no judgement 'seatsFilled'", null);
    }

    @Test
    void aWordThatNoPlaybookDeclares() {
        change(PLAYBOOK, "  strategicConversation: A strategic conversation is on record.\n", "");
        assertCorrected(
                JUDGEMENTS + ":28",
                "Run has no property 'strategicConversation', and no playbook declares a judgement of that name.",
                null);
    }

    @ParameterizedTest
    @CsvSource({"24,24h", "48,48h", "30,30d"})
    void aTimeWithoutItsUnit(String number, String time) {
        change(PLAYBOOK, "within: 30d", "within: " + number);
        assertCorrected(PLAYBOOK + ":76", "'within' must be elapsed time", time);
    }

    @Test
    void aPersonWhereAMappingIsNeeded() {
        change(PLAYBOOK, "owner:\n  role: CSM\n  support: SALES\n", "owner: CSM\n");
        assertCorrected(PLAYBOOK + ":7", "'owner' must be a mapping such as {role: CSM}, not 'CSM'.", null);
    }

    private void assertCorrected(String place, String sentence, String correction) {
        if (correction == null) {
            assertRefused(place, sentence);
        } else {
            assertRefused(place, sentence, "Did you mean '" + correction + "'?");
        }
    }
}
