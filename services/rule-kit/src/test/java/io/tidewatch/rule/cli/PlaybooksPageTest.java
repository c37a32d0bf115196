package io.tidewatch.rule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaybooksPageTest {
    private static final String SILENCE = "thresholds/executive-silence.drl";

    @Test
    void aThresholdIsListedWithItsConditionsItsOwnerAndItsPlaybook() {
        RuleBundle owned = changed("    @question(\"RENEW\")", "    @question(\"RENEW\")\n    @owner(\"SALES\")");
        assertThat(row(owned, "executive-silence"))
                .startsWith("| [executive-silence](thresholds/executive-silence.drl) | RENEW<br>AT_RISK |")
                .contains("| Days since executive contact | `daysSinceExecutiveContact >= 30` |")
                .endsWith("| Sales<br>2027-01-31 | [Executive re-engagement](#executive-re-engagement) |");
    }

    @Test
    void aThresholdWithoutOwnerOrPlaybookShowsThatItHasNone() {
        assertThat(row(FixtureRules.bundle(), "seat-limit")).endsWith("| **nobody** | **none** |");
    }

    @Test
    void theConditionsOfEveryRowOfATableAreListed() {
        String table = FixtureRules.bundle().files().get("thresholds/seat-limit.drl.csv");
        RuleBundle two = FixtureRules.with(Map.of(
                "thresholds/seat-limit.drl.csv",
                table.replace(
                        ",85,seat-limit",
                        "SEAT_BASED,80,seat-limit,OPPORTUNITY,GROW,Full.,seat-limit\n,85,seat-limit")));
        assertThat(row(two, "seat-limit"))
                .contains("`businessModel == \"SEAT_BASED\", seatUtilization >= 80`<br>`seatUtilization >= 85`");
    }

    @Test
    void ofEachBusinessModelItShowsWhatIsOnAndWhatIsASwitchAway() {
        String page = page(FixtureRules.with(FixtureRules.packs()));
        assertThat(page)
                .contains(
                        "\n| ENTERPRISE | executive-silence | power-users-low | ADVOCATE (no threshold does) |\n",
                        "\n| PRODUCT_LED | power-users-low<br>power-users-high | none | ADVOCATE (no threshold does) |\n",
                        "\n| SEAT_BASED | none | power-users-high | RENEW (no threshold does)<br>ADVOCATE (no threshold does) |\n",
                        "\n| EVERYONE | seat-limit | none |  |\n");
        assertThat(page(FixtureRules.bundle())).doesNotContain("Packs");
    }

    @Test
    void aJourneySaysWhenItIsStalledAndWhenAStepIsGivenUp() {
        assertThat(page(FixtureRules.with(FixtureRules.journey())))
                .contains("It is stalled when a step is late and none was met for 20 days; "
                        + "a step is given up 60 days after its day.");
    }

    @Test
    void aPlaybookReadsInTheOrderInWhichItHappens() {
        String page = page(FixtureRules.bundle());
        assertThat(page.substring(page.indexOf("### Executive re-engagement")))
                .containsSubsequence(
                        "Opens when `executive-silence` is raised. Owner: CSM, with the help of Sales.",
                        "Not confirmed yet: Sales, CS leadership, Executive management.",
                        "**Immediate actions, within 1 day**",
                        "- CSM: task “",
                        ", with a draft of a mail to the executive sponsor",
                        "- CRM: show the stage AT_RISK",
                        "- Sales: alert “",
                        "**Internal alignment, at once**",
                        "- CS leadership: notice “",
                        "**Reminder after 1 day, then every day, unless: ",
                        "until the task `sponsor-mail` is done",
                        "**After 7 days, unless: ",
                        "- CS leadership: escalation “",
                        "**After 14 days, unless: ",
                        "**Success, within 30 days**",
                        "**Failure, when that has not come about**");
    }

    @Test
    void aSequenceAndBusinessDaysReadAsPeopleSayThem() {
        String file = "playbooks/executive-re-engagement.playbook.yaml";
        String playbook = FixtureRules.bundle()
                .files()
                .get(file)
                .replace("  within: 24h\n", "  within: 1bd\n")
                .replace("\nsuccess:\n", """

                        sequence:
                          stopsAt: response
                          steps:
                            - {step: second-mail, after: 2bd, kind: TASK, audience: CSM, message: sponsor-mail-task}
                            - {step: alarm, after: 3bd, kind: ALERT, audience: SALES, message: sales-alert}
                        success:
                        """);
        String page = page(FixtureRules.with(Map.of(file, playbook, "calendar.yaml", "zone: UTC")));
        assertThat(page.substring(page.indexOf("### Executive re-engagement")))
                .containsSubsequence(
                        "**Immediate actions, within 1 business day**",
                        "**Sequence, until: The executive sponsor answered.**",
                        "- after 2 business days, CSM: task “",
                        "- after 5 business days, Sales: alert “",
                        "**After 7 days, unless: ")
                .doesNotContain("**After 2 business days", "**After 5 business days");
    }

    @Test
    void aTaskIsShownByItsTitle() {
        String file = "messages/sponsor-mail-task.yaml";
        String message =
                FixtureRules.bundle().files().get(file).replace("subject:", "title: Write to the sponsor\nsubject:");
        assertThat(page(FixtureRules.with(Map.of(file, message))))
                .contains(
                        "- CSM: task “Write to the sponsor”, with a draft of",
                        ", until the task “Write to the sponsor” is done\n");
    }

    @Test
    void aScheduleChangeReadsAsASentence() {
        String file = "playbooks/executive-re-engagement.playbook.yaml";
        String playbook = FixtureRules.bundle().files().get(file).replace("internalAlignment:\n", """
                        internalAlignment:
                          - {step: reviews, kind: SCHEDULE_CHANGE, activity: operational-review, everyMonths: 1, until: RUN_ENDS}
                          - {step: talks, kind: SCHEDULE_CHANGE, activity: sponsor-talk, everyMonths: 2}
                        """);
        assertThat(page(FixtureRules.with(Map.of(file, playbook))))
                .contains(
                        "- Schedule: operational review every month until the run ends\n",
                        "- Schedule: sponsor talk every 2 months\n");
    }

    private static RuleBundle changed(String from, String to) {
        String text = FixtureRules.bundle().files().get(SILENCE);
        assertThat(text).contains(from);
        return FixtureRules.with(Map.of(SILENCE, text.replace(from, to)));
    }

    private static String row(RuleBundle bundle, String threshold) {
        return page(bundle)
                .lines()
                .filter(line -> line.startsWith("| [" + threshold + "]"))
                .findFirst()
                .orElseThrow();
    }

    private static String page(RuleBundle files) {
        try (CompiledBundle bundle = new BundleCompiler().compile(files)) {
            return PlaybooksPage.of(bundle);
        }
    }
}
