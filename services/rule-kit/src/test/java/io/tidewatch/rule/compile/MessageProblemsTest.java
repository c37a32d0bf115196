package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.message.MessageTemplate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an analyst reads about a mistake in a message. */
class MessageProblemsTest extends ChangedRules {
    @Test
    void messagesShowOnlyTheDataTheyAreGiven() {
        change(TASK, "{flag.sentence}", "{flag.sentense}");
        change(TASK, "{csm.name}", "{csm.getClass()}");
        assertAmong(TASK + ":5", "'flag'", "'sentense'", "'sentence'?");
        assertAmong(TASK + ":4", "{csm.getClass()}");
    }

    @Test
    void aMistakeIsNamedOnceForEachLineWhereItIs() {
        change(TASK, "text: |\n", "text: |\n\n\n");
        change(TASK, "{flag.sentence}", "{flag.sentense} {flag.sentense}");
        assertThat(problems())
                .hasSize(2)
                .satisfiesExactly(text -> assertThat(text).startsWith(TASK + ":7: "), html -> assertThat(html)
                        .startsWith(TASK + ":15: "));
    }

    @Test
    void inATextWithoutLinesOfItsOwnTheLineOfItsKeyIsNamed() {
        change(TASK, "text: |\n", "text: >\n");
        change(TASK, "\n  {#if sales}", " {flag.sentense}{#if sales}");
        assertRefused(TASK + ":3", "'sentense'");
    }

    @Test
    void conditionsOfMessagesCompareKnownNamesWithTexts() {
        change(TASK, "{#if sales}", "{#if sale.name == \"x\" || account.segment == \"Enterprise\"}");
        assertThat(problems())
                .isNotEmpty()
                .allMatch(line -> line.startsWith(TASK + ":") && line.contains("'sale'") && line.contains("'sales'?"));
    }

    @Test
    void aSectionThatIsNotClosedIsRefused() {
        change(TASK, "{/for}", "");
        assertRefused(TASK + ":7", "{#for}");
    }

    @Test
    void aTemplateCannotHideATagBehindTheEndOfALine() {
        change(TASK, "{flag.sentence}", "{#for i\n  in 100000000}x{/for} {csm.name\n  .toString()} {csm.name");
        assertAmong(TASK + ":5", "{#for i");
        assertAmong(TASK + ":6", "{csm.name .toString()}");
        assertAmong(TASK + ":7", "{csm.name ", "closed");
    }

