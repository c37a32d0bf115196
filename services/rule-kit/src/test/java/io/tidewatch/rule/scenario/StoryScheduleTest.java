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

/** Stories whose playbook changes a schedule. */
class StoryScheduleTest {
    private static final String PLAYBOOK = "playbooks/executive-re-engagement.playbook.yaml";
    private static final String STORY = """
            stories:
              - name: silent for long
                values:
                  - {from: 0, daysSinceExecutiveContact: {since: -400}}
                acknowledgements:
                  - {day: 0, step: sponsor-mail}
                until: 7
                expect:
                  - {day: 0, raised: [executive-silence], actions: [sponsor-mail, crm-at-risk, sales-alert, leadership-notice]}
                  - {day: 7, actions: [leadership-outreach-leader%s]}
                outcome: OPEN
            """;

    @Test
    void aStoryExpectsTheChangeOnItsDay() {
        assertThat(differences(STORY.formatted(", reviews"))).isEmpty();
        assertThat(differences(STORY.formatted(""))).isNotEmpty();
    }

    private static List<String> differences(String story) {
        Map<String, String> files = new HashMap<>(FixtureRules.bundle().files());
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        files.put(PLAYBOOK, files.get(PLAYBOOK).replace("        message: leadership-outreach\n", """
                                message: leadership-outreach
                              - step: reviews
                                kind: SCHEDULE_CHANGE
                                activity: operational-review
                                everyMonths: 1
                                until: RUN_ENDS
                        """));
        files.put("scenarios/story.yaml", story);
        RuleBundle bundle = RuleBundle.of(files);
        try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
            return ScenarioRunner.run(bundle, compiled).results().stream()
                    .flatMap(result -> result.differences().stream())
                    .toList();
        }
    }
}
