package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.scenario.ScenarioReport;
import io.tidewatch.rule.scenario.ScenarioRunner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an analyst is told about a slip: file, line, a plain sentence and what was probably meant. */
class RuleProblemsTest {
    private static final String SILENCE = "thresholds/executive-silence.drl";
    private static final String SEATS = "thresholds/seat-limit.drl.csv";
    private static final String PLAYBOOK = "playbooks/executive-re-engagement.playbook.yaml";
    private static final String JUDGEMENTS = "playbooks/executive-re-engagement.drl";
    private static final String TASK = "messages/sponsor-mail-task.yaml";
    private final Map<String, String> files =
            new TreeMap<>(FixtureRules.bundle().files());

    @Test
    void aPlaybookThatWouldSendTooMuchIsRefused() {
        StringBuilder alerts = new StringBuilder("internalAlignment:\n");
        for (int number = 0; number < 40; number++) {
            alerts.append("  - {step: alert-").append(number);
            alerts.append(", kind: ALERT, audience: SALES, message: sales-alert}\n");
        }
        change(PLAYBOOK, "internalAlignment:\n", alerts.toString());
        assertThat(problems()).singleElement().asString().contains("at most 40 actions");
    }

    @Test
    void aRunThatWouldRemindEveryHourForWeeksIsRefused() {
        change(PLAYBOOK, "every: 24h", "every: 1h");
        assertThat(problems()).singleElement().asString().contains("at most 60 reminders");
    }

    @Test
    void aHoldIsWrittenLikeADuration() {
        change(SILENCE, "@reviewBy", "@hold(\"a week\")\n    @reviewBy");
        assertThat(problems()).singleElement().asString().contains("@hold", "7d");
    }

    @Test
    void aMisspeltMetricIsNamedWithASuggestion() {
        change(SILENCE, "Account( daysSinceExecutiveContact", "Account( daysSinceExecContact");
        change(SILENCE, "{daysSinceExecutiveContact}; {daysSinceExecutiveContact.outreach}", "too long");
        assertThat(problems())
                .containsExactly(SILENCE + ":13: Account has no property 'daysSinceExecContact'."
                        + " Did you mean 'daysSinceExecutiveContact'?");
    }

    @Test
    void aMisspeltFactTypeIsNamedWithASuggestion() {
        change(SILENCE, "$account : Account(", "$account : Acount(");
        assertThat(problems())
                .containsExactly(SILENCE + ":13: The first pattern must be Account( … ), not 'Acount'."
                        + " Did you mean 'Account'?");
    }

    @Test
    void comparingANumberWithATextIsRefused() {
        change(SILENCE, ">= 30", ">= \"30\"");
        assertThat(problems()).singleElement().asString().contains(":13: '>=' needs a number here");
    }

    @Test
    void missingMetadataAndUnknownWordsAreNamed() {
        change(SILENCE, "    @question(\"RENEW\")\n", "");
        assertThat(problems())
                .containsExactly(SILENCE + ":6: The rule 'Executive sponsor silent for 30 days' lacks @question.");
        files.putAll(FixtureRules.bundle().files());
        change(SILENCE, "@level(\"AT_RISK\")", "@level(\"AT_RISC\")");
        assertThat(problems()).singleElement().asString().endsWith("Did you mean 'AT_RISK'?");
    }

    @Test
    void raisingAnotherThresholdThanTheRuleIsMarkedWithIsRefused() {
        change(SILENCE, "flags.raise($account, \"executive-silence\")", "flags.raise($account, \"silence\")");
        assertThat(problems()).singleElement().asString().contains("but raises 'silence'");
    }

    @Test
    void aReasonThatNamesWhatTheRuleDoesNotReadIsRefused() {
        change(SILENCE, "{daysSinceExecutiveContact}", "{daysSinceExecutiveContakt}");
        assertThat(problems()).singleElement().asString().endsWith("Did you mean 'daysSinceExecutiveContact'?");
    }

    @Test
    void emptyAndUnparsableFilesAreRefused() {
        files.put("thresholds/empty.drl", "");
        assertThat(problems()).singleElement().asString().startsWith("thresholds/empty.drl");
        files.put("thresholds/empty.drl", "package rules;\n");
        assertThat(problems()).containsExactly("thresholds/empty.drl: The file has no rules.");
        files.put("thresholds/empty.drl", "package rules;\n\nrule \"x\"\nwhen\n   Account( arr > )\nthen\nend\n");
        assertThat(problems()).isNotEmpty().allMatch(line -> line.startsWith("thresholds/empty.drl:"));
    }

