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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an analyst reads about a mistake: file, line, the words concerned and what was probably meant. */
class RuleProblemsTest extends ChangedRules {
    private static CompiledBundle fixture;

    @BeforeAll
    static void compileTheFixture() {
        fixture = new BundleCompiler().compile(FixtureRules.bundle());
    }

    @AfterAll
    static void disposeOfTheFixture() {
        fixture.dispose();
    }

    @Test
    void aPlaybookThatWouldSendTooMuchIsRefused() {
        StringBuilder alerts = new StringBuilder("internalAlignment:\n");
        for (int number = 0; number < 40; number++) {
            alerts.append("  - {step: alert-").append(number);
            alerts.append(", kind: ALERT, audience: SALES, message: sales-alert}\n");
        }
        change(PLAYBOOK, "internalAlignment:\n", alerts.toString());
        assertRefused(PLAYBOOK + ":11", " 40 ", " 52.");
    }

    @Test
    void aRunThatWouldRemindEveryHourForWeeksIsRefused() {
        change(PLAYBOOK, "every: 24h", "every: 1h");
        assertRefused(PLAYBOOK + ":36", " 60 ", "'every'");
    }

    @Test
    void aHoldIsWrittenLikeADuration() {
        change(SILENCE, "@reviewBy", "@hold(\"a week\")\n    @reviewBy");
        assertRefused(SILENCE + ":11", "@hold", "7d", "'a week'");
    }

    @Test
    void aMisspeltMetricIsNamedWithASuggestion() {
        change(SILENCE, "Account( daysSinceExecutiveContact", "Account( daysSinceExecContact");
        change(SILENCE, "{daysSinceExecutiveContact}; {daysSinceExecutiveContact.outreach}", "too long");
        assertRefused(SILENCE + ":13", "'daysSinceExecContact'", "'daysSinceExecutiveContact'?");
    }

    @Test
    void aMisspeltFactTypeIsNamedWithASuggestion() {
        change(SILENCE, "$account : Account(", "$account : Acount(");
        assertRefused(SILENCE + ":13", "'Acount'", "'Account'?");
    }

    @Test
    void comparingANumberWithATextIsRefused() {
        change(SILENCE, ">= 30", ">= \"30\"");
        assertRefused(SILENCE + ":13", "'>='", "a number", "\"30\"");
    }

    @Test
    void aPercentSignBehindANumberIsRefused() {
        change(SILENCE, ">= 30", ">= 30%");
        assertRefused(SILENCE + ":13", "'%'", "unit");
        change(SILENCE, ">= 30%", ">= 30 %");
        assertRefused(SILENCE + ":13", "'%'", "unit");
    }

    @Test
    void missingMetadataAndUnknownWordsAreNamed() {
        change(SILENCE, "    @question(\"RENEW\")\n", "");
        assertRefused(SILENCE + ":6", "'Executive sponsor silent for 30 days'", "@question");
        files.putAll(FixtureRules.bundle().files());
        change(SILENCE, "@level(\"AT_RISK\")", "@level(\"AT_RISC\")");
        assertRefused(SILENCE + ":8", "@level", "'AT_RISC'", "'AT_RISK'?");
    }

    @Test
    void everyMissingAnnotationIsNamedAtOnce() {
        change(SILENCE, "    @question(\"RENEW\")\n", "");
        change(SILENCE, "    @level(\"AT_RISK\")\n", "");
        assertRefused(SILENCE + ":6", "'Executive sponsor silent for 30 days'", "@level", "@question");
    }

    @Test
    void raisingAnotherThresholdThanTheRuleIsMarkedWithIsRefused() {
        change(SILENCE, "flags.raise($account, \"executive-silence\")", "flags.raise($account, \"silence\")");
        assertRefused(SILENCE + ":7", "'silence'", "executive-silence");
    }

    @Test
    void aReasonThatNamesWhatTheRuleDoesNotReadIsRefused() {
        change(SILENCE, "{daysSinceExecutiveContact}", "{daysSinceExecutiveContakt}");
        assertRefused(SILENCE + ":10", "'daysSinceExecutiveContakt'", "'daysSinceExecutiveContact'?");
    }

