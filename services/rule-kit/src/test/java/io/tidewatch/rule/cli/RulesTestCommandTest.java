package io.tidewatch.rule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesTestCommandTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2027-01-31T23:00:00Z"), ZoneOffset.UTC);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void everyScenarioIsListedAndCounted() {
        assertThat(run("rules-test", FixtureRules.folder())).as(text()).isZero();
        assertThat(text()).contains("  ok     29 silent days, the day before the bound", "28 scenarios, 0 failed");
        assertThat(text()).contains("Executive management has not confirmed its part in 1 playbook");
        assertThat(text()).startsWith("scenarios/").contains(" 1 playbook,").doesNotContain("problem");
    }

    /** What analysts ship must pass the same check as on their own desk; what it says is theirs alone. */
    @Test
    void theRulesOfThisRepositoryPassTheirOwnScenarios(@TempDir Path folder) throws IOException {
        copyRules(RuleBundle.read(Path.of(System.getProperty("rules.folder"))), folder);
        assertThat(run("rules-test", folder)).as(text()).isZero();
    }

    @Test
    void aChangedBoundFailsTheScenariosThatKnowIt(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        change(folder, "thresholds/executive-silence.drl", ">= 30", ">= 45");
        assertThat(run("rules-test", folder)).isEqualTo(1);
        assertThat(text())
                .contains("  FAILED 30 silent days, and we wrote three times")
                .contains("[executive-silence]");
    }

    /** A failing scenario raises nothing; that its threshold is then not covered either would hide the reason. */
    @Test
    void ofAFailingScenarioOnlyItsDifferencesAreListed(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        change(folder, "thresholds/seat-limit.drl.csv", ",85,", ",999,");
        assertThat(run("rules-test", folder)).isEqualTo(1);
        List<String> problems = problems();
        assertThat(problems)
                .isNotEmpty()
                .allMatch(line -> line.matches("scenarios/[a-z-]+\\.yaml:[0-9]+: .*"))
                .anyMatch(line -> line.startsWith("scenarios/seat-limit.yaml:"));
        assertThat(text().lines().toList().getLast()).startsWith(problems.size() + " problem");
    }

    @Test
    void scenariosTestThresholdsThatAreOffToo(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.with(FixtureRules.packs()), folder);
        change(folder, "thresholds/packs.yaml", "start: [seat-limit]", "start: []\n  further: [seat-limit]");
        assertThat(run("rules-test", folder)).as(text()).isZero();
        assertThat(text())
                .contains(
                        "\nCONSUMPTION: 1 of 2 thresholds are on; nothing answers GROW (switch on power-users-high or seat-limit),"
                                + " ADVOCATE (no threshold does)\n")
                .contains("\nEVERYONE: 0 of 1 thresholds are on\n");
    }

    @Test
    void aThresholdWithoutScenariosIsNamed(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        Files.delete(folder.resolve("scenarios/seat-limit.yaml"));
        assertThat(run("rules-test", folder)).isEqualTo(1);
        assertThat(text().lines().filter(line -> line.contains("'seat-limit'"))).hasSize(2);
    }

    @Test
    void aMisspeltWordInAScenarioIsNamedWithItsLine(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        change(folder, "scenarios/seat-limit.yaml", "raised: [seat-limit]", "raised: [seat-limits]");
        assertThat(run("rules-test", folder)).isEqualTo(1);
        assertThat(text()).contains("scenarios/seat-limit.yaml:12: ", "'seat-limits'", "'seat-limit'?");
        assertThat(text().lines()).last().isEqualTo(problems().size() + " problems");
        assertThat(text().lines()).hasSize(problems().size() + 1);
    }

    @Test
    void anAttributeThatTheBundleAddsIsReadByARuleAndGivenByAScenario(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        addProgram(folder, "GOLD");
        assertThat(run("rules-test", folder)).as(text()).isZero();
    }

    @Test
    void aWordThatAnAttributeCannotHaveIsNamedWithItsLine(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        addProgram(folder, "GOLDEN");
        assertThat(run("rules-test", folder)).isEqualTo(1);
        assertThat(text())
                .contains(
                        "scenarios/gold-silence.yaml:3: 'program' cannot be 'GOLDEN'; it must be one of GOLD, SILVER.");
    }

    /** A rule on the tier and on an attribute of the bundle, with a scenario in which the attribute has that word. */
    private static void addProgram(Path folder, String word) throws IOException {
        Files.createDirectories(folder.resolve("records"));
        Files.writeString(folder.resolve("records/account.yaml"), """
                extends: account
                fields:
                  program: {type: WORD, of: [GOLD, SILVER], description: the partner program}
                """);
        String rule = Files.readString(folder.resolve("thresholds/executive-silence.drl"))
                .replace("executive-silence", "gold-silence")
                .replace("Executive sponsor silent", "Sponsor of a gold partner silent")
                .replace(
                        "daysSinceExecutiveContact >= 30",
                        "tier == \"A\", program == \"GOLD\", daysSinceExecutiveContact >= 20");
        Files.writeString(folder.resolve("thresholds/gold-silence.drl"), rule);
        Files.writeString(folder.resolve("scenarios/gold-silence.yaml"), """
                cases:
                  - name: a gold partner of the first tier
                    account: {tier: A, program: %1$s}
                    values: {daysSinceExecutiveContact: 20}
                    raised: [gold-silence]
                  - name: a gold partner on the day before
                    account: {tier: A, program: %1$s}
                    values: {daysSinceExecutiveContact: 19}
                    raised: []
                  - name: a silver partner
                    account: {tier: A, program: SILVER}
                    values: {daysSinceExecutiveContact: 20}
                    raised: []
                """.formatted(word));
    }

    @Test
    void refusedRulesArePrintedWithFileAndLine(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        change(folder, "thresholds/power-users.drl", "powerUserPercentage < 20", "powerUsers < 20");
        assertThat(run("rules-test", folder)).isEqualTo(1);
        assertThat(text()).contains("thresholds/power-users.drl:12: ", "'powerUsers'");
        assertThat(text().lines()).hasSize(2).last().isEqualTo("1 problem");
    }

    @Test
    void aNewThresholdAndANewRowBreakNoScenarioThatDoesNotMentionThem(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        String early = Files.readString(folder.resolve("thresholds/executive-silence.drl"))
                .replace("executive-silence", "silence-early")
                .replace("Executive sponsor silent", "Sponsor silent early")
                .replace(">= 30", ">= 20");
        Files.writeString(folder.resolve("thresholds/silence-early.drl"), early);
        Files.writeString(folder.resolve("scenarios/silence-early.yaml"), """
                cases:
                  - {name: twenty days, values: {daysSinceExecutiveContact: 20}, raised: [silence-early]}
                  - {name: nineteen days, values: {daysSinceExecutiveContact: 19}, raised: []}
                """);
        change(
                folder,
                "thresholds/seat-limit.drl.csv",
                ",85,seat-limit",
                "SEAT_BASED,80,seat-limit,OPPORTUNITY,GROW,{seatUtilization} taken.,seat-limit\n,85,seat-limit");
        assertThat(run("rules-test", folder)).as(text()).isZero();
    }

    @Test
    void whatEditorsLeaveIsSkippedAndNamed(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        List<String> names = List.of("~$seat-limit.drl.csv", "power-users.drl~", "x.swp", "notes.txt", ".DS_Store");
        for (String name : names) {
            Files.write(folder.resolve("thresholds/" + name), new byte[] {(byte) 0xff, 0});
        }
        assertThat(run("rules-test", folder)).as(text()).isZero();
        assertThat(text().lines().filter(line -> line.startsWith("Skipped")))
                .hasSameSizeAs(names)
                .allMatch(line -> names.stream().anyMatch(name -> line.endsWith("thresholds/" + name)));
    }

    @Test
    void escapesForTheTerminalArePrintedHarmless(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        Files.writeString(folder.resolve("thresholds/red\u001b[31m.drl"), "x");
        Files.writeString(folder.resolve("thresholds/notes\u001b[31m.txt"), "x");
        change(folder, "scenarios/seat-limit.yaml", "name: more seats taken than bought", "name: \"more \\e[2J\"");
        assertThat(run("rules-test", folder)).isEqualTo(1);
        assertThat(text()).doesNotContain("\u001b").contains("red?[31m");
        Files.delete(folder.resolve("thresholds/red\u001b[31m.drl"));
        printed.reset();
        assertThat(run("rules-test", folder)).isEqualTo(1);
        assertThat(text()).doesNotContain("\u001b").contains("scenarios/seat-limit.yaml:15: ", "U+001B");
    }

    @Test
    void aFactsPageThatIsOutOfDateIsWrittenAgain(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        Files.writeString(folder.resolve("FACTS.md"), "old");
        assertThat(run("rules-test", folder)).isZero();
        assertThat(text()).contains("FACTS.md was out of date and was written again.");
        assertThat(Files.readString(folder.resolve("FACTS.md")))
                .contains("`seatUtilization`", "`industry`", "Needs records of contract_period, user.");
        printed.reset();
        assertThat(run("rules-test", folder)).isZero();
        assertThat(text()).doesNotContain("FACTS.md");
    }

    @Test
    void theFactsPageShowsTheWordsOfEachPlaybookWithTheirSentences(@TempDir Path folder) throws IOException {
        Map<String, String> plan = new HashMap<>(FixtureRules.adoptionPlan());
        plan.replaceAll((file, text) -> text.replace("seats are taken.\n", "seats are taken | sold.\n"));
        copyRules(FixtureRules.with(plan), folder);
        Files.writeString(folder.resolve("FACTS.md"), "old");

        assertThat(run("rules-test", folder)).as(text()).isZero();

        assertThat(Files.readString(folder.resolve("FACTS.md")))
                .contains("| `playbook` | adoption-plan, executive-re-engagement | no |")
                .contains(
                        "| `response` | true or false | no | executive-re-engagement: The executive sponsor answered. |")
                .contains(
                        "| `seatsFilled` | true or false | no | adoption-plan: Four of five seats are taken \\| sold. |")
                .contains("| `seatsFilledAfterDays` | a number | yes |")
                .doesNotContain("| `seatsFilledAfterDaysKnown` |");
    }

    @Test
    void theCataloguePageShowsEveryMetricWithItsFormulaAndEveryKindWithItsFields(@TempDir Path folder)
            throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        Files.writeString(folder.resolve("CATALOGUE.md"), "old");
        assertThat(run("rules-test", folder)).as(text()).isZero();
        assertThat(text()).contains("CATALOGUE.md was out of date and was written again.");
        assertThat(Files.readString(folder.resolve("CATALOGUE.md")))
                .contains("`seat-utilization`", "`assigned / seats`", "## contract_period", "`during: paid`")
                .contains("What the customer pays, from one day to another.");
    }

    @Test
    void theAuditSaysOfEachTrackedMetricWhatItHas(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        change(folder, "metrics/arr.yaml", "questions: [RENEW, GROW]", "questions: [NONE]");
        Files.writeString(folder.resolve("PLAYBOOKS.md"), "old");

        assertThat(run("rules-test", folder)).as(text()).isZero();

        assertThat(Files.readAllLines(folder.resolve("PLAYBOOKS.md")))
                .contains(
                        "| `arr` | lagging | NONE | none | none | none | Eliminate |",
                        "| `days-since-executive-contact` | leading | RENEW | executive-silence"
                                + " | [Executive re-engagement](#executive-re-engagement) | none | Keep |",
                        "| `power-user-percentage` | leading | RENEW, GROW | power-users-high<br>power-users-low"
                                + " | none | none | Refine |");
    }

    @Test
    void everyRowOfATableIsTestedAtItsBoundsAlthoughNoScenarioMentionsIt(@TempDir Path folder) throws IOException {
        assertThat(run("rules-test", FixtureRules.folder())).as(text()).isZero();
        assertThat(text())
                .contains("3 generated cases around the bounds of the rows of tables and the steps of journeys");
        copyRules(FixtureRules.bundle(), folder);
        change(
                folder,
                "thresholds/seat-limit.drl.csv",
                ",85,seat-limit",
                "SEAT_BASED,80,seat-limit,OPPORTUNITY,GROW,{seatUtilization} taken.,seat-limit\n,85,seat-limit");
        printed.reset();
        assertThat(run("rules-test", folder)).as(text()).isZero();
        assertThat(text()).contains("6 generated cases");
    }

    @Test
    void aThresholdWithoutPlaybookAndAMetricWithoutThresholdAreWorthALook() {
        assertThat(run("rules-test", FixtureRules.folder())).as(text()).isZero();
        assertThat(text())
                .contains("Worth a look:")
                .contains("  thresholds/seat-limit.drl.csv:8: No playbook belongs to the threshold 'seat-limit'")
                .contains("  metrics: No threshold reads these tracked metrics: ")
                .doesNotContain("The review of this bound");
    }

    @Test
    void changesThatNoScenarioNoticesAreNamedWithFileAndLine() {
        assertThat(run("rules-mutations", FixtureRules.folder())).as(text()).isEqualTo(1);
        assertThat(text())
                .contains("thresholds/power-users.drl:5: No scenario notices when the level AT_RISK becomes WATCH.")
                .contains(
                        "playbooks/executive-re-engagement.drl:4: No scenario notices when 'withSponsor' is left out.")
                .contains("41 changes, 24 not noticed")
                .doesNotContain("'powerUserPercentage");
    }

    @Test
    void changesCanBeTriedForOneThreshold() {
        RulesTest command = new RulesTest(new PrintStream(printed, true, StandardCharsets.UTF_8), CLOCK);
        String folder = FixtureRules.folder().toString();
        assertThat(command.run(List.of("rules-mutations", folder, "power-users-low")))
                .isEqualTo(1);
        assertThat(text()).contains("4 changes, 1 not noticed");
        assertThat(command.run(List.of("rules-mutations", folder, "power-user-low")))
                .isEqualTo(2);
        assertThat(text())
                .contains(
                        "No threshold, playbook or journey has the id 'power-user-low'. Did you mean 'power-users-low'?");
    }

    @Test
    void changesCanBeTriedForOnePlaybook() {
        RulesTest command = new RulesTest(new PrintStream(printed, true, StandardCharsets.UTF_8), CLOCK);
        String folder = FixtureRules.folder().toString();
        assertThat(command.run(List.of("rules-mutations", folder, "executive-re-engagement")))
                .isEqualTo(1);
        assertThat(text()).contains("playbooks/executive-re-engagement.drl:").doesNotContain("thresholds/");
    }

    @Test
    void changesAreTriedOnlyWhenAllScenariosPass(@TempDir Path folder) throws IOException {
        copyRules(FixtureRules.bundle(), folder);
        change(folder, "thresholds/executive-silence.drl", ">= 30", ">= 45");
        assertThat(run("rules-mutations", folder)).isEqualTo(1);
        assertThat(text()).contains("scenarios/executive-silence.yaml:").doesNotContain("notices");
    }

    @Test
    void calledWronglyItSaysHow() {
        assertThat(new RulesTest(new PrintStream(printed), CLOCK).run(List.of()))
                .isEqualTo(2);
        assertThat(new RulesTest(new PrintStream(printed), CLOCK).run(List.of("no-such-folder")))
                .isEqualTo(2);
        assertThat(text()).contains("Usage:");
    }

    private int run(String command, Path folder) {
        return new RulesTest(new PrintStream(printed, true, StandardCharsets.UTF_8), CLOCK)
                .run(List.of(command, folder.toString()));
    }

    private List<String> problems() {
        return text().lines().filter(line -> line.matches("[a-z]+(/\\S+)?: .*")).toList();
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static void copyRules(RuleBundle bundle, Path folder) throws IOException {
        for (var file : bundle.files().entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
    }

    private static void change(Path folder, String file, String from, String to) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(folder.resolve(file), text.replace(from, to));
    }
}