    @Test
    void loopsOfATemplateCannotMultiply() {
        change(TASK, "{flag.sentence}", "{#for a in missing}{#for b in missing}x{/for}{/for}");
        assertAmong(TASK + ":5", "{#for}", "inside");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=\"https://example.com/x.gif\">",
                "<p onclick=\"x()\">",
                "<a href=\"javascript:x()\">",
                "<a href=\"{csm.email}\">",
                "<a href=\"https://tidewatch.example@evil.example\">",
                "<p style=\"background:url(https://example.com)\">",
                "<iframe src=\"https://example.com\">",
                "<form action=\"https://example.com\">",
                "<{flag.id}>",
                "<p"
            })
    void aMailWithActiveContentIsRefused(String html) {
        change(TASK, "<p>{flag.sentence}</p>", html);
        assertRefused(TASK + ":13", "{ackUrl}", "&lt;");
    }

    @Test
    void linksAndStructureOfAMailAreAllowed() {
        change(
                TASK,
                "<p>{flag.sentence}</p>",
                "<h2>A</h2><ul><li><strong>b</strong><br/></li></ul><a href=\"mailto:{csm.email}\">c</a>"
                        + "<a href=\"https://example.com/a?b=c@d\">d</a> 1 &lt; 2");
        new BundleCompiler().compile(RuleBundle.of(files)).dispose();
    }

    @Test
    void anEmptyOrEndlessMailIsRefused() {
        change(
                TASK,
                files.get(TASK).substring(files.get(TASK).indexOf("html:")),
                "html: \"<p>{#if sales} {/if}</p>\"\n");
        assertRefused(TASK + ":11", "'html'");
        change(TASK, "<p>{#if sales} {/if}</p>", "x".repeat(65_537));
        assertRefused(TASK + ":11", "'html'", " 65536 ");
    }

    @Test
    void onlyNamesThatCanBeShownAreAllowedAndSuggested() {
        String task = files.get(TASK);
        files.put(TASK, task.replace("{flag.sentence}", "{account}"));
        assertAmong(TASK + ":5", "{account}", "{account.arr}");
        files.put(TASK, task.replace("{flag.sentence}", "{missing}"));
        assertAmong(TASK + ":5", "{missing}", "{#for item in missing}");
        files.put(TASK, task.replace("{flag.sentence}", "{item.name}"));
        assertAmong(TASK + ":5", "'item'");
        files.put(TASK, task.replace("{#if sales}", "{#if flag.level == \"HIGH\"}"));
        assertRefused(TASK + ":6", "'flag.level'", "'HIGH'", "WATCH, OPPORTUNITY, AT_RISK");
    }

    @Test
    void aMessageThatListsWinsOrOwnStepsNeedsTheRecordsThatTheyComeFrom() {
        try (CompiledBundle compiled = new BundleCompiler().compile(RuleBundle.of(files))) {
            assertThat(compiled.judgedKinds()).isEmpty();
        }
        String task = files.get(TASK);
        files.put(TASK, task.replace("{flag.sentence}", "{#for win in wins}{win.sentence}, {win.day}{/for}"));
        try (CompiledBundle compiled = new BundleCompiler().compile(RuleBundle.of(files))) {
            // The fixture declares no updates of accounts.
            assertThat(compiled.judgedKinds()).containsExactly("milestone");
        }
        files.put(TASK, task.replace("{flag.sentence}", "{#if ownSteps}{#for own in ownSteps}{own.name}{/for}{/if}"));
        try (CompiledBundle compiled = new BundleCompiler().compile(RuleBundle.of(files))) {
            assertThat(compiled.judgedKinds()).as("steps of its own").containsExactly("milestone");
        }
        files.put(TASK, task.replace("{flag.sentence}", "{#for win in wins}{win.name}{/for}"));
        assertAmong(TASK + ":5", "'win' has no 'name'");
        files.put(TASK, task.replace("{flag.sentence}", "{#for win in win}{win.name}{/for}"));
        assertAmong(TASK + ":5", "'wins'");
        files.put(TASK, task.replace("{flag.sentence}", "{wins}"));
        assertAmong(TASK + ":5", "{#for item in wins}");
    }

    @Test
    void suggestionsAreForColleaguesAndNotForADraft() {
        String list = "{#for one in suggestions}{one.subject}: {one.reason}{/for}";
        change(TASK, "{flag.sentence}", list);
        try (CompiledBundle compiled = new BundleCompiler().compile(RuleBundle.of(files))) {
            assertThat(compiled.message("executive-re-engagement", "sponsor-mail-task")
                            .lists())
                    .contains("suggestions");
            assertThat(compiled.judgedKinds()).as("they are not read here").isEmpty();
        }
        change("messages/sponsor-draft.yaml", "text: \"", "text: \"" + list);
        assertRefused("messages/sponsor-draft.yaml", "'executive-re-engagement'", "draft", "'suggestions'");
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
    }

    @Test
    void theKeyOfAnEscalationMayEndInADigit() {
        change(TASK, "{flag.sentence}", "{playbook.leadership2}");
        change(PLAYBOOK, "id: leadership-outreach", "id: leadership-2");
        try (CompiledBundle compiled = new BundleCompiler().compile(RuleBundle.of(files))) {
            assertThat(compiled.message("executive-re-engagement", "sponsor-mail-task")
                            .text())
                    .contains("7 days");
        }
    }

    @Test
    void aValueThatThePlaybookLacksIsNamedAtItsLine() {
        change(TASK, "text: |\n  Hello", "text: |\n  # {playbook.windows}\n  Hello {playbook.windows}");
        assertRefused(
                TASK + ":5",
                "The playbook 'executive-re-engagement' sends this message, but has no 'windows'.",
                "'playbook.window'?");
    }

    @Test
    void aValueThatSeveralPlaybooksLackIsOneProblem() {
        files.putAll(FixtureRules.rescue());
        change(
                PLAYBOOK,
                "    unless: response\n    actions:\n      - step: leadership-outreach-leader",
                "    unless: response\n    opens: rescue\n    actions:\n      - step: leadership-outreach-leader");
        change("playbooks/rescue.playbook.yaml", "message: rescue-task", "message: sponsor-mail-task");
        change(TASK, "text: |\n  Hello", "text: |\n  {playbook.windows} Hello");
        assertRefused(
                TASK + ":4",
                "The playbooks 'executive-re-engagement', 'rescue' send this message, but have no 'windows'.");
    }

    @Test
    void aReminderNamesTheTaskThatItIsAboutByItsTitle() {
        String reminder = "messages/sponsor-mail-reminder.yaml";
        change(reminder, "a mail is still open", "{playbook.task}");
        assertThat(subject("sponsor-mail-reminder")).isEqualTo("{account.name}: Sponsor mail");
        change(TASK, "subject:", "title: Write to the sponsor\nsubject:");
        assertThat(subject("sponsor-mail-reminder")).isEqualTo("{account.name}: Write to the sponsor");
        change(PLAYBOOK, "of: sponsor-mail", "of: sales-alert");
        assertThat(subject("sponsor-mail-reminder")).isEqualTo("{account.name}: Sales alert");
    }

    @Test
    void aTitleIsPlainTextBecauseListsShowItAsItIs() {
        change(TASK, "subject:", "title: Write to {sponsor.name}\nsubject:");
        assertRefused(TASK + ":2", "'title'", "one line of at most 80 characters");
    }

    @Test
    void aTitleOfTwoLinesHasNoLikelyCorrection() {
        change(TASK, "subject:", "title: \"Write to\\nthe sponsor\"\nsubject:");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("'title' must be one line of at most 80 characters")
                .doesNotContain("Did you mean");
    }

    private String subject(String message) {
        try (CompiledBundle compiled = new BundleCompiler().compile(RuleBundle.of(files))) {
            return compiled.message("executive-re-engagement", message).subject();
        }
    }

    @Test
    void aMessageNamesTheMetricsThatItShows() {
        change(
                TASK,
                "{flag.sentence}",
                "{#if metric.powerUserPercentage && !metric.arr}{metric.powerUserPercentage}{/if} {metric.arr.explanation}");
        try (CompiledBundle compiled = new BundleCompiler().compile(RuleBundle.of(files))) {
            MessageTemplate message = compiled.message("executive-re-engagement", "sponsor-mail-task");
            assertThat(message.text())
                    .contains("{#if metric.powerUserPercentage.known && !metric.arr.known}"
                            + "{metric.powerUserPercentage.text}{/if} {metric.arr.explanation}");
            assertThat(message.metricIds()).containsExactly("arr", "power-user-percentage", "seat-utilization");
        }
    }

    @Test
    void aMetricThatTheBundleDoesNotTrackIsRefusedWithASuggestion() {
        String task = files.get(TASK);
        for (String written : List.of("power-user-percentage", "power_user_percentage", "powerUserPercentag")) {
            files.put(TASK, task.replace("{flag.sentence}", "{metric." + written + "}"));
            assertAmong(TASK + ":5", "'" + written + "'", "'metric.powerUserPercentage'?");
        }
        files.put(TASK, task.replace("{flag.sentence}", "{metric.days-since-executive-contact}"));
        assertAmong(TASK + ":5", "'metric.daysSinceExecutiveContact'?");
        files.put(TASK, task.replace("{#if sales}", "{#if metric.powerUsers}"));
        assertRefused(TASK + ":6", "'powerUsers'");
        files.put(TASK, task.replace("{flag.sentence}", "{metric}"));
        assertAmong(TASK + ":5", "{metric.arr}");
        files.put(TASK, task.replace("{flag.sentence}", "{metric.arr.value}"));
        assertAmong(TASK + ":5", "'explanation'");
    }

    @Test
    void aMessageDoesNotCompareMetricsAndDoesNotListThemAll() {
        String task = files.get(TASK);
        files.put(TASK, task.replace("{#if sales}", "{#if metric.arr == \"1\"}"));
        assertRefused(TASK + ":6", "metric.arr", "known");
        files.put(TASK, task.replace("{#for person in missing}", "{#for person in values}"));
        assertAmong(TASK + ":7", "{metric.arr}");
    }
}