    @Test
    void emptyAndUnparsableFilesAreRefused() {
        files.put("thresholds/empty.drl", "");
        assertRefused("thresholds/empty.drl", "file");
        files.put("thresholds/empty.drl", "package rules;\n");
        assertRefused("thresholds/empty.drl", "file");
        files.put("thresholds/empty.drl", "package rules;\n\nrule \"x\"\nwhen\n   Account( arr > )\nthen\nend\n");
        assertThat(problems()).isNotEmpty().allMatch(line -> line.startsWith("thresholds/empty.drl:"));
    }

    @Test
    void twoFilesCannotDefineOneThreshold() {
        files.put("thresholds/copy.drl", files.get(SILENCE));
        assertRefused(SILENCE + ":7", "'executive-silence'", "thresholds/copy.drl");
    }

    @Test
    void aTableWhoseColumnsWouldCrossJoinIsRefused() {
        change(SEATS, "$account : Account...,$account : Account...", "$account : Account,Account");
        change(SEATS, ",85,seat-limit", "SEAT_BASED,85,seat-limit");
        assertRefused(SEATS + ":8", "pattern", "Account(");
    }

    @Test
    void aTouchpointOfAnyAccountIsRefused() {
        change(JUDGEMENTS, "account == $run.account, withSponsor", "withSponsor");
        assertRefused(JUDGEMENTS + ":8", "Touchpoint", "account == $run.account");
    }

    @Test
    void aPlaybookIsCheckedAgainstThresholdsMessagesAndJudgements() {
        change(PLAYBOOK, "flag: executive-silence", "flag: executive-silense");
        change(PLAYBOOK, "message: sales-alert", "message: sales-alarm");
        change(PLAYBOOK, "after: 7d", "after: one week");
        change(PLAYBOOK, "kind: TASK", "kind: TASKS");
        assertThat(problems()).hasSize(4);
        assertAmong(PLAYBOOK + ":6", "'executive-silense'", "'executive-silence'?");
        assertAmong(PLAYBOOK + ":16", "'kind'", "'TASKS'", "'TASK'?");
        assertAmong(PLAYBOOK + ":27", "'sales-alarm'", "'sales-alert'?");
        assertAmong(PLAYBOOK + ":47", "'after'", "24h", "7d", "'one week'");
    }

    @Test
    void everyFieldOfThePlaybookBuilderIsNeeded() {
        String playbook = files.get(PLAYBOOK);
        for (String field :
                List.of("metric", "owner", "immediateActions", "internalAlignment", "escalations", "success")) {
            files.put(PLAYBOOK, playbook.replaceFirst("(?m)^" + field + ":.*\n(?:[ #].*\n)*", ""));
            assertThat(problems()).anyMatch(line -> line.contains("'" + field + "' is missing."));
        }
        files.put(PLAYBOOK, playbook.replaceFirst("(?m)^flag:.*\n", ""));
        assertThat(problems()).anyMatch(line -> line.startsWith(PLAYBOOK) && line.contains("'flag'"));
    }

    @Test
    void whereNobodyElseIsNeededTheEmptyListIsSuggested() {
        files.put(PLAYBOOK, files.get(PLAYBOOK).replaceFirst("(?m)^internalAlignment:.*\n(?:[ #].*\n)*", ""));
        assertThat(problems())
                .singleElement()
                .asString()
                .endsWith("'internalAlignment' is missing. Did you mean 'internalAlignment: []'?");
    }

