package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rules of the fixture with mistakes put in, and how they are refused. */
abstract class ChangedRules {
    static final String SILENCE = "thresholds/executive-silence.drl";
    static final String SEATS = "thresholds/seat-limit.drl.csv";
    static final String PLAYBOOK = "playbooks/executive-re-engagement.playbook.yaml";
    static final String JUDGEMENTS = "playbooks/executive-re-engagement.drl";
    static final String TASK = "messages/sponsor-mail-task.yaml";
    final Map<String, String> files = new TreeMap<>(FixtureRules.bundle().files());

    final void change(String file, String from, String to) {
        assertThat(files.get(file)).contains(from);
        files.put(file, files.get(file).replace(from, to));
    }

    /** The bundle has this problem and no other; its description names these words and values. */
    final void assertRefused(String place, String... names) {
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith(place + ": ")
                .contains(names);
    }

    /** The bundle has this problem among others. */
    final void assertAmong(String place, String... names) {
        assertThat(problems())
                .anySatisfy(
                        problem -> assertThat(problem).startsWith(place + ": ").contains(names));
    }

    final List<String> problems() {
        BundleRefusedException refused = catchThrowableOfType(
                BundleRefusedException.class, () -> new BundleCompiler().compile(RuleBundle.of(files)));
        assertThat(refused).as("the bundle should have been refused").isNotNull();
        return refused.problems().stream().map(FileProblem::describe).toList();
    }
}
