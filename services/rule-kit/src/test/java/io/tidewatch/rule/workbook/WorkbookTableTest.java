package io.tidewatch.rule.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.ProblemList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the cells of a workbook reaches the table; what a table cannot say is refused with its cell. */
class WorkbookTableTest {
    private static final String FILE = "thresholds/seat-limit.drl.xlsx";

    /** Bounds as numbers and as a percentage, days as dates, a merged cell, a comment, a second sheet that is empty. */
    @ParameterizedTest
    @ValueSource(strings = {"openpyxl", "xlsxwriter"})
    void whatOtherProgramsWriteIsRead(String program) throws Exception {
        ProblemList problems = new ProblemList();
        String csv = WorkbookTable.read(
                FILE, Files.readAllBytes(Path.of("src/test/resources/workbook", program + ".xlsx")), problems);
        assertThat(problems.sorted()).isEmpty();
        assertThat(csv.lines())
                .startsWith("RuleSet,rules", "", "RuleTable Seat limit")
                .contains("$account : Account...,$account : Account...")
                .endsWith(
                        ",85%,seat-limit,OPPORTUNITY,GROW,{seatUtilization} of the seats bought are taken.,SALES,2027-02-28,90d,seat-limit",
                        "SEAT_BASED,80,seat-limit,OPPORTUNITY,GROW,{seatUtilization} of the seats bought are taken.,SALES,2027-02-28,90d,seat-limit");
    }

    @Test
    void textsNumbersAndBooleansAreReadInTheirRowsAndColumns() {
        TestWorkbook workbook = TestWorkbook.ofCells(
                        "<c r=\"A1\" t=\"s\"><v>1</v></c>",
                        "<c r=\"C3\"><v>85</v></c>",
                        "<c r=\"B4\" t=\"inlineStr\"><is><r><t>a, </t></r><r><t>\"b\"</t></r></is></c>",
                        "<c r=\"A5\" t=\"b\"><v>1</v></c>",
                        "<c r=\"A6\" t=\"b\"><v>0</v></c>",
                        "<c r=\"A7\" s=\"3\"/>")
                .withTexts("<t>unused</t>", "<t xml:space=\"preserve\"> RuleSet </t><rPh><t>ruby</t></rPh>");
        assertThat(csv(workbook)).isEqualTo("RuleSet\n\n,,85\n,\"a, \"\"b\"\"\"\nTRUE\nFALSE\n");
    }

    @Test
    void cellsWithoutNamesFollowOneAnother() {
        assertThat(csv(TestWorkbook.ofRows(List.of(List.of("a", "85"), List.of("", "b")))))
                .isEqualTo("a,85\n,b\n");
    }

