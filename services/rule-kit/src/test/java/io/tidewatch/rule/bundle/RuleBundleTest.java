package io.tidewatch.rule.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.rule.FixtureRules;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleBundleTest {
    @Test
    void equalFilesHaveAnEqualHashAndOtherFilesAnother() {
        RuleBundle shipped = FixtureRules.bundle();
        assertThat(RuleBundle.of(new HashMap<>(shipped.files())).hash())
                .isEqualTo(shipped.hash())
                .hasSize(64);
        assertThat(FixtureRules.with(Map.of("thresholds/more.drl", "")).hash()).isNotEqualTo(shipped.hash());
        assertThat(RuleBundle.of(Map.of("metrics/a.yaml", "bc")).hash())
                .isNotEqualTo(RuleBundle.of(Map.of("metrics/ab.yaml", "c")).hash());
    }

    @Test
    void readmeAndHiddenFilesAreNoPartOfIt(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("metrics"));
        Files.writeString(folder.resolve("README.md"), "x");
        Files.writeString(folder.resolve("metrics/.hidden"), "x");
        Files.writeString(folder.resolve("metrics/a.yaml"), "x");
        Files.createSymbolicLink(folder.resolve("metrics/link.yaml"), folder.resolve("README.md"));
        assertThat(RuleBundle.read(folder).files()).containsOnlyKeys("metrics/a.yaml");
    }

    @Test
    void recordsSharedWordsAndTheCalendarArePartOfIt(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("records"));
        Files.writeString(folder.resolve("records/order.yaml"), "x");
        Files.writeString(folder.resolve("shared.yaml"), "y");
        RuleBundle without = RuleBundle.read(folder);
        Files.writeString(folder.resolve("calendar.yaml"), "zone: UTC");
        assertThat(RuleBundle.read(folder).files())
                .containsOnlyKeys("records/order.yaml", "shared.yaml", "calendar.yaml");
        assertThat(RuleBundle.read(folder).hash()).isNotEqualTo(without.hash());
    }

    @Test
    void pathsThatLeaveTheFolderAreRefused() {
        for (String path : new String[] {
            "../x",
            "metrics/../../x",
            "/etc/passwd",
            "metrics/",
            "other/x",
            "metrics\\x",
            "x.yaml",
            "more/shared.yaml",
            "more/calendar.yaml"
        }) {
            assertThatThrownBy(() -> RuleBundle.of(Map.of(path, "")))
                    .as(path)
                    .isInstanceOf(BundleRefusedException.class);
        }
    }

    @Test
    void tooLongFilesAndTooManyFilesAreRefused() {
        assertThatThrownBy(() -> RuleBundle.of(Map.of("metrics/a.yaml", "x".repeat(RuleBundle.LONGEST_FILE + 1))))
                .isInstanceOf(BundleRefusedException.class)
                .hasMessageContaining("longer than");
        Map<String, String> many = new HashMap<>();
        for (int index = 0; index <= RuleBundle.MOST_FILES; index++) {
            many.put("metrics/m" + index + ".yaml", "");
        }
        assertThatThrownBy(() -> RuleBundle.of(many)).isInstanceOf(BundleRefusedException.class);
    }

    @Test
    void filesThatAreNotTextAreRefusedWithTheirLine(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("metrics"));
        Files.write(
                folder.resolve("metrics/a.yaml"), "id: a\nname: Pl\u00e4tze\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> RuleBundle.read(folder))
                .isInstanceOf(BundleRefusedException.class)
                .hasMessageStartingWith("metrics/a.yaml:2: The file is not UTF-8 text");
        for (String sign : new String[] {"\0", "\u001b", "\u202e", "\ud800", "\r", "\u2028", "\u2029"}) {
            assertThatThrownBy(() -> RuleBundle.of(Map.of("metrics/a.yaml", "id: a\n\nname: " + sign)))
                    .isInstanceOf(BundleRefusedException.class)
                    .hasMessageStartingWith("metrics/a.yaml:3: The file contains the invisible character");
        }
    }

    @Test
    void onlyATableMayEndItsLinesAsOldMacsDo() {
        RuleBundle.of(Map.of("thresholds/a.drl.csv", "RuleSet,rules\r,\r"));
        RuleBundle.of(Map.of("thresholds/a.drl", "package rules;\r\n"));
        assertThatThrownBy(() -> RuleBundle.of(Map.of("thresholds/a.drl", "package rules;\n// note\rrule\n")))
                .hasMessageStartingWith(
                        "thresholds/a.drl:2: The file contains the invisible character U+000D. Delete it, or begin a new line");
    }

    /** Many editors of Windows save so. */
    @Test
    void aFileInUtf16IsRefusedAsWhatItIs(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("metrics"));
        for (Charset charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE)) {
            Files.write(folder.resolve("metrics/a.yaml"), "id: a\n".getBytes(charset));
            assertThatThrownBy(() -> RuleBundle.read(folder))
                    .isInstanceOf(BundleRefusedException.class)
                    .hasMessageStartingWith("metrics/a.yaml:1: The file is not UTF-8 text");
        }
    }

    @Test
    void aRuleBesideTheFoldersIsRefusedAndNotSkipped(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("metrics"));
        Files.writeString(folder.resolve("README.md"), "# Rules");
        assertThat(RuleBundle.read(folder).files()).isEmpty();
        Files.writeString(folder.resolve("silence.drl"), "x");
        assertThatThrownBy(() -> RuleBundle.read(folder))
                .hasMessageStartingWith("silence.drl: A file of rules must be in one of the folders records, metrics");
        Files.move(folder.resolve("silence.drl"), folder.resolve("calender.yaml"));
        assertThatThrownBy(() -> RuleBundle.read(folder)).hasMessageContaining("Did you mean 'calendar.yaml'?");
    }

    @Test
    void aFolderOfRulesWithAWrongNameIsRefused(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("threshold"));
        Files.createDirectories(folder.resolve("pictures"));
        Files.writeString(folder.resolve("pictures/a.png"), "x");
        Files.writeString(folder.resolve("threshold/silence.drl"), "x");
        assertThatThrownBy(() -> RuleBundle.read(folder))
                .hasMessageStartingWith("threshold: Rules have no folder 'threshold'")
                .hasMessageContaining("Did you mean 'thresholds'?");
    }
}
