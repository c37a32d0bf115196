package io.tidewatch.engine.drill;

import io.tidewatch.engine.api.model.DrillAnswer;
import io.tidewatch.engine.api.model.DrillRequest;
import io.tidewatch.problem.Problem;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.Span;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.spelling.Spelling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a drill is to run, by the rules of one bundle.
 *
 * @param playbook the playbook
 * @param threshold the threshold whose flag it is about: its own or, of a playbook that others open, that of the first of them
 * @param answers judgement words, success and failure, each with the elapsed time from the opening after which it holds
 */
record DrillPlan(PlaybookDefinition playbook, ThresholdDefinition threshold, Map<String, Duration> answers) {

    /** Fails with {@code drill-not-possible}, which lists every word that the rules do not have. */
    static DrillPlan of(DrillRequest request, CompiledBundle bundle) {
        Map<String, PlaybookDefinition> playbooks =
                bundle.playbooks().stream().collect(Collectors.toMap(PlaybookDefinition::id, playbook -> playbook));
        PlaybookDefinition playbook = playbooks.get(request.getPlaybook());
        if (playbook == null) {
            throw notPossible(List.of(new Problem.Fault(
                    "/playbook",
                    null,
                    "The active rules have no playbook \"" + request.getPlaybook() + "\".",
                    Spelling.closest(request.getPlaybook(), playbooks.keySet()))));
        }
        return new DrillPlan(playbook, threshold(playbook, bundle), answers(request, playbook));
    }

    private static ThresholdDefinition threshold(PlaybookDefinition playbook, CompiledBundle bundle) {
        Optional<String> opened = bundle.playbooks().stream()
                .filter(other -> other.escalations().stream()
                        .anyMatch(escalation -> playbook.id().equals(escalation.opens())))
                .map(PlaybookDefinition::thresholdId)
                .filter(Objects::nonNull)
                .findFirst();
        String id = Optional.ofNullable(playbook.thresholdId()).or(() -> opened).orElse(null);
        return bundle.thresholds().stream()
                .filter(threshold -> threshold.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private static Map<String, Duration> answers(DrillRequest request, PlaybookDefinition playbook) {
        List<String> words = Stream.concat(playbook.judgements().keySet().stream(), Stream.of("success", "failure"))
                .toList();
        Map<String, Duration> answers = new TreeMap<>();
        List<Problem.Fault> faults = new ArrayList<>();
        List<DrillAnswer> wanted = request.getAnswers() == null ? List.of() : request.getAnswers();
        for (int index = 0; index < wanted.size(); index++) {
            String word = wanted.get(index).getWord();
            if (!words.contains(word)) {
                faults.add(new Problem.Fault(
                        "/answers/" + index + "/word",
                        null,
                        "The playbook has no judgement \"" + word + "\"; it has " + String.join(", ", words) + ".",
                        Spelling.closest(word, words)));
            } else if (answers.put(word, Span.elapsed(wanted.get(index).getAfter())) != null) {
                faults.add(Problem.Fault.at("/answers/" + index + "/word", "\"" + word + "\" is given twice."));
            }
        }
        if (!faults.isEmpty()) {
            throw notPossible(faults);
        }
        return answers;
    }

    private static ProblemException notPossible(List<Problem.Fault> faults) {
        return new ProblemException(DrillProblem.DRILL_NOT_POSSIBLE, "The active rules cannot run this drill.", faults);
    }
}
