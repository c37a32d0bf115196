package io.tidewatch.ingestion.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRecordsTest {

    @Test
    void cellsMayHoldCommasQuotationMarksAndLineEnds() {
        assertThat(read("a,b\n\"x,1\",\"say \"\"hi\"\"\"\n\"two\nlines\",z\n"))
                .containsExactly("1: [a, b]", "2: [x,1, say \"hi\"]", "3: [two\nlines, z]");
    }

    @Test
    void lineEndsOfAllSystemsAreUnderstoodAndEmptyLinesPassedOver() {
        assertThat(read("a\r\n\r\nb\rc\n\n\nd")).containsExactly("1: [a]", "3: [b]", "4: [c]", "7: [d]");
    }

    @Test
    void anUnclosedQuotationMarkCostsItsOwnLineAlone() {
        assertThat(read("a,b\n1,\"open\n2,x\n3,y\n"))
                .containsExactly(
                        "1: [a, b]",
                        "2: A quotation mark is opened here but never closed. (column 2)",
                        "3: [2, x]",
                        "4: [3, y]");
    }

    @Test
    void aQuotationMarkThatRunsIntoALaterOneCostsItsOwnLineAlone() {
        assertThat(read("a,b\n1,\"open\n2,\"x\"\n3,y\n"))
                .containsExactly(
                        "1: [a, b]",
                        "2: A closing quotation mark must be followed by a comma; a quotation mark inside a cell is written"
                                + " twice. (column 2)",
                        "3: [2, x]",
                        "4: [3, y]");
    }

    @Test
    void whatIsTakenForOneRecordCanBeReadAgainLineByLine() {
        CsvRecords records = records("1,\"open\n2,x\",9\n3,y\n".getBytes(StandardCharsets.UTF_8), 1000);
        CsvRecord first = records.read();
        assertThat(first.fields()).hasSize(3);

        records.readAgainFromSecondLine(first);

        assertThat(records.line()).isEqualTo(2);
        assertThat(records.read().fields()).containsExactly("2", "x\"", "9");
        assertThat(records.read().fields()).containsExactly("3", "y");
        assertThat(records.read()).isNull();
    }

    @Test
    void aLineOfTenMegabytesIsPassedOverInBoundedMemory() {
        String csv = "a,b\n" + "x".repeat(10_000_000) + "\n1,2\n\"" + "y".repeat(10_000_000) + "\"\n3,4\n";
        assertThat(read(csv, 100_000))
                .containsExactly(
                        "1: [a, b]",
                        "2: The line is longer than 100000 bytes. (column 0)",
                        "3: [1, 2]",
                        "4: The line is longer than 100000 bytes. (column 0)",
                        "5: [3, 4]");
    }

    @Test
    void whatIsNotUtf8AndNulCharactersCostTheirOwnLineAlone() {
        byte[] csv = "a,b\n1,caf?\n2,x\u0000y\n3,caf\u00e9\n".getBytes(StandardCharsets.UTF_8);
        csv[9] = (byte) 0xE9;

        assertThat(read(csv, 1000))
                .containsExactly(
                        "1: [a, b]",
                        "2: The text is not valid UTF-8 (was the file saved as Windows-1252 or Latin-1?). (column 2)",
                        "3: The text holds a NUL character. (column 2)",
                        "4: [3, caf\u00e9]");
    }

    @Test
    void readingGoesOnFromAnyPlaceBetweenTwoRecords() {
        byte[] csv = "a,b\n1,\"x\ny\"\n\n2,z\n3,\"\"\n".getBytes(StandardCharsets.UTF_8);
        List<String> whole = read(csv, 1000);
        CsvRecords records = records(csv, 1000);
        for (int i = 0; i < whole.size(); i++) {
            records.read();
            byte[] rest = java.util.Arrays.copyOfRange(csv, (int) records.offset(), csv.length);
            CsvRecords resumed = new CsvRecords(new ByteArrayInputStream(rest), records.offset(), records.line(), 1000);
            assertThat(all(resumed)).isEqualTo(whole.subList(i + 1, whole.size()));
        }
    }

    @Test
    void aByteOrderMarkDoesNotBelongToTheFirstColumn() {
        CsvRecords records = records("\uFEFFa,b\n".getBytes(StandardCharsets.UTF_8), 1000);
        records.begin();
        assertThat(records.read().fields()).containsExactly("a", "b");
    }

    @Test
    void filesThatAreNoTextInUtf8AreRefusedWithAHint() {
        assertRefused("a,b\n1,2\n".getBytes(StandardCharsets.UTF_16), "UTF-16");
        assertRefused("a,b\n1,2\n".getBytes(Charset.forName("UTF-16LE")), "UTF-16");
        assertRefused(new byte[] {'P', 'K', 3, 4, 20, 0}, "workbook");
        assertRefused(new byte[] {0x1F, (byte) 0x8B, 8}, "gzip");
        assertRefused(new byte[0], "empty");
    }

    private static void assertRefused(byte[] file, String hint) {
        CsvRecords records = records(file, 1000);
        assertThatThrownBy(records::begin).isInstanceOf(UnreadableFile.class).hasMessageContaining(hint);
    }

    private static CsvRecords records(byte[] csv, int longest) {
        return new CsvRecords(new ByteArrayInputStream(csv), 0, 1, longest);
    }

    private static List<String> read(String csv) {
        return read(csv, 1000);
    }

    private static List<String> read(String csv, int longest) {
        return read(csv.getBytes(StandardCharsets.UTF_8), longest);
    }

    private static List<String> read(byte[] csv, int longest) {
        return all(records(csv, longest));
    }

    private static List<String> all(CsvRecords records) {
        List<String> all = new ArrayList<>();
        for (CsvRecord csv = records.read(); csv != null; csv = records.read()) {
            all.add(csv.line() + ": "
                    + (csv.readable() ? csv.fields() : csv.problem() + " (column " + csv.column() + ")"));
        }
        return all;
    }
}
