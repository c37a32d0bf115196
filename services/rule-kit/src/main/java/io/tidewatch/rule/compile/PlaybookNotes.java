package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.journey.JourneyStep;
import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.rule.playbook.ActionDefinition;
import io.tidewatch.rule.playbook.ActionKind;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.spelling.Spelling;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is worth a look in the playbooks and journeys of a bundle: names that may be mistakes, tasks that say too little. */
final class PlaybookNotes {
    /** An activity as metrics name it. */
    private static final Pattern ACTIVITY = Pattern.compile("activity == \"([^\"]+)\"");
    /** Where a message shows the reason of its flag. */
    private static final String REASON = "{flag.sentence}";
    /** One value names the symptom, the second one points to the cause. */
    private static final int FEWEST_VALUES = 2;

    private final CompiledBundle bundle;
    private final ProblemList notes;

    private PlaybookNotes(CompiledBundle bundle, ProblemList notes) {
        this.bundle = bundle;
        this.notes = notes;
    }

    /** Adds the notes, by file and line. */
    static void add(CompiledBundle bundle, ProblemList notes) {
        PlaybookNotes found = new PlaybookNotes(bundle, notes);
        found.crmStages();
        found.activities();
        found.titles();
        found.stepsWithoutTask();
        found.firstMessages();
    }

    /** The stages are those of a CRM that nobody here knows; one that is used once and nearly written like another is suspect. */
    private void crmStages() {
        Map<String, Integer> used = new TreeMap<>();
        bundle.playbooks().forEach(playbook -> stages(playbook).forEach(stage -> used.merge(stage, 1, Integer::sum)));
        for (PlaybookDefinition playbook : bundle.playbooks()) {
            for (String stage : stages(playbook)) {
                Set<String> others = new TreeSet<>(used.keySet());
                others.remove(stage);
                String closest = used.get(stage) == 1 ? Spelling.closest(stage, others) : null;
                if (closest != null) {
                    notes.add(playbook.file(), 0, "Only this playbook sets the crmStage '" + stage + "'.", closest);
                }
            }
        }
    }

    private static List<String> stages(PlaybookDefinition playbook) {
        return playbook.actions()
                .map(ActionDefinition::crmStage)
                .filter(Objects::nonNull)
                .toList();
    }

    /** A schedule that no metric reads is probably misspelt: nobody would notice that its activity does not take place. */
    private void activities() {
        Set<String> read = bundle.catalogue().files().values().stream()
                .flatMap(text -> ACTIVITY.matcher(text).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        for (PlaybookDefinition playbook : bundle.playbooks()) {
            playbook.actions()
                    .map(ActionDefinition::schedule)
                    .filter(schedule -> schedule != null && !read.contains(schedule.activity()))
                    .forEach(schedule -> notes.add(
                            playbook.file(),
                            0,
                            "No metric reads how often the activity '" + schedule.activity()
                                    + "' is due, so a change of its schedule has no effect on any value.",
                            Spelling.closest(schedule.activity(), read)));
        }
    }

    /** Lists of tasks show the title; the key of the step is what is left without one. */
    private void titles() {
        Set<String> named = new TreeSet<>();
        bundle.playbooks().stream()
                .flatMap(PlaybookDefinition::actions)
                .filter(action -> action.kind() == ActionKind.TASK && action.title() == null)
                .filter(action -> named.add(action.messageId()))
                .forEach(action -> notes.add(
                        "messages/" + action.messageId() + ".yaml",
                        1,
                        "The message of a task has no 'title', so lists show the task '" + action.step() + "' as '"
                                + action.titleOrKey()
                                + "'. Write what there is to do, such as 'title: Call the sponsor'."));
    }

    /** The name of a step says what is so once it is met, which reads oddly in a list of what there is to do. */
    private void stepsWithoutTask() {
        bundle.journeys().forEach(journey -> journey.steps().stream()
                .filter(step -> step.task().equals(step.name()))
                .forEach(step -> notes.add(journey.file(), step.line(), withoutTask(step))));
    }

    private static String withoutTask(JourneyStep step) {
        return "The step '" + step.id() + "' has no 'task', so lists show its name '" + step.name()
                + "' as what there is to do. Write it, such as 'task: Call the sponsor'.";
    }

    /** Whoever acts on a flag has to see from its first message what caused it. */
    private void firstMessages() {
        Map<String, CompiledThreshold> thresholds = bundle.compiledThresholds().stream()
                .collect(Collectors.toMap(threshold -> threshold.definition().id(), threshold -> threshold));
        Set<String> named = new TreeSet<>();
        for (PlaybookDefinition playbook : bundle.playbooks()) {
            CompiledThreshold threshold = thresholds.get(playbook.thresholdId());
            if (threshold != null) {
                playbook.immediateActions().stream()
                        .map(ActionDefinition::messageId)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .filter(id -> shown(bundle.message(playbook.id(), id), threshold) < FEWEST_VALUES)
                        .filter(named::add)
                        .ifPresent(id -> notes.add("messages/" + id + ".yaml", 1, tooFew(playbook, id, threshold)));
            }
        }
    }

    /** How many metrics a message shows at least, whichever rule of the threshold gives the reason. */
    private int shown(MessageTemplate message, CompiledThreshold threshold) {
        return threshold.rules().stream()
                .mapToInt(rule -> metricsIn(message, rule.sentence()).size())
                .min()
                .orElse(0);
    }

    private Set<String> metricsIn(MessageTemplate message, Sentence reason) {
        Set<String> metrics = new HashSet<>(message.metricIds());
        if (message.text().contains(REASON)) {
            reason.properties()
                    .map(name -> bundle.vocabulary().properties().get(name).metricId())
                    .filter(Objects::nonNull)
                    .forEach(metrics::add);
        }
        return metrics;
    }

    private String tooFew(PlaybookDefinition playbook, String messageId, CompiledThreshold threshold) {
        Set<String> shown = metricsIn(
                bundle.message(playbook.id(), messageId),
                threshold.rules().getFirst().sentence());
        String example = bundle.catalogue().tracked().stream()
                .filter(metric -> metric.ofAccounts() && !shown.contains(metric.id()))
                // Those that the threshold reads come first.
                .min(Comparator.comparing(
                        metric -> !threshold.definition().metricIds().contains(metric.id())))
                .map(metric -> ", such as {metric." + metric.property() + "}")
                .orElse("");
        return "The playbook '" + playbook.id()
                + "' begins with this message, which shows fewer than two values of the account. Add values that explain the flag"
                + example + ".";
    }
}
