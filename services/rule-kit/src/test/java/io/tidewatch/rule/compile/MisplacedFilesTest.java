package io.tidewatch.rule.compile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file in the wrong folder, or with a name that nobody reads, is the only problem: what it holds is not reported as missing. */
class MisplacedFilesTest extends ChangedRules {
    @ParameterizedTest
    @CsvSource({
        PLAYBOOK + ",thresholds/executive-re-engagement.playbook.yaml," + PLAYBOOK,
        TASK + ",playbooks/sponsor-mail-task.yaml," + TASK,
        SILENCE + ",playbooks/executive-silence.drl," + SILENCE,
        JUDGEMENTS + ",thresholds/executive-re-engagement.drl," + JUDGEMENTS,
        "scenarios/seat-limit.yaml,metrics/seat-limit.yaml,scenarios/seat-limit.yaml",
        "scenarios/metrics/tracked.yaml,scenarios/tracked.yaml,scenarios/metrics/tracked.yaml",
    })
    void aFileInTheWrongFolder(String from, String to, String correction) {
        files.put(to, files.remove(from));
        String folder = correction.substring(0, correction.lastIndexOf('/'));
        assertRefused(to, "This file belongs in the folder " + folder + ".", "Did you mean '" + correction + "'?");
    }

    @ParameterizedTest
    @CsvSource({
        TASK + ",messages/sponsor-mail-task.yml," + TASK,
        "metrics/arr.yaml,metrics/arr.yml,metrics/arr.yaml",
        "scenarios/seat-limit.yaml,scenarios/seat-limit.yml,scenarios/seat-limit.yaml",
        PLAYBOOK + ",playbooks/executive-re-engagement.playbook.yml," + PLAYBOOK,
        PLAYBOOK + ",playbooks/executive-re-engagement.yaml," + PLAYBOOK,
        SILENCE + ",thresholds/Executive-Silence.DRL," + SILENCE,
        SILENCE + ",thresholds/executive-silence.drl.txt," + SILENCE,
        SEATS + ",thresholds/seat-limit.csv," + SEATS,
    })
    void aFileWithAnotherEnding(String from, String to, String correction) {
        files.put(to, files.remove(from));
        assertRefused(to, "The name of a file in this folder must end in", "Did you mean '" + correction + "'?");
    }

    @Test
    void aYamlFileWithCapitalLetters() {
        files.put("messages/Sponsor-Mail-Task.yaml", files.remove(TASK));
        assertRefused(
                "messages/Sponsor-Mail-Task.yaml",
                "The names of YAML files are written in small letters.",
                "Did you mean '" + TASK + "'?");
    }

    @ParameterizedTest
    @CsvSource({
        "thresholds/executive silence.drl,thresholds/executive-silence.drl",
        "thresholds/führung.drl,thresholds/fuhrung.drl",
        "thresholds/executive-silence (1).drl,thresholds/executive-silence-copy.drl",
    })
    void aNameWithOtherLetters(String path, String correction) {
        files.put(path, files.remove(SILENCE));
        assertRefused(
                path, "The name of a file can have only the letters A to Z", "Did you mean '" + correction + "'?");
    }
}
