package io.tidewatch.rule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.ShippedRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesTestCommandTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void theShippedRulesPassTheirScenarios() {
        assertThat(run("rules-test", ShippedRules.folder()))
                .as(printed.toString())
                .isZero();
        assertThat(text()).contains("  ok     29 silent days, the day before the bound", "25 scenarios, 0 failed");
    }

    @Test
    void factsPageIsCurrent() {
        assertThat(run("facts-verify", ShippedRules.folder()))
                .as("FACTS.md must be written again with the command 'facts'")
                .isZero();
    }

    @Test
    void aChangedBoundFailsTheScenariosThatKnowIt(@TempDir Path folder) throws IOException {
        copyRules(folder);
        change(folder, "thresholds/executive-silence.drl", ">= 30", ">= 45");
        assertThat(run("rules-test", folder)).isEqualTo(1);
        assertThat(text())
                .contains("  FAILED 30 silent days, and we wrote three times")
                .contains("raised should be [executive-silence] but is [].");
    }

    @Test
    void aThresholdWithoutScenariosIsNamed(@TempDir Path folder) throws IOException {
        copyRules(folder);
        Files.delete(folder.resolve("scenarios/seat-limit.yaml"));
        assertThat(run("rules-test", folder)).isEqualTo(1);
        assertThat(text())
                .contains("No scenario raises the threshold 'seat-limit'.")
                .contains("No scenario keeps the threshold 'seat-limit' silent on known values.");
    }

    @Test
    void aMisspeltWordInAScenarioIsNamedWithItsLine(@TempDir Path folder) throws IOException {
        copyRules(folder);
        change(folder, "scenarios/seat-limit.yaml", "raised: [seat-limit]", "raised: [seat-limits]");
        assertThat(run("rules-test", folder)).isEqualTo(1);
        assertThat(text()).contains("There is no threshold 'seat-limits'. Did you mean 'seat-limit'?");
    }

    @Test
    void refusedRulesArePrintedWithFileAndLine(@TempDir Path folder) throws IOException {
        copyRules(folder);
        change(folder, "thresholds/power-users.drl", "powerUserPercentage < 20", "powerUsers < 20");
        assertThat(run("rules-test", folder)).isEqualTo(1);
        assertThat(text()).contains("thresholds/power-users.drl:12: Account has no property 'powerUsers'.");
    }

    @Test
    void aFactsPageIsWrittenAndAnOldOneNoticed(@TempDir Path folder) throws IOException {
        copyRules(folder);
        assertThat(run("facts-verify", folder)).isEqualTo(1);
        assertThat(run("facts", folder)).isZero();
        assertThat(run("facts-verify", folder)).isZero();
    }

    @Test
    void calledWronglyItSaysHow() {
        assertThat(new RulesTest(new PrintStream(printed)).run(List.of())).isEqualTo(2);
        assertThat(new RulesTest(new PrintStream(printed)).run(List.of("no-such-folder")))
                .isEqualTo(2);
        assertThat(text()).contains("Usage:");
    }

    private int run(String command, Path folder) {
        return new RulesTest(new PrintStream(printed, true, StandardCharsets.UTF_8))
                .run(List.of(command, folder.toString()));
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static void copyRules(Path folder) throws IOException {
        for (var file : ShippedRules.bundle().files().entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
    }

    private static void change(Path folder, String file, String from, String to) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(folder.resolve(file), text.replace(from, to));
    }
}