    @Test
    void aPlaybookWithoutAJudgementItNeedsIsRefused() {
        change(JUDGEMENTS, "judgements.hold($run, \"failure\");", "judgements.hold($run, \"success\");");
        assertRefused(PLAYBOOK, "failure", "'executive-re-engagement'");
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
                        .replaceAll("\\s+", " ")
                        .concat("\n"));
            }
            files.put("thresholds/many" + file + ".drl", drl.toString());
        }
        assertRefused("bundle", "2000");
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
        assertThat(report.problems()).singleElement().satisfies(problem -> assertThat(problem.describe())
                .startsWith("scenarios/many.yaml:4: ")
                .contains("'touchpoints'", " 100 "));
    }

    /** Runs scenarios on the rules of the fixture. */
    private static ScenarioReport run(String scenarios) {
        return ScenarioRunner.run(RuleBundle.of(Map.of("scenarios/many.yaml", scenarios)), fixture);
    }

    @Test
    void aFileThatFitsNoKindIsRefused() {
        files.put("thresholds/seat-limit.csv", "hello");
        assertRefused("thresholds/seat-limit.csv", ".drl, .drl.csv or .drl.xlsx");
    }

    @Test
    void endlesslyManyProblemsAreCountedNotListed() {
        for (int file = 0; file < 7; file++) {
            files.put("playbooks/p" + file + ".playbook.yaml", "escalations:\n" + "- 1\n".repeat(15_000));
        }
        assertThat(problems()).hasSize(ProblemList.MOST + 1).last().asString().matches("bundle: .* 10\\d{4} .*");
        files.keySet().removeIf(file -> file.matches("playbooks/p\\d.*"));
        change(SILENCE, "@level(\"AT_RISK\")", "@level(\"" + "A".repeat(100_000) + "\")");
        assertThat(problems()).allSatisfy(problem -> assertThat(problem).hasSizeLessThan(1_000));
    }

    @Test
    void whatNoLaterStepCouldStoreOrSendIsRefused() {
        String playbook = files.get(PLAYBOOK);
        files.put(PLAYBOOK, playbook.replace("step: crm-at-risk", "step: " + "s".repeat(6_000)));
        assertRefused(PLAYBOOK + ":20", "'step'", " 60 ");
        files.put(PLAYBOOK, playbook.replace("step: crm-at-risk", "step: \"a\\0b\""));
        assertRefused(PLAYBOOK + ":20", "U+0000");
        files.put(PLAYBOOK, playbook.replace("step: crm-at-risk", "step: \"a\\u0007b\""));
        assertRefused(PLAYBOOK + ":20", "U+0007");
        files.put(PLAYBOOK, playbook.replace("crmStage: AT_RISK", "crmStage: " + "S".repeat(61)));
        assertRefused(PLAYBOOK + ":23", "'crmStage'", " 60 ");
        files.put(PLAYBOOK, playbook.replace("within: 30d", "within: 9999d"));
        assertRefused(PLAYBOOK + ":76", "'within'", "730d", "'9999d'");
    }

    @Test
    void whatAnActionNeedsDependsOnItsKind() {
        change(PLAYBOOK, "      crmStage: AT_RISK\n", "");
        change(PLAYBOOK, "audience: SALES\n      message: sales-alert", "audience: CRM\n      crmStage: X");
        assertThat(problems()).hasSize(4);
        assertAmong(PLAYBOOK + ":20", "'crmStage'", "'kind'", "CRM_UPDATE");
        assertAmong(PLAYBOOK + ":23", "'message'", "'kind'", "ALERT");
        assertAmong(PLAYBOOK + ":25", "'audience'", "EXECUTIVE", "'CRM'", "'kind'", "ALERT");
        assertAmong(PLAYBOOK + ":26", "'crmStage'", "'kind'", "ALERT");
    }

    @Test
    void everyKeyOfAPlaybookIsItsOwnAndAReminderIsOfAnImmediateAction() {
        change(PLAYBOOK, "- step: sales-alert", "- step: sponsor-mail");
        change(PLAYBOOK, "of: sponsor-mail", "of: sponsor-mails");
        change(PLAYBOOK, "after: 14d", "after: 30d");
        assertThat(problems()).hasSize(3);
        assertAmong(PLAYBOOK + ":24", "'sponsor-mail'");
        assertAmong(PLAYBOOK + ":38", "'sponsor-mails'", "'sponsor-mail'?");
        assertAmong(PLAYBOOK + ":54", "'renewal-risk-protocol'");
    }

    @Test
    void aWordThatNoAccountCanHaveIsRefusedWithTheList() {
        change(SILENCE, "Account( ", "Account( lifecycleStage == \"Adoptoin\", ");
        assertRefused(
                SILENCE + ":13",
                "lifecycleStage",
                "'Adoptoin'",
                "IMPLEMENTATION, ADOPTION, ENGAGEMENT, RENEWAL",
                "'ADOPTION'?");
        change(SILENCE, "lifecycleStage == \"Adoptoin\"", "\"SEATS\" != businessModel");
        assertRefused(SILENCE + ":13", "businessModel", "'SEATS'");
        change(SILENCE, "\"SEATS\" != businessModel", "businessModel not in (\"SEAT_BASED\", \"x\")");
        assertRefused(SILENCE + ":13", "businessModel", "'x'");
        files.putAll(FixtureRules.bundle().files());
        change(JUDGEMENTS, "kind == \"MEETING\"", "kind == \"Meeting\"");
        assertRefused(JUDGEMENTS + ":19", "kind", "'Meeting'", "'MEETING'?");
        files.putAll(FixtureRules.bundle().files());
        assertThat(run("""
                        cases:
                          - {name: a, account: {lifecycleStage: Onboarding}, values: {arr: 1}, raised: []}
                        """).problems()).singleElement().satisfies(problem -> assertThat(problem.describe())
                .startsWith("scenarios/many.yaml:2: ")
                .contains("'lifecycleStage'", "'Onboarding'", "IMPLEMENTATION, ADOPTION, ENGAGEMENT, RENEWAL"));
    }

    @Test
    void mistakesInAScenarioAreNamedWithTheirLines() {
        assertThat(run("""
                        cases:
                          - name: a
                            values: {seatUtilisation: 1, arr: unknwn}
                            raised: [seat-limits]
                        stories:
                          - name: b
                            values:
                              - {from: 0, arr: {sinse: 1}}
                            until: 401
                            expect:
                              - {day: 1, actions: [sales-alarm]}
                            acknowledgements:
                              - {day: 1, step: sponsor-mial}
                        """).problems().stream().map(FileProblem::describe))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains(":3: ", "'seatUtilisation'", "'seatUtilization'?"),
                        line -> assertThat(line).contains(":3: ", "'arr'", "'unknwn'"),
                        line -> assertThat(line).contains(":4: ", "'seat-limits'", "'seat-limit'?"),
                        line -> assertThat(line).contains(":8: ", "'sinse'", "'since'?"),
                        line -> assertThat(line).contains(":9: ", "'until'", " 400", "'401'"),
                        line -> assertThat(line).contains(":11: ", "'sales-alarm'", "'sales-alert'?"),
                        line -> assertThat(line).contains(":13: ", "'sponsor-mial'", "'sponsor-mail'?"));
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
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        files.put("scenarios/many.yaml", """
                stories:
                  - name: many
                    values: [{from: 0, daysSinceExecutiveContact: {since: -400}}]
                    until: 400
                    expect: [{day: 0, raised: [executive-silence]}]
                    touchpoints: [%s]
                """.formatted("{day: 1, kind: CALL}, ".repeat(100)));
        RuleBundle bundle = RuleBundle.of(files);
        try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
            assertThat(ScenarioRunner.run(bundle, compiled).problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.describe())
                            .startsWith("scenarios/many.yaml:2: ")
                            .contains("touchpoints"));
        }
    }

    @Test
    void allMistakesAreReportedAtOnce() {
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
        files.keySet().retainAll(FixtureRules.catalogueFiles().keySet());
        assertRefused("thresholds", "threshold");
    }

    @Test
    void withoutAnyTrackedMetricNothingIsAccepted() {
        files.keySet().stream()
                .filter(file -> file.startsWith("metrics/"))
                .forEach(file -> change(file, "status: TRACKED", "status: AVAILABLE"));
        assertRefused("metrics", "TRACKED");
    }

    @Test
    void aMistakeInAMetricIsNamedWithItsLineAndASuggestion() {
        change("metrics/arr.yaml", "mrrAtEnd", "mrrAtEnt");
        assertRefused("metrics/arr.yaml:14", "'mrrAtEnt'", "Did you mean 'mrrAtEnd'?");
    }

    @Test
    void aRuleCannotReadAMetricThatOnlyGroupsHave() {
        change("metrics/seat-utilization.yaml", "status: TRACKED", "status: TRACKED\nlevel: GROUP");
        assertAmong(SEATS + ":6", "'seat-utilization' is a figure of many accounts together");
    }

    @Test
    void compilingIsGivenUpAfterItsTime() {
        BundleRefusedException refused =
                catchThrowableOfType(BundleRefusedException.class, () -> new BundleCompiler(Duration.ofMillis(1))
                        .compile(FixtureRules.bundle()));
        assertThat(refused.problems()).singleElement().satisfies(problem -> assertThat(problem.describe())
                .startsWith("bundle: ")
                .contains(" 0 seconds"));
    }
}
