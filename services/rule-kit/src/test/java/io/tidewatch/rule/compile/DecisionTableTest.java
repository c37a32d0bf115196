package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.FixtureRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A table as spreadsheets save it: every row becomes a rule, or a problem that names its cell. */
class DecisionTableTest {
    private static final String FILE = "thresholds/seat-limit.drl.csv";
    private static final String TABLE = FixtureRules.bundle().files().get(FILE);
    private static final String ROW =
            ",85,seat-limit,OPPORTUNITY,GROW,{seatUtilization} of the seats bought are taken.,seat-limit";
    private static final String SECOND = ROW.replace(",85", "SEAT_BASED,80");
    private static final Vocabulary VOCABULARY =
            new Vocabulary(Catalogue.parse(FixtureRules.bundle().files()), Map.of());

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyEndOfLinesIsRead(String end) {
        assertThat(bounds(table(ROW).replace("\n", end))).containsExactly("8 seatUtilization >= 85");
    }

    @Test
    void whatSpreadsheetsAddIsLeftOut() {
        String quoted = "\uFEFF\""
                + table(ROW)
                        .strip()
                        .replace("\"\"", "''")
                        .replace("\"", "")
                        .replaceAll(",(?! )", "\",\"")
                        .replace("\n", "\"\r\n\"")
                        .replace("''", "\"\"")
                + "\"\r\n";
        for (String text : List.of(
                "\uFEFF" + table(ROW),
                quoted,
                table(ROW).replaceAll(",(?! )", ";"),
                table(ROW).replaceAll(",(?! )", "\t"),
                table(ROW).replace("\n", ",,\n"),
                table(ROW).replaceAll("(?m)^(?=.)", ","),
                table(ROW).replace(",85,", ", 85 ,"),
                table(ROW).replace("\"\"", "\u201D"),
                table(ROW).replace("RuleTable", "Ruletable"))) {
            assertThat(bounds(text)).as(text).containsExactly("8 seatUtilization >= 85");
        }
        assertThat(bounds("sep=;\n" + table(ROW).replaceAll(",(?! )", ";"))).containsExactly("9 seatUtilization >= 85");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",,,,,,", " , ,,,,,", ";;;;;;", "// agreed with sales on 1 March,,,,,,", ",//,"})
    void noRowBelowABlankOneOrANoteIsLost(String between) {
        String separator = between.contains(";") ? ";" : ",";
        assertThat(bounds(table(ROW, "BETWEEN", SECOND)
                        .replaceAll(",(?! )", separator)
                        .replace("BETWEEN", between)))
                .containsExactly(
                        "8 seatUtilization >= 85", "10 businessModel == \"SEAT_BASED\", seatUtilization >= 80");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"85%|85", "85 %|85", "\"85,0\"|85.0", "85.00|85.00", "\"0,125\"|0.125", "-3|-3"})
    void aNumberWithOneMeaningIsTakenIn(String cell, String number) {
        assertThat(bounds(table(ROW.replace("85", cell)))).containsExactly("8 seatUtilization >= " + number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1E+02",
                "8,5E+01",
                "1,000",
                "85.000",
                "1 000",
                "1'000",
                "\"85\"",
                "85 percent",
                "-",
                "8..5",
                "Inf"
            })
    void aNumberWithSeveralMeaningsIsRefusedWithItsCell(String cell) {
        String written = '"' + cell.replace("\"", "\"\"") + '"';
        assertThat(problems(table(ROW.replace("85", written)))).singleElement().satisfies(problem -> assertThat(problem)
                .startsWith(FILE + ":8: Cell B8: '" + cell + "' "));
    }

    @Test
    void aPercentageForAMetricThatIsNotOneIsRefused() {
        assertThat(problems(table(ROW.replace("85", "85%")).replace("seatUtilization >= $param", "arr >= $param")))
                .first()
                .asString()
                .startsWith(FILE + ":8: Cell B8: '85%' ")
                .contains(" arr ");
    }

    @Test
    void aWordOutsideAClosedListIsRefusedWithItsCell() {
        assertThat(problems(table(ROW, "Seat based" + ROW)))
                .singleElement()
                .asString()
                .startsWith(FILE + ":9: Cell A9: businessModel ")
                .contains("'Seat based'", "ENTERPRISE, CONSUMPTION, PRODUCT_LED, SEAT_BASED", "'SEAT_BASED'?");
        assertThat(problems(table(ROW.replace("OPPORTUNITY", "OPORTUNITY"))))
                .singleElement()
                .asString()
                .startsWith(FILE + ":8: Cell D8: @level ")
                .contains("'OPORTUNITY'", "'OPPORTUNITY'?");
        assertThat(problems(table(ROW.replace("{seatUtilization}", "{seatUtilisation}"))))
                .singleElement()
                .asString()
                .startsWith(FILE + ":8: Cell F8: @because ")
                .contains("'seatUtilisation'", "'seatUtilization'?");
    }

    @Test
    void quotationMarksStayInTheReason() {
        String because = "{seatUtilization} of the seats bought are taken.";
        List<RuleSource> rules =
                rules(table(ROW.replace(because, "\"" + because.replace("seats", "\"\"best\"\" seats") + "\"")));
        assertThat(rules.getFirst().metadata().get("because"))
                .isEqualTo("{seatUtilization} of the \"best\" seats bought are taken.");
    }

    @Test
    void aRowThatIsNotARuleIsRefusedWithItsCell() {
        assertThat(problems(table(ROW, "", "Note: agreed with sales on 1 March,,,,,,")))
                .singleElement()
                .asString()
                .startsWith(FILE + ":10: Cell C10: 'Threshold' ");
        assertThat(problems(table(ROW + ",,see mail")))
                .singleElement()
                .asString()
                .startsWith(FILE + ":8: Cell I8: 'see mail' ");
        assertThat(problems(table(ROW, SECOND.replace(",80,", ",,"))))
                .singleElement()
                .asString()
                .startsWith(FILE + ":9: Cell F9: @because ")
                .contains("'seatUtilization'");
        assertThat(problems(table())).singleElement().asString().startsWith(FILE + ": ");
        assertThat(problems(table(ROW, "\"a\nb\"" + ROW))).first().asString().startsWith(FILE + ":9: Cell A9: ");
        assertThat(problems(table("\"" + ROW))).singleElement().asString().startsWith(FILE + ":8: ");
    }

    @Test
    void aMistakeInTheHeadIsNamedOnceWhateverTheRows() {
        assertThat(problems(table(ROW, SECOND).replace("seatUtilization >= $param", "seatUtilisation >= $param")))
                .singleElement()
                .asString()
                .startsWith(FILE + ":6: Cell B6: Account ")
                .contains("'seatUtilisation'", "'seatUtilization'?");
        assertThat(problems(table(ROW).replaceFirst("METADATA", "METADTA")))
                .singleElement()
                .asString()
                .startsWith(FILE + ":4: Cell C4: 'METADTA' ")
                .contains("'METADATA'?");
        assertThat(problems(table(ROW).replace("RuleTable", "RulTable"))).isNotEmpty();
        assertThat(problems(table(ROW).replace("seatUtilization >= $param", "seatUtilization >= $1")))
                .singleElement()
                .asString()
                .startsWith(FILE + ":6: Cell B6: ")
                .contains("$param");
    }

    @Test
    void theFirstRowIsNotTakenForTheHeadings() {
        String noHeadings =
                TABLE.lines().limit(6).reduce("", (all, line) -> all + line + "\n") + ROW + "\n" + SECOND + "\n";
        assertThat(problems(noHeadings))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith(FILE + ":7: ").contains("headings"));
        String blankHeadings = TABLE.lines().limit(6).reduce("", (all, line) -> all + line + "\n") + "\n" + ROW + "\n";
        assertThat(bounds(blankHeadings)).containsExactly("8 seatUtilization >= 85");
    }

    @Test
    void twoThousandRowsAreReadAndNotOneMore() {
        String[] rows = new String[2001];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = ROW.replace(",85", "," + row / 20.0);
        }
        assertThat(rules(table(Arrays.copyOf(rows, 2000)))).hasSize(2000);
        assertThat(problems(table(rows)))
                .singleElement()
                .asString()
                .startsWith(FILE + ":2008: ")
                .contains(" 2000 ");
    }

    @Test
    void namesOfRowsAndListsInACellWork() {
        String named = table("Überlast привет," + ROW, "," + SECOND)
                .replace("\nCONDITION", "\nNAME,CONDITION")
                .replace("\n$account", "\n,$account")
                .replace("\nbusinessModel,", "\n,businessModel in ($param),")
                .replace("SEAT_BASED", "\"\"\"SEAT_BASED\"\", \"\"ENTERPRISE\"\"\"")
                .replace("\nBusiness model", "\nName,Business model");
        assertThat(rules(named)).extracting(RuleSource::name).containsExactly("Überlast привет", "Seat limit, row 9");
        assertThat(bounds(named))
                .element(1)
                .asString()
                .startsWith("9 businessModel in (\"SEAT_BASED\", \"ENTERPRISE\")");
    }

    private static String table(String... rows) {
        StringBuilder text = new StringBuilder();
        TABLE.lines().limit(7).forEach(line -> text.append(line).append('\n'));
        for (String row : rows) {
            text.append(row).append('\n');
        }
        return text.toString();
    }

    private static List<String> bounds(String text) {
        return rules(text).stream()
                .map(rule -> rule.line() + " "
                        + String.join(", ", rule.patterns().getFirst().bounds()))
                .toList();
    }

    private static List<RuleSource> rules(String text) {
        ProblemList problems = new ProblemList();
        List<RuleSource> rules = read(text, problems);
        assertThat(problems.sorted()).as(text).isEmpty();
        return rules;
    }

    private static List<String> problems(String text) {
        ProblemList problems = new ProblemList();
        read(text, problems);
        return problems.sorted().stream().map(FileProblem::describe).toList();
    }

    private static List<RuleSource> read(String text, ProblemList problems) {
        DecisionTable.Written table = DecisionTable.write(FILE, text, RuleForm.THRESHOLD, VOCABULARY, problems);
        List<RuleSource> rules = new ArrayList<>();
        if (table != null) {
            rules.addAll(
                    RuleFile.read(FILE, table.drl(), RuleForm.THRESHOLD, VOCABULARY, 0, table.placeOf(), problems));
            Thresholds.of(rules, VOCABULARY, problems);
        }
        return rules;
    }
}
