package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.scenario.ScenarioRunner;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.rule.workbook.TestWorkbook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of a workbook and the same table in CSV are one thing. */
class TableInWorkbookTest {
    private static final String CSV = "thresholds/seat-limit.drl.csv";
    private static final String XLSX = "thresholds/seat-limit.drl.xlsx";

    @TempDir
    Path folder;

    @Test
    void theTableOfAWorkbookRaisesTheSameFlags() throws Exception {
        RuleBundle bundle = bundle(TestWorkbook.ofRows(rows()));
        try (CompiledBundle fromWorkbook = new BundleCompiler().compile(bundle);
                CompiledBundle fromCsv = new BundleCompiler().compile(FixtureRules.bundle())) {
            ThresholdDefinition read = seatLimit(fromWorkbook);
            assertThat(read.file()).isEqualTo(XLSX);
            assertThat(read.name()).isEqualTo(seatLimit(fromCsv).name());
            assertThat(read.bounds()).isEqualTo(seatLimit(fromCsv).bounds());
            assertThat(ScenarioRunner.run(bundle, fromWorkbook).problems()).isEmpty();
            assertThat(RowChecks.run(fromWorkbook, Instant.EPOCH))
                    .hasSameSizeAs(RowChecks.run(fromCsv, Instant.EPOCH))
                    .allMatch(RowChecks.Check::passed)
                    .allMatch(check -> check.file().equals(XLSX));
        }
    }

    @Test
    void aWorkbookSavedAgainIsTheSameBundle() throws Exception {
        TestWorkbook workbook = TestWorkbook.ofRows(rows());
        RuleBundle bundle = bundle(workbook);
        byte[] again = TestWorkbook.ofRows(rows()).withAuthor("somebody else").bytes();
        Files.write(folder.resolve(XLSX), again);
        assertThat(RuleBundle.read(folder).hash()).isEqualTo(bundle.hash());
        assertThat(bundle(TestWorkbook.ofRows(rows("86"))).hash()).isNotEqualTo(bundle.hash());
    }

    @Test
    void aProblemNamesTheRowAndTheCell() {
        assertThatThrownBy(() -> compile(TestWorkbook.ofRows(rows("many"))))
                .isInstanceOf(BundleRefusedException.class)
                .hasMessageStartingWith(XLSX + ":8: Cell B8: 'many' is not a number;");
        assertThatThrownBy(() -> compile(TestWorkbook.ofRows(rows("1.5"))
                        .replace("xl/worksheets/sheet1.xml", "<v>1.5</v>", "<f>1+0.5</f><v>1.5</v>")))
                .isInstanceOf(BundleRefusedException.class)
                .hasMessageStartingWith(XLSX + ":8: Cell B8: The cell holds a formula.");
    }

    @Test
    void theSameTableInBothFormatsIsRefused() {
        Map<String, String> both = Map.of(XLSX, FixtureRules.bundle().files().get(CSV));
        assertThatThrownBy(() -> new BundleCompiler().compile(FixtureRules.with(both)))
                .hasMessage(XLSX + ": The table is also in " + CSV + ". Delete one of the two files.");
        Map<String, String> renamed = Map.of(
                "thresholds/seats.drl.xlsx", FixtureRules.bundle().files().get(CSV));
        assertThatThrownBy(() -> new BundleCompiler().compile(FixtureRules.with(renamed)))
                .hasMessageContaining("The threshold 'seat-limit' is already in " + CSV + ".");
    }

    @Test
    void otherFormatsOfSpreadsheetsAreRefusedByName() throws Exception {
        for (String name : List.of("seats.xls", "seats.drl.xlsm", "seats.ods")) {
            ProblemList problems = new ProblemList();
            assertThat(RuleBundle.text("thresholds/" + name, new byte[] {1, 2}, problems))
                    .isNull();
            assertThat(problems.sorted().getFirst().describe())
                    .isEqualTo("thresholds/" + name + ": A decision table must be saved as .drl.csv or .drl.xlsx.");
        }
        Map<String, String> unmarked = Map.of("thresholds/seats.xlsx", "");
        assertThatThrownBy(() -> new BundleCompiler().compile(FixtureRules.with(unmarked)))
                .hasMessageContaining("must end in .drl, .drl.csv or .drl.xlsx.");
    }

    private static ThresholdDefinition seatLimit(CompiledBundle bundle) {
        return bundle.thresholds().stream()
                .filter(threshold -> threshold.id().equals("seat-limit"))
                .findFirst()
                .orElseThrow();
    }

    private static List<List<String>> rows() {
        return rows("85");
    }

    /** The table of the fixture with another bound, blank rows included. */
    private static List<List<String>> rows(String bound) {
        String csv = FixtureRules.bundle().files().get(CSV);
        List<List<String>> rows = new ArrayList<>();
        for (TableText.Row row : TableText.read(CSV, csv, new ProblemList())) {
            while (rows.size() < row.line() - 1) {
                rows.add(List.of());
            }
            rows.add(row.cells().stream()
                    .map(cell -> cell.equals("85") ? bound : cell)
                    .toList());
        }
        return rows;
    }

    private void compile(TestWorkbook workbook) throws Exception {
        new BundleCompiler().compile(bundle(workbook)).close();
    }

    /** The fixture as a folder, with the workbook in place of its table. */
    private RuleBundle bundle(TestWorkbook workbook) throws Exception {
        Map<String, String> files = new TreeMap<>(FixtureRules.bundle().files());
        files.remove(CSV);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Files.write(folder.resolve(XLSX), workbook.bytes());
        return RuleBundle.read(folder);
    }
}