    @Test
    void twoFilesCannotDefineOneThreshold() {
        files.put("thresholds/copy.drl", files.get(SILENCE));
        assertThat(problems()).singleElement().asString().contains("The threshold 'executive-silence' is already in");
    }

    @Test
    void aTableWhoseColumnsWouldCrossJoinIsRefused() {
        change(SEATS, "$account : Account...,$account : Account...", "$account : Account,Account");
        change(SEATS, ",85,seat-limit", "SEAT_BASED,85,seat-limit");
        assertThat(problems()).singleElement().asString().contains("A threshold has one pattern only");
    }

    @Test
    void aTouchpointOfAnyAccountIsRefused() {
        change(JUDGEMENTS, "account == $run.account, withSponsor", "withSponsor");
        assertThat(problems()).singleElement().asString().contains("must begin with account == $run.account");
    }

    @Test
    void aPlaybookIsCheckedAgainstThresholdsMessagesAndJudgements() {
        change(PLAYBOOK, "flag: executive-silence", "flag: executive-silense");
        change(PLAYBOOK, "message: sales-alert", "message: sales-alarm");
        change(PLAYBOOK, "after: 7d", "after: one week");
        change(PLAYBOOK, "kind: TASK", "kind: TASKS");
        assertThat(problems())
                .hasSize(4)
                .anyMatch(line ->
                        line.endsWith("There is no flag 'executive-silense'. Did you mean 'executive-silence'?"))
                .anyMatch(line -> line.endsWith("There is no message 'sales-alarm'. Did you mean 'sales-alert'?"))
                .anyMatch(line -> line.contains("'after' is written like 24h or 7d, not 'one week'."))
                .anyMatch(line -> line.endsWith("Did you mean 'TASK'?"));
    }

    @Test
    void aPlaybookWithoutAJudgementItNeedsIsRefused() {
        change(JUDGEMENTS, "judgements.hold($run, \"failure\");", "judgements.hold($run, \"success\");");
        assertThat(problems())
                .containsExactly(PLAYBOOK
                        + ": No rule in playbooks/ holds 'failure' for the playbook 'executive-re-engagement'.");
    }

    @Test
    void messagesShowOnlyTheDataTheyAreGiven() {
        change(TASK, "{flag.sentence}", "{flag.sentense}");
        change(TASK, "{csm.name}", "{csm.getClass()}");
        assertThat(problems())
                .anyMatch(line -> line.contains("'flag' has no 'sentense'."))
                .anyMatch(line -> line.contains("{csm.getClass()} is not allowed"));
    }

    @Test
    void conditionsOfMessagesCompareKnownNamesWithTexts() {
        change(TASK, "{#if sales}", "{#if sale.name == \"x\" || account.segment == \"Enterprise\"}");
        assertThat(problems())
                .isNotEmpty()
                .allMatch(line -> line.endsWith("There is no 'sale' for messages. Did you mean 'sales'?"));
    }

    @Test
    void aSectionThatIsNotClosedIsRefused() {
        change(TASK, "{/for}", "");
        assertThat(problems()).anyMatch(line -> line.contains("is not closed"));
    }

    @Test
    void aTemplateCannotHideATagBehindTheEndOfALine() {
        change(TASK, "{flag.sentence}", "{#for i\n  in 100000000}x{/for} {csm.name\n  .toString()} {csm.name");
        assertThat(problems())
                .anyMatch(line -> line.contains("{#for i"))
                .anyMatch(line -> line.contains("{csm.name .toString()}"))
                .anyMatch(line -> line.contains("{csm.name is not closed."));
    }

    @Test
    void loopsOfATemplateCannotMultiply() {
        change(TASK, "{flag.sentence}", "{#for a in values}{#for b in values}x{/for}{/for}");
        assertThat(problems()).anyMatch(line -> line.contains("A {#for} inside of a {#for} is not allowed."));
    }