    @ParameterizedTest
    @CsvSource({
        "20.000000000004, 20",
        "0.30000000000000004, 0.3",
        "84.6, 84.6",
        "1.5E2, 150",
        "-4, -4",
        "123456789012345, 123456789012345",
        "0.0000000000001, 0",
        "00, 0"
    })
    void aNumberIsReadWithoutTheNoiseOfComputing(String stored, String read) {
        assertThat(csv(TestWorkbook.ofCells("<c r=\"A1\"><v>" + stored + "</v></c>")))
                .isEqualTo(read + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E300", "1E-300", "1E999999999", "1E-999999999"})
    void aNumberThatNoBoundHasIsRefused(String stored) {
        assertThat(problems(TestWorkbook.ofCells("<c r=\"B7\"><v>" + stored + "</v></c>")))
                .containsExactly(FILE + ":7: Cell B7: '" + stored + "' is too large or too small.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0%; 0.2; 20%",
                "0.0%; 0.205; 20.5%",
                "#,##0.00; 1234.5; 1234.5",
                "0 \"seats\"; 85; 85",
                "0.0 \"per 100 users\"; 1.5; 1.5",
                "@; 85; 85"
            })
    void aNumberIsReadAsItIsShown(String format, String stored, String read) {
        assertThat(csv(TestWorkbook.ofCells("<c r=\"A1\" s=\"1\"><v>" + stored + "</v></c>")
                        .withFormat(format)))
                .isEqualTo(read + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"0%; 0.205; 21%; 20.5%", "0; 84.6; 85; 84.6", "#,##0.0; 84.65; 84.7; 84.65"})
    void aNumberThatIsShownRoundedIsRefused(String format, String stored, String shown, String held) {
        assertThat(problems(TestWorkbook.ofCells("<c r=\"B7\" s=\"1\"><v>" + stored + "</v></c>")
                        .withFormat(format)))
                .containsExactly(FILE + ":7: Cell B7: The cell shows " + shown + " but holds " + held
                        + ". Round the value, or show all of its decimals.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yyyy-mm-dd", "d. mmmm yyyy", "[$-409]m/d/yy", "dd/mm/yyyy;@"})
    void aDateIsReadAsADay(String format) {
        TestWorkbook workbook =
                TestWorkbook.ofCells("<c r=\"A1\" s=\"1\"><v>46446</v></c>").withFormat(format);
        assertThat(csv(workbook)).isEqualTo("2027-02-28\n");
        workbook = TestWorkbook.ofCells("<c r=\"A1\" s=\"1\"><v>44984</v></c>").withFormat(format);
        assertThat(csv(workbook.since1904())).isEqualTo("2027-02-28\n");
    }

    @Test
    void theUsualFormatOfDatesIsOne() {
        TestWorkbook workbook =
                TestWorkbook.ofCells("<c r=\"A1\" s=\"2\"><v>46446</v></c>").withFormat("0");
        assertThat(csv(workbook)).isEqualTo("2027-02-28\n");
        assertThat(csv(TestWorkbook.ofCells("<c r=\"A1\" t=\"d\"><v>2027-02-28T00:00:00</v></c>")))
                .isEqualTo("2027-02-28\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5", "46446.5", "60", "9999999"})
    void aTimeIsRefused(String stored) {
        assertThat(problems(TestWorkbook.ofCells("<c r=\"B7\" s=\"1\"><v>" + stored + "</v></c>")
                        .withFormat("hh:mm")))
                .singleElement()
                .asString()
                .startsWith(FILE + ":7: Cell B7: The cell is formatted as a date or time, ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<c r=\"B7\"><f>B6+1</f><v>85</v></c>",
                "<c r=\"B7\" t=\"str\"><f t=\"shared\" si=\"0\"/><v>x</v></c>",
                "<c r=\"B7\"><f>NOW()</f></c>"
            })
    void aFormulaIsRefused(String cell) {
        assertThat(problems(TestWorkbook.ofCells(cell)))
                .singleElement()
                .asString()
                .startsWith(FILE + ":7: Cell B7: The cell holds a formula. ");
    }

    @Test
    void anErrorAndALineBreakAreRefused() {
        assertThat(problems(TestWorkbook.ofCells(
                        "<c r=\"B7\" t=\"e\"><v>#REF!</v></c>",
                        "<c r=\"B8\" t=\"inlineStr\"><is><t>two\nlines</t></is></c>")))
                .containsExactly(
                        FILE + ":7: Cell B7: The cell holds the error #REF!.",
                        FILE + ":8: Cell B8: A cell cannot contain line breaks or control characters.");
    }

    @Test
    void aMergedCellSaysTheSameForAllThatItCovers() {
        assertThat(
                        csv(
                                TestWorkbook.of(
                                        "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>SEAT_BASED</t></is></c>"
                                                + "<c r=\"B1\"><v>1</v></c></row>"
                                                + "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>covered</t></is></c><c r=\"B2\"><v>2</v></c></row>"
                                                + "</sheetData><mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"D1:E1\"/></mergeCells>")))
                .isEqualTo("SEAT_BASED,1\nSEAT_BASED,2\n");
    }

    @Test
    void whatIsHiddenIsRefused() {
        assertThat(problems(TestWorkbook.of(
                        "<cols><col min=\"2\" max=\"16384\" hidden=\"1\"/></cols><sheetData><row r=\"3\"><c r=\"A3\"><v>1</v></c>"
                                + "<c r=\"B3\"><v>1</v></c></row><row r=\"4\" hidden=\"1\"><c r=\"A4\"><v>2</v></c></row>"
                                + "<row r=\"5\" hidden=\"1\"/></sheetData>")))
                .containsExactly(
                        FILE + ":3: Column B is hidden. Show it, or delete it.",
                        FILE + ":4: Row 4 is hidden. Show it, or delete it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<row r=\"3\" ht=\"0\" customHeight=\"1\">", "<row r=\"3\" ht=\"0.0\">"})
    void aRowWithoutHeightIsHidden(String row) {
        assertThat(problems(TestWorkbook.of("<sheetData>" + row + "<c r=\"A3\"><v>1</v></c></row></sheetData>")))
                .containsExactly(FILE + ":3: Row 3 is hidden. Show it, or delete it.");
    }

    @Test
    void aColumnWithoutWidthIsHidden() {
        assertThat(problems(TestWorkbook.of("<cols><col min=\"1\" max=\"1\" width=\"0\" customWidth=\"1\"/></cols>"
                        + "<sheetData><row r=\"3\"><c r=\"A3\"><v>1</v></c></row></sheetData>")))
                .containsExactly(FILE + ":3: Column A is hidden. Show it, or delete it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hidden", "veryHidden"})
    void aHiddenSheetIsRefusedAlthoughTheOtherIsEmpty(String state) {
        TestWorkbook workbook = TestWorkbook.of("<sheetData><row><c><v>1</v></c></row></sheetData>")
                .withSheet("Sheet2", "<sheetData/>");
        workbook.replace("xl/workbook.xml", "name=\"Bounds\"", "name=\"Bounds\" state=\"" + state + "\"");
        assertThat(problems(workbook)).containsExactly(FILE + ": The sheet 'Bounds' is hidden. Show it, or delete it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {";;;", "\"85\"", "0,", "#,##0.0,,", "\"1\"0", "0\"0\"", "\\50"})
    void aNumberIsRefusedWhoseFormatShowsAnotherOneOrNone(String format) {
        assertThat(problems(
                        TestWorkbook.ofCells("<c r=\"B7\" s=\"1\"><v>1</v></c>").withFormat(format)))
                .containsExactly(FILE + ":7: Cell B7: The format of the cell hides its value, 1, or shows another one."
                        + " Format the cell as a number.");
    }

    @Test
    void aSecondSheetIsRefusedUnlessItIsEmpty() {
        String cell = "<sheetData><row><c><v>1</v></c></row></sheetData>";
        assertThat(csv(TestWorkbook.of(cell).withSheet("Sheet2", "<sheetData/>")))
                .isEqualTo("1\n");
        assertThat(csv(TestWorkbook.of("<sheetData/>").withSheet("Sheet2", cell)))
                .isEqualTo("1\n");
        assertThat(problems(TestWorkbook.of(cell).withSheet("Notes", cell)))
                .singleElement()
                .asString()
                .startsWith(FILE + ": The workbook has 2 sheets that are not empty ('Bounds', 'Notes'). ");
        assertThat(problems(TestWorkbook.of("<sheetData/>"))).containsExactly(FILE + ": The workbook is empty.");
    }

    @ParameterizedTest
    @CsvSource({
        "xl/vbaProject.bin, contains macros",
        "xl/macrosheets/sheet1.xml, contains macros",
        "xl/externalLinks/externalLink1.xml, has links to other files",
        "xl/connections.xml, has links to other files",
        "xl/embeddings/oleObject1.bin, contains other files",
    })
    void whatCouldBeActiveIsRefused(String part, String sentence) {
        assertThat(problems(TestWorkbook.ofCells("<c r=\"A1\"><v>1</v></c>").with(part, "x")))
                .singleElement()
                .asString()
                .startsWith(FILE + ": The workbook " + sentence);
    }

    @Test
    void aBombIsNotUnpacked() {
        TestWorkbook large = TestWorkbook.ofCells("<c r=\"A1\"><v>1</v></c>")
                .with("xl/media/large.bin", new byte[WorkbookParts.MOST_BYTES]);
        assertThat(large.bytes().length).isLessThan(10_000);
        assertThat(problems(large)).singleElement().asString().contains("Unpacked, the workbook has more than");
        TestWorkbook many = TestWorkbook.ofCells("<c r=\"A1\"><v>1</v></c>");
        for (int part = 0; part < 200; part++) {
            many.with("xl/media/" + part, "");
        }
        assertThat(problems(many)).singleElement().asString().contains("at most 200 parts");
    }

    @Test
    void nothingOutsideTheFileIsReadAndNoEntityGrows() {
        for (String type : List.of(
                "<!DOCTYPE sst [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
                "<!DOCTYPE sst [<!ENTITY y \"yyyyyyyyyy\"><!ENTITY x \"&y;&y;&y;&y;\">]>",
                "<!DOCTYPE sst SYSTEM \"http://localhost:1/x.dtd\">")) {
            TestWorkbook workbook = TestWorkbook.ofCells("<c r=\"A1\" t=\"s\"><v>0</v></c>")
                    .with("xl/sharedStrings.xml", type + "<sst><si><t>a&x;</t></si></sst>");
            assertThat(problems(workbook)).as(type).singleElement().asString().contains("not a valid Excel workbook");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<c r=\"ZZZZZZ1\"><v>1</v></c>",
                "<c r=\"1\"><v>1</v></c>",
                "<c r=\"A1\"><v>x</v></c>",
                "<c r=\"A1\" t=\"s\"><v>5</v></c>",
                "<c r=\"A1\" t=\"new\"><v>5</v></c>",
                "<c r=\"A1\" s=\"x\"><v>5</v></c>",
                "<c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c>",
                "<c r=\"A1\"><v>1</v>"
            })
    void whatNoSpreadsheetWritesIsRefused(String cell) {
        assertThat(problems(TestWorkbook.of("<sheetData><row r=\"1\">" + cell + "</row></sheetData>")))
                .singleElement()
                .asString()
                .startsWith(FILE + ": The file is not a valid Excel workbook.");
    }

    @Test
    void aCellFarAwayIsRefused() {
        for (String cell : List.of("A5001", "CW1")) {
            assertThat(problems(TestWorkbook.ofCells("<c r=\"" + cell + "\"><v>1</v></c>")))
                    .singleElement()
                    .asString()
                    .startsWith(FILE + ": Cell " + cell + " is too far from the table");
        }
        assertThat(csv(TestWorkbook.ofCells("<c r=\"CV5000\"><v>1</v></c>"))).hasLineCount(5000);
    }

    @Test
    void mergedCellsCannotMultiplyATextWithoutEnd() {
        String text = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>" + "x".repeat(1000)
                + "</t></is></c></row></sheetData><mergeCells><mergeCell ref=\"";
        assertThat(problems(TestWorkbook.of(text + "A1:CV999\"/></mergeCells>")))
                .singleElement()
                .asString()
                .contains("more than 1048576 characters");
        assertThat(problems(TestWorkbook.of(text + "A1:XFD1048576\"/></mergeCells>")))
                .containsExactly(FILE + ":1: Cell A1: Too many cells are merged.");
    }

    @Test
    void aDamagedWorkbookIsReadOrRefusedAndNothingElse() {
        Random random = new Random(8);
        int refused = 0;
        for (int round = 0; round < 3000; round++) {
            TestWorkbook workbook = TestWorkbook.of("<cols><col min=\"9\" max=\"9\" hidden=\"1\"/></cols><sheetData>"
                            + "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"2\"><v>46446</v></c></row>"
                            + "<row r=\"2\"><c r=\"A2\" s=\"3\"><v>0.2</v></c><c t=\"b\"><v>1</v></c></row>"
                            + "</sheetData><mergeCells><mergeCell ref=\"C1:D2\"/></mergeCells>")
                    .withFormat("0.00")
                    .withTexts("<t>RuleSet</t>");
            ProblemList problems = new ProblemList();
            String csv = WorkbookTable.read(FILE, workbook.damaged(random).bytes(), problems);
            assertThat(csv == null).isEqualTo(!problems.isEmpty());
            refused += csv == null ? 1 : 0;
        }
        assertThat(refused).isBetween(500, 2999);
    }

    /** A spreadsheet shows what the list at the end names, and does not open a file without one. */
    @Test
    void onlyThePartsThatASpreadsheetShowsAreRead() {
        byte[] hidden = TestWorkbook.ofCells("<c r=\"A1\"><v>1</v></c>").bytes();
        byte[] shown = TestWorkbook.ofCells("<c r=\"A1\"><v>85</v></c>").bytes();
        int list = TestWorkbook.list(hidden);
        assertThat(problems(Arrays.copyOf(hidden, list)))
                .singleElement()
                .asString()
                .contains("not a valid Excel workbook");
        int firstOfList = 46;
        byte[] both = TestWorkbook.behind(Arrays.copyOf(hidden, list + firstOfList), shown);
        assertThat(WorkbookTable.read(FILE, both, new ProblemList())).isEqualTo("85\n");
    }

    @Test
    void aWorkbookThatWasDamagedOnItsWayIsRefused() {
        byte[] workbook = TestWorkbook.ofCells("<c r=\"A1\"><v>85</v></c>").bytes();
        int inTheSums = TestWorkbook.list(workbook) + 16;
        workbook[inTheSums]++;
        assertThat(problems(workbook)).singleElement().asString().contains("not a valid Excel workbook");
    }

    @Test
    void otherFilesAreRefused() {
        assertThat(problems("PK\3\4 but nothing else".getBytes(StandardCharsets.UTF_8)))
                .containsExactly(FILE + ": The file is not a valid Excel workbook."
                        + " Open it in a spreadsheet and save it as .xlsx.");
        assertThat(problems("RuleSet,rules".getBytes(StandardCharsets.UTF_8))).hasSize(1);
        assertThat(problems(new byte[0])).hasSize(1);
        assertThat(problems(new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0}))
                .containsExactly(FILE + ": The workbook has a password or the old format .xls."
                        + " Save it as .xlsx, without a password.");
    }

    private static String csv(TestWorkbook workbook) {
        ProblemList problems = new ProblemList();
        String csv = WorkbookTable.read(FILE, workbook.bytes(), problems);
        assertThat(problems.sorted()).isEmpty();
        return csv;
    }

    private static List<String> problems(TestWorkbook workbook) {
        return problems(workbook.bytes());
    }

    private static List<String> problems(byte[] workbook) {
        ProblemList problems = new ProblemList();
        assertThat(WorkbookTable.read(FILE, workbook, problems)).isNull();
        return problems.sorted().stream().map(FileProblem::describe).toList();
    }
}
