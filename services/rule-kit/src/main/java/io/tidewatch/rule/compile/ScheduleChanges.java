package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.rule.playbook.ActionDefinition;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.ScheduleChange;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the schedule changes of one playbook. */
final class ScheduleChanges {
    private final ProblemList problems;
    private final Set<String> activities = new HashSet<>();

    ScheduleChanges(ProblemList problems) {
        this.problems = problems;
    }

    /** The change of an action; two changes of one activity would contradict each other. */
    ScheduleChange read(YamlPart action) {
        String activity = action.text("activity");
        if (!activities.add(activity)) {
            problems.add(
                    action.file(),
                    action.line("activity"),
                    "A playbook can change the schedule of '" + activity + "' only once.");
        }
        return new ScheduleChange(activity, action.node().path("everyMonths").asInt(), action.text("until") != null);
    }

    /**
     * What happens at the end of a run cannot last until its end.
     *
     * @param lines key of a step → its line
     */
    void checkEnd(PlaybookDefinition playbook, Map<String, Integer> lines) {
        Stream.of(playbook.onSuccess(), playbook.onFailure())
                .flatMap(actions -> actions.stream())
                .filter(action -> action.schedule() != null && action.schedule().untilRunEnds())
                .map(ActionDefinition::step)
                .forEach(step -> problems.add(
                        playbook.file(),
                        lines.get(step),
                        "The run ends with the step '" + step + "', so its schedule cannot hold until then; leave out"
                                + " 'until', and it holds from then on."));
    }
}