    @Test
    void twoMetricsCannotHaveOneNameInRules() {
        String arr = "metrics/arr.yaml";
        files.put("metrics/arr-known.yaml", files.get(arr).replace("id: arr", "id: arr-known"));
        files.put("metrics/segment.yaml", files.get(arr).replace("id: arr", "id: segment"));
        files.put("metrics/class.yaml", files.get(arr).replace("id: arr", "id: class"));
        assertThat(problems())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("metrics/arr-known.yaml:1: ") && line.contains("'arrKnown'"))
                .anyMatch(line -> line.startsWith("metrics/segment.yaml:1: ") && line.contains("'segment'"))
                .anyMatch(line -> line.startsWith("metrics/class.yaml:1: ") && line.contains("'class'"));
    }

    @Test
    void aBundleOfEndlesslyManyRulesIsRefusedBeforeItIsCompiled() {
        String rule = files.get("thresholds/power-users.drl").replace("package rules;", "");
        for (int file = 0; file < 4; file++) {
            StringBuilder drl = new StringBuilder("package rules;\n");
            for (int number = 0; number < 300; number++) {
                drl.append(rule.replace("\"Too", "\"" + number + " Too")
                        .replace("\"Many", "\"" + number + " Many")
                        .replaceAll("(?m)^//.*\n|^ *@reviewBy.*\n", "")
                        .replaceAll("\\s+", " "));
            }
            files.put("thresholds/many" + file + ".drl", drl.toString());
        }
        assertThat(problems()).contains("bundle: A bundle can have at most 2000 rules.");
    }

    @Test
    void aRuleOfManyAlternativesOrTermsIsCompiledInSeconds() {
        change(
                SILENCE,
                ">= 30",
                ">= 30 || arr > 5" + " || arr > 1".repeat(60) + ", arr" + " + 1".repeat(60) + " > 0, arr in (1"
                        + ", 2.5".repeat(60) + ")");
        CompiledBundle compiled = new BundleCompiler(Duration.ofSeconds(90)).compile(RuleBundle.of(files));
        assertThat(compiled.thresholds()).isNotEmpty();
        compiled.dispose();
    }

    @Test
    void aStoryOfEndlesslyManyTouchpointsIsRefused() {
        String touchpoints = "{day: 1, kind: CALL}, ".repeat(101);
        ScenarioReport report = run("""
                stories:
                  - name: many
                    until: 400
                    touchpoints: [%s]
                """.formatted(touchpoints));
        assertThat(report.problems())
                .extracting(FileProblem::sentence)
                .contains("A story has at most 100 touchpoints.");
    }

    private ScenarioReport run(String scenarios) {
        files.put("scenarios/many.yaml", scenarios);
        RuleBundle bundle = RuleBundle.of(files);
        try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
            return ScenarioRunner.run(bundle, compiled);
        }
    }

    @Test
    void aFileThatFitsNoKindIsRefused() {
        files.put("thresholds/seat-limit.csv", "hello");
        assertThat(problems())
                .containsExactly(
                        "thresholds/seat-limit.csv: The name of a file in this folder must end in .drl or .drl.csv.");
    }

    @Test
    void endlesslyManyProblemsAreCountedNotListed() {
        for (int file = 0; file < 7; file++) {
            files.put("playbooks/p" + file + ".playbook.yaml", "escalations:\n" + "- 1\n".repeat(60_000));
        }
        assertThat(problems())
                .hasSize(ProblemList.MOST + 1)
                .last()
                .asString()
                .matches("bundle: There are 4\\d{5} more.*");
        files.keySet().removeIf(file -> file.matches("playbooks/p\\d.*"));
        change(SILENCE, "@level(\"AT_RISK\")", "@level(\"" + "A".repeat(100_000) + "\")");
        assertThat(problems()).allSatisfy(problem -> assertThat(problem).hasSizeLessThan(1_000));
    }

    @Test
    void whatNoLaterStepCouldStoreOrSendIsRefused() {
        String playbook = files.get(PLAYBOOK);
        for (String step : List.of("s".repeat(6_000), "\"a\\0b\"", "\"a\\u0007b\"")) {
            files.put(PLAYBOOK, playbook.replace("step: crm-at-risk", "step: " + step));
            assertThat(problems())
                    .singleElement()
                    .asString()
                    .startsWith(PLAYBOOK + ":")
                    .contains("'step'");
        }
        files.put(PLAYBOOK, playbook.replace("crmStage: AT_RISK", "crmStage: " + "S".repeat(61)));
        assertThat(problems()).singleElement().asString().contains("'crmStage' must be one line");
        files.put(PLAYBOOK, playbook.replace("within: 30d", "within: 9999d"));
        assertThat(problems()).first().asString().contains("'within' must be at most 730d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=\"https://example.com/x.gif\">",
                "<p onclick=\"x()\">",
                "<a href=\"javascript:x()\">",
                "<a href=\"{sponsor.email}\">",
                "<p style=\"background:url(https://example.com)\">",
                "<iframe src=\"https://example.com\">",
                "<form action=\"https://example.com\">",
                "<{flag.id}>",
                "<p"
            })
    void whatAMailMustNotHoldIsRefused(String html) {
        change(TASK, "<p>{flag.sentence}</p>", html);
        assertThat(problems()).singleElement().asString().contains("is not allowed in a mail");
    }

    @Test
    void linksAndStructureOfAMailAreAllowed() {
        change(
                TASK,
                "<p>{flag.sentence}</p>",
                "<h2>A</h2><ul><li><strong>b</strong><br/></li></ul><a href=\"mailto:{csm.email}\">c</a>"
                        + "<a href=\"https://example.com/a?b=c\">d</a> 1 &lt; 2");
        new BundleCompiler().compile(RuleBundle.of(files)).dispose();
    }

    @Test
    void anEmptyOrEndlessMailIsRefused() {
        change(
                TASK,
                files.get(TASK).substring(files.get(TASK).indexOf("html:")),
                "html: \"<p>{#if sales} {/if}</p>\"\n");
        assertThat(problems()).singleElement().asString().contains("'html' shows nothing.");
        change(TASK, "<p>{#if sales} {/if}</p>", "x".repeat(65_537));
        assertThat(problems()).singleElement().asString().contains("'html' must have at most 65536 characters.");
    }

    @Test
    void onlyNamesThatCanBeShownAreAllowedAndSuggested() {
        String task = files.get(TASK);
        files.put(TASK, task.replace("{flag.sentence}", "{account}"));
        assertThat(problems()).isNotEmpty().allMatch(line -> line.contains("{account} must name the value to show"));
        files.put(TASK, task.replace("{flag.sentence}", "{values}"));
        assertThat(problems()).isNotEmpty().allMatch(line -> line.contains("{values} is a list"));
        files.put(TASK, task.replace("{flag.sentence}", "{item.name}"));
        assertThat(problems()).isNotEmpty().allMatch(line -> line.contains("There is no 'item' for messages."));
        files.put(TASK, task.replace("{#if item.explanation}", "{#if item.name == \"Seats\"}"));
        assertThat(problems()).singleElement().asString().contains("'item.name' is never 'Seats'");
        files.put(TASK, task.replace("{#if sales}", "{#if flag.level == \"HIGH\"}"));
        assertThat(problems()).singleElement().asString().contains("'flag.level' is never 'HIGH'");
    }

    @Test
    void timesInAMessageAreThoseOfThePlaybookThatSendsIt() {
        change(TASK, "{flag.sentence}", "{playbook.leadershipOutreach}, {playbook.window}, {playbook.due}");
        change(PLAYBOOK, "after: 7d", "after: 36h");
        try (CompiledBundle compiled = new BundleCompiler().compile(RuleBundle.of(files))) {
            assertThat(compiled.message("executive-re-engagement", "sponsor-mail-task")
                            .text())
                    .contains("36 hours, 30 days, 1 day");
        }
        change(TASK, "{playbook.window}", "{playbook.windows}");
        assertThat(problems())
                .containsExactly(
                        "messages/sponsor-mail-task.yaml: The playbook 'executive-re-engagement' sends this message,"
                                + " but has no 'windows'. Did you mean 'window'?");
    }

    @Test
    void aWordThatNoAccountCanHaveIsRefusedWithTheList() {
        change(SILENCE, "Account( ", "Account( lifecycleStage == \"Adoptoin\", ");
        assertThat(problems())
                .containsExactly(
                        SILENCE + ":13: lifecycleStage is never 'Adoptoin'; it is one of IMPLEMENTATION, ADOPTION,"
                                + " ENGAGEMENT, RENEWAL. Did you mean 'ADOPTION'?");
        change(SILENCE, "lifecycleStage == \"Adoptoin\"", "\"SEATS\" != businessModel");
        assertThat(problems()).singleElement().asString().contains("businessModel is never 'SEATS'");
        change(SILENCE, "\"SEATS\" != businessModel", "businessModel not in (\"SEAT_BASED\", \"x\")");
        assertThat(problems()).singleElement().asString().contains("businessModel is never 'x'");
        files.putAll(FixtureRules.bundle().files());
        change(JUDGEMENTS, "kind == \"MEETING\"", "kind == \"Meeting\"");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("kind is never 'Meeting'")
                .contains("'MEETING'?");
        files.putAll(FixtureRules.bundle().files());
        assertThat(run("""
                        cases:
                          - {name: a, account: {lifecycleStage: Onboarding}, values: {arr: 1}, raised: []}
                        """).problems())
                .extracting(FileProblem::sentence)
                .singleElement()
                .asString()
                .contains("'lifecycleStage' is never 'Onboarding'; it is one of IMPLEMENTATION");
    }

    @Test
    void aPathOverFactsIsRefusedWithFileAndLine() {
        change(SILENCE, "$account : Account( daysSinceExecutiveContact >= 30 )", "$account : /accounts[ arr > 3 ]");
        assertThat(problems()).isNotEmpty().allMatch(line -> line.startsWith(SILENCE + ":13: "));
    }

    @Test
    void storiesThatMultiplyWithJoinsAreRefused() {
        StringBuilder joins = new StringBuilder(files.get(JUDGEMENTS));
        for (int rule = 0; rule < 30; rule++) {
            joins.append("rule \"").append(rule).append("""
                    " @playbook("executive-re-engagement")
                    when
                        $run : Run()
                        Touchpoint( account == $run.account, withSponsor )
                        Touchpoint( account == $run.account, withSponsor )
                    then
                        judgements.hold($run, "strategicConversation");
                    end
                    """);
        }
        files.put(JUDGEMENTS, joins.toString());
        files.remove("scenarios/executive-re-engagement.yaml");
        assertThat(run("""
                        stories:
                          - name: many
                            values: [{from: 0, daysSinceExecutiveContact: {since: -400}}]
                            until: 400
                            expect: [{day: 0, raised: [executive-silence]}]
                            touchpoints: [%s]
                        """.formatted("{day: 1, kind: CALL}, ".repeat(100))).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.describe())
                        .startsWith("scenarios/many.yaml:2: The rules join too many touchpoints"));
    }

    @Test
    void allSlipsAreToldAtOnce() {
        change(SILENCE, ">= 30", ">> 30");
        change("thresholds/power-users.drl", "powerUserPercentage > 50", "powerUserPercent > 50");
        change(TASK, "{flag.sentence}", "{flag.sentense}");
        assertThat(problems())
                .hasSizeGreaterThanOrEqualTo(3)
                .anyMatch(line -> line.startsWith(SILENCE))
                .anyMatch(line -> line.startsWith("thresholds/power-users.drl"))
                .anyMatch(line -> line.startsWith(TASK));
    }

    @Test
    void withoutAnyThresholdNothingIsAccepted() {
        files.keySet().removeIf(file -> !file.startsWith("metrics/"));
        assertThat(problems()).containsExactly("thresholds: A bundle needs at least one threshold.");
    }

    @Test
    void compilingIsGivenUpAfterItsTime() {
        BundleRefusedException refused =
                catchThrowableOfType(BundleRefusedException.class, () -> new BundleCompiler(Duration.ofMillis(1))
                        .compile(FixtureRules.bundle()));
        assertThat(refused.problems()).singleElement().satisfies(problem -> assertThat(problem.sentence())
                .contains("was stopped"));
    }

    private void change(String file, String from, String to) {
        assertThat(files.get(file)).contains(from);
        files.put(file, files.get(file).replace(from, to));
    }

    private List<String> problems() {
        BundleRefusedException refused = catchThrowableOfType(
                BundleRefusedException.class, () -> new BundleCompiler().compile(RuleBundle.of(files)));
        assertThat(refused).as("the bundle should have been refused").isNotNull();
        return refused.problems().stream().map(FileProblem::describe).distinct().toList();
    }
}
