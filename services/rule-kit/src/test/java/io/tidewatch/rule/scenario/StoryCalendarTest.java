package io.tidewatch.rule.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Stories whose playbook counts business days. */
class StoryCalendarTest {
    private static final String PLAYBOOK = "playbooks/executive-re-engagement.playbook.yaml";
    private static final String CALENDAR = """
            zone: UTC
            calendars:
              - where: {country: [EG]}
                zone: Africa/Cairo
                weekend: [FRIDAY, SATURDAY]
            """;
    /** Day 3 is a Thursday. */
    private static final String STORY = """
            stories:
              - name: silent from day 3 on
                account: {country: %s}
                values:
                  - {from: 0, daysSinceExecutiveContact: 1}
                  - {from: 3, daysSinceExecutiveContact: {since: -400}}
                acknowledgements:
                  - {day: 3, step: sponsor-mail}
                until: 9
                expect:
                  - day: 3
                    raised: [executive-silence]
                    actions: [sponsor-mail, crm-at-risk, sales-alert, leadership-notice]
                  - {day: %d, actions: [leadership-outreach-leader]}
                outcome: OPEN
            """;

    @Test
    void theDaysOfAStoryAreDaysOfTheWeekInTheCalendarOfItsAccount() {
        assertThat(differences(STORY.formatted("DE", 4))).isEmpty();
        assertThat(differences(STORY.formatted("EG", 6))).isEmpty();
        assertThat(differences(STORY.formatted("EG", 4))).isNotEmpty();
    }

    private static List<String> differences(String story) {
        Map<String, String> files = new HashMap<>(FixtureRules.bundle().files());
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        files.put(PLAYBOOK, files.get(PLAYBOOK).replace("    after: 7d\n", "    after: 1bd\n"));
        files.put("calendar.yaml", CALENDAR);
        files.put("scenarios/story.yaml", story);
        RuleBundle bundle = RuleBundle.of(files);
        try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
            return ScenarioRunner.run(bundle, compiled).results().stream()
                    .flatMap(result -> result.differences().stream())
                    .toList();
        }
    }
}
