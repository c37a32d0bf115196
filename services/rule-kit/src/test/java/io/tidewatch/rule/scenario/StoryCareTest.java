package io.tidewatch.rule.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Stories in which people snooze or acknowledge flags, or declare maintenance. */
class StoryCareTest {
    /** Crossed from day 3 on. */
    private static final String STORY = """
            stories:
              - name: silent from day 3 on
                values:
                  - {from: 0, daysSinceExecutiveContact: {since: -27}}
                %s
                until: %d
                expect: %s
                outcome: %s
            """;

    private static final String OPENS = "actions: [sponsor-mail, crm-at-risk, sales-alert, leadership-notice]";

    @Test
    void aPlaybookOpensWhenTheSnoozeOfItsFlagEnds() {
        String snooze = "snoozes: [{flag: executive-silence, from: 2, until: 5, reason: parental leave}]";
        assertThat(differences(snooze, 4, "[{day: 3, raised: [executive-silence]}]", null))
                .isEmpty();
        assertThat(differences(snooze, 5, "[{day: 3, raised: [executive-silence]}, {day: 5, " + OPENS + "}]", "OPEN"))
                .isEmpty();
        assertThat(differences("", 3, "[{day: 3, raised: [executive-silence], " + OPENS + "}]", "OPEN"))
                .isEmpty();
    }

    @Test
    void anAcknowledgedFlagStopsTheReminders() {
        String opening = "[{day: 3, raised: [executive-silence], " + OPENS + "}";
        assertThat(differences("", 4, opening + ", {day: 4, actions: [sponsor-mail-reminder]}]", "OPEN"))
                .isEmpty();
        assertThat(differences(
                        "flagAcknowledgements: [{flag: executive-silence, from: 4, until: 8}]",
                        4,
                        opening + "]",
                        "OPEN"))
                .isEmpty();
    }

    @Test
    void duringMaintenanceNoEpisodeBegins() {
        String maintenance = "maintenance: [{from: 1, until: 6}]";
        assertThat(differences(maintenance, 5, "[]", null)).isEmpty();
        assertThat(differences(maintenance, 6, "[{day: 6, raised: [executive-silence], " + OPENS + "}]", "OPEN"))
                .isEmpty();
    }

    @Test
    void whatTheServiceWouldRefuseIsADifference() {
        assertThat(differences("flagAcknowledgements: [{flag: executive-silence, from: 2, until: 5}]", 2, "[]", null))
                .containsExactly(
                        "day 2, the flag 'executive-silence' is CLEAR; only a raised flag can be acknowledged.");
    }

    @Test
    void mistakesAreReportedWithTheirLine() {
        assertThat(differences("snoozes: [{flag: executive-silense, from: 1, until: 5}]", 2, "[]", null))
                .first()
                .asString()
                .contains("'executive-silense'", "'executive-silence'?");
        assertThat(differences("snoozes: [{flag: executive-silence, from: 1, until: 92}]", 2, "[]", null))
                .containsExactly(
                        "scenarios/story.yaml:5: 'until' must be later than 'from', and at most 90 days later.");
        assertThat(differences("maintenance: [{from: 1, until: 1}]", 2, "[]", null))
                .containsExactly(
                        "scenarios/story.yaml:5: 'until' must be later than 'from', and at most 14 days later.");
        assertThat(differences("snoozes: [{flag: executive-silence, from: 0, until: 2}]", 2, "[]", null))
                .first()
                .asString()
                .contains("from 1 on");
    }

    private static List<String> differences(String declared, int until, String expected, String outcome) {
        Map<String, String> files = new HashMap<>(FixtureRules.bundle().files());
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        String story = STORY.formatted(declared, until, expected, outcome);
        files.put("scenarios/story.yaml", outcome == null ? story.replace("    outcome: null\n", "") : story);
        RuleBundle bundle = RuleBundle.of(files);
        try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
            ScenarioReport report = ScenarioRunner.run(bundle, compiled);
            List<String> found = new ArrayList<>();
            report.unreadable().forEach(problem -> found.add(problem.describe()));
            report.results().forEach(result -> found.addAll(result.differences()));
            return found;
        }
    }
}
