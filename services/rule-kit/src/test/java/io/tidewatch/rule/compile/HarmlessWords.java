package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.HarmlessRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.calendar.Calendars;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the harmless rules may use, and those rules as the first layer reads them. */
final class HarmlessWords {
    static final Vocabulary VOCABULARY = vocabulary();

    private HarmlessWords() {}

    private static Vocabulary vocabulary() {
        Map<String, String> files = HarmlessRules.withFixture();
        ProblemList problems = new ProblemList();
        Catalogue catalogue = Catalogue.parse(files, problems);
        Calendars calendars = CalendarFile.read(files.get(RuleBundle.CALENDAR), catalogue, problems);
        Map<String, String> playbooks = new TreeMap<>(files);
        playbooks.keySet().removeIf(file -> !file.endsWith(".playbook.yaml"));
        List<String> messages = files.keySet().stream()
                .filter(file -> file.startsWith("messages/"))
                .map(file -> file.substring("messages/".length(), file.length() - ".yaml".length()))
                .toList();
        Map<String, PlaybookDefinition> read =
                PlaybookFiles.read(playbooks, catalogue, null, messages, Map.of(), calendars, problems);
        assertThat(problems.sorted()).isEmpty();
        return new Vocabulary(catalogue, read);
    }

    /** The rules of a file of thresholds or judgements; numbers begin with the first one. */
    static List<RuleSource> read(String file, String text, int firstNumber, ProblemList problems) {
        RuleForm form = file.startsWith("playbooks/") ? RuleForm.JUDGEMENT : RuleForm.THRESHOLD;
        if (file.endsWith(".drl")) {
            return RuleFile.read(file, text, form, VOCABULARY, firstNumber, Place::line, problems);
        }
        DecisionTable.Written table = DecisionTable.write(file, text, form, VOCABULARY, problems);
        return table == null
                ? List.of()
                : RuleFile.read(file, table.drl(), form, VOCABULARY, firstNumber, table.placeOf(), problems);
    }

    /** The rules of some harmless files. */
    static List<RuleSource> rules(List<String> files) {
        ProblemList problems = new ProblemList();
        List<RuleSource> rules = new ArrayList<>();
        for (String file : files) {
            int first = rules.isEmpty() ? 0 : rules.getLast().lastNumber() + 1;
            rules.addAll(read(file, HarmlessRules.files().get(file), first, problems));
        }
        assertThat(problems.sorted()).isEmpty();
        return rules;
    }
}
