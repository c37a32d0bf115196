package io.tidewatch.ingestion.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.ingestion.csv.CsvRecord;
import io.tidewatch.ingestion.csv.CsvRecords;
import io.tidewatch.ingestion.csv.UnreadableFile;
import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.FileKind;
import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.Mappings;
import io.tidewatch.metric.language.MetricLanguage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cells of a row mean by their mapping. */
class RowReaderTest {

    @ParameterizedTest
    @CsvSource({
        "50000, JPY, 50000",
        "50000.00, JPY, 50000",
        "125.500, KWD, 125500",
        "125.255, KWD, 125255",
        "12.3, USD, 1230",
        "12.30, usd, 1230",
        "1, Eur, 100",
    })
    void anAmountHasTheDecimalsOfItsCurrency(String amount, String currency, String minor) {
        assertThat(amounts("", amount + "," + currency)).containsExactly(minor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"US$", "Euro", "XXX", "XAU", "ABC", "U S"})
    void aCurrencyThatIso4217DoesNotHaveIsRejected(String currency) {
        assertThat(amounts("", "1," + currency)).containsExactly("REJECTED currency");
    }

    @Test
    void aSourceThatSendsMinorUnitsSaysSo() {
        assertThat(amounts(", \"amountUnit\": \"MINOR\"", "125000,USD", "50000,JPY", "125500,KWD", "12.5,USD"))
                .containsExactly("125000", "50000", "125500", "12 rounded");
    }

    @Test
    void longDecimalsAreRoundedHalfEvenAndCounted() {
        assertThat(amounts(
                        "",
                        "62.986,USD",
                        "77.45,USD",
                        "90.99300117492677,USD",
                        "335.95099999999996,USD",
                        "0.125,USD",
                        "0.375,USD",
                        "0.5,JPY",
                        "1.5,JPY",
                        "12.340000000000000000,USD"))
                .containsExactly(
                        "6299 rounded",
                        "7745",
                        "9099 rounded",
                        "33595 rounded",
                        "12 rounded",
                        "38 rounded",
                        "0 rounded",
                        "2 rounded",
                        "1234");
    }

    @ParameterizedTest
    @CsvSource({
        "1000.00, year, 8333 rounded", "2400.00, 2-Year, 10000", "99.00, month, 9900", "300, Quarterly, 10000",
        "1200, annual, 10000", "48.00, 24 months, 200", "1, week, REJECTED period", "1, 12, REJECTED period",
        "1, '', REJECTED period", "1, 0 months, REJECTED period",
    })
    void anAmountIsStoredPerMonth(String amount, String period, String minor) {
        assertThat(read(
                        periods("", ", \"amountPeriod\": {\"column\": \"period\"}"),
                        "id,mrr,currency,period\np1," + amount + ",USD," + period + "\n",
                        "mrr"))
                .containsExactly(minor);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$1,250.00",
                "1 250.00",
                "1250.",
                ".50",
                "1e3",
                "-397.00",
                "(397.00)",
                "€99",
                "99 USD",
                "N/A",
                "NULL",
                "-",
                "1.250,00",
                "12,50"
            })
    void anAmountThatIsNotPlainlyOneIsRejected(String amount) {
        assertThat(amounts("", "\"" + amount + "\",USD")).containsExactly("REJECTED mrr");
    }

    @Test
    void aMappingCanNameTheDecimalComma() {
        assertThat(amounts(
                        ", \"decimalComma\": true",
                        "\"1.250,00\",EUR",
                        "\"1250,5\",EUR",
                        "1\u00a0250,\"7\"".replace(",\"7\"", "") + ",EUR",
                        "\"1 250,00\",EUR",
                        "1.250,EUR",
                        "\"1,250.00\",EUR",
                        "12.50,EUR"))
                .containsExactly("125000", "125050", "125000", "125000", "125000", "REJECTED mrr", "REJECTED mrr");
    }

    @Test
    void endDatesThatAreLastDaysAreStoredAsTheDayAfter() {
        String mapping =
                "{\"source\": \"x\", \"kind\": \"CONTRACT_PERIOD\", \"endDateIs\": \"%s\", \"fields\": {\"id\":"
                        + " {\"column\": \"id\"}, \"account\": {\"constant\": \"a\"}, \"startDate\": {\"column\": \"start\"},"
                        + " \"endDate\": {\"column\": \"end\"}, \"mrr\": {\"constant\": \"1\"}, \"currency\": {\"constant\": \"EUR\"},"
                        + " \"trial\": {\"constant\": \"no\"}}}";
        String file = "id,start,end\np1,2025-01-01,2025-12-31\np2,2025-01-01,\np3,2025-01-01,2025-01-01\n"
                + "p4,2025-01-01,2024-12-31\n";

        assertThat(read(mapping.formatted("LAST_DAY"), file, "endDate"))
                .containsExactly("2026-01-01", "null", "2025-01-02", "REJECTED end");
        assertThat(read(mapping.formatted("DAY_AFTER"), file, "endDate"))
                .containsExactly("2025-12-31", "null", "2025-01-01", "REJECTED end");
        assertThat(read(
                        "{\"source\": \"x\", \"kind\": \"USER\", \"endDateIs\": \"LAST_DAY\", \"fields\": {\"id\": {\"column\":"
                                + " \"id\"}, \"account\": {\"constant\": \"a\"}, \"seatAssignedFrom\": {\"column\": \"start\"},"
                                + " \"seatAssignedUntil\": {\"column\": \"end\"}}}",
                        file,
                        "seatAssignedUntil"))
                .containsExactly("2026-01-01", "null", "2025-01-02", "REJECTED end");
    }

    @Test
    void oneInstantIsOneDayHoweverItIsWritten() {
        String mapping =
                "{\"source\": \"x\", \"kind\": \"TICKET\", \"fields\": {\"id\": {\"column\": \"id\"}, \"account\":"
                        + " {\"constant\": \"a\"}, \"openedAt\": {\"column\": \"at\"}}}";
        String user = "{\"source\": \"x\", \"kind\": \"USER\", \"fields\": {\"id\": {\"column\": \"id\"}, \"account\":"
                + " {\"constant\": \"a\"}, \"seatAssignedFrom\": {\"column\": \"at\"%s}}}";
        String file = "id,at\n1,2025-01-31T20:00:00-05:00\n2,2025-02-01T01:00:00Z\n";

        assertThat(read(mapping, file, "openedAt")).containsExactly("2025-02-01T01:00:00Z", "2025-02-01T01:00:00Z");
        assertThat(read(user.formatted(""), file, "seatAssignedFrom")).containsExactly("2025-02-01", "2025-02-01");
        assertThat(read(user.formatted(", \"formats\": [\"yyyy-MM-dd'T'HH:mm:ssXXX\"]"), file, "seatAssignedFrom"))
                .containsExactly("2025-02-01", "2025-02-01");
    }

    @Test
    void theValuesOfAMappingHoldForIdsAndAccountsToo() {
        List<ImportedRow> rows = new ArrayList<>();
        rows(
                "{\"source\": \"x\", \"kind\": \"CONTACT\", \"fields\": {\"id\": {\"column\": \"id\", \"values\": {\"1\": \"one\"}},"
                        + " \"account\": {\"column\": \"account\", \"values\": {\"ACME Ltd\": \"acme\"}},"
                        + " \"name\": {\"column\": \"id\"}}}",
                "id,account\n1,ACME Ltd\n",
                rows,
                new ArrayList<>());

        assertThat(rows.getFirst().externalId()).isEqualTo("one");
        assertThat(rows.getFirst().account()).isEqualTo("acme");
    }

    @ParameterizedTest
    @CsvSource({
        "TRUE, true",
        "Yes, true",
        "y, true",
        "t, true",
        "on, true",
        "1, true",
        "No, false",
        "f, false",
        "OFF, false",
        "0, false",
        "trialing, REJECTED trial",
        "Wahr, REJECTED trial",
        "-, REJECTED trial",
    })
    void aBooleanIsReadInItsUsualForms(String cell, String value) {
        assertThat(read(
                        "{\"source\": \"x\", \"kind\": \"CONTRACT_PERIOD\", \"fields\": {\"id\": {\"column\": \"id\"}, \"account\":"
                                + " {\"constant\": \"a\"}, \"startDate\": {\"constant\": \"2025-01-01\"}, \"mrr\": {\"constant\":"
                                + " \"1\"}, \"currency\": {\"constant\": \"EUR\"}, \"trial\": {\"column\": \"trial\"}}}",
                        "id,trial\np1," + cell + "\n",
                        "trial"))
                .containsExactly(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.23457E+11", "5E+12", "\u00a0dia-16\u00a0"})
    void anIdThatASpreadsheetHasMangledIsRejected(String id) {
        assertThat(read(
                        "{\"source\": \"x\", \"kind\": \"CONTACT\", \"fields\": {\"id\": {\"column\": \"id\"}, \"account\":"
                                + " {\"constant\": \"a\"}, \"name\": {\"constant\": \"n\"}}}",
                        "id,x\n" + id + ",1\n",
                        "name"))
                .containsExactly("REJECTED id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "id;mrr;currency!semicolon",
                "\"id\";\"mrr\";\"currency\"!semicolon",
                "\uFEFF\"id\";\"mrr\"!semicolon",
                "\"id\"\t\"mrr\"!tab",
                "id|mrr|currency!bars",
                "sep=,!separator line",
                "sep=;!separator line",
                "ID,mrr,currency!id",
                "id,mrr,mrr,currency!mrr",
            })
    void aFileThatCannotBeReadSaysWhy(String header, String hint) {
        assertThatThrownBy(() -> amounts("", header, "1,USD"))
                .isInstanceOf(UnreadableFile.class)
                .hasMessageContaining(hint);
    }

    /** Minor units of the amounts of rows of {@code mrr,currency}; the first may replace the header. */
    private static List<String> amounts(String setting, String... rows) {
        boolean ownHeader = rows.length == 2 && rows[1].equals("1,USD");
        StringBuilder csv = new StringBuilder(ownHeader ? rows[0] : "id,mrr,currency").append('\n');
        for (int i = ownHeader ? 1 : 0; i < rows.length; i++) {
            csv.append('p').append(i).append(',').append(rows[i]).append('\n');
        }
        return read(periods(setting, ""), csv.toString(), "mrr");
    }

    private static String periods(String amountSetting, String field) {
        return "{\"source\": \"x\", \"kind\": \"CONTRACT_PERIOD\", \"fields\": {\"id\": {\"column\": \"id\"}, \"account\":"
                + " {\"constant\": \"a\"}, \"startDate\": {\"constant\": \"2025-01-01\"}, \"mrr\": {\"column\": \"mrr\""
                + amountSetting + "}, \"currency\": {\"column\": \"currency\"}, \"trial\": {\"constant\": \"false\"}"
                + field
                + "}}";
    }

    /** Per row the value of a field, or the column for which it was rejected. */
    private static List<String> read(String mapping, String csv, String field) {
        List<ImportedRow> rows = new ArrayList<>();
        List<RowIssue> issues = new ArrayList<>();
        FileKind kind = rows(mapping, csv, rows, issues);
        int place = kind.fields().stream().map(FieldForm::name).toList().indexOf(field);
        List<String> values = new ArrayList<>();
        rows.forEach(row -> values.add(row.values().get(place) + (row.rounded() ? " rounded" : "")));
        issues.forEach(issue -> values.add((int) issue.line() - 2, "REJECTED " + issue.column()));
        return values;
    }

    private static FileKind rows(String mapping, String csv, List<ImportedRow> rows, List<RowIssue> issues) {
        MappingFile file = Mappings.read(mapping);
        CsvRecords records =
                new CsvRecords(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), 0, 1, 10_000);
        records.begin();
        FileKind kind = FileKind.of(file.kind(), MetricLanguage.shipped()).orElseThrow();
        RowReader reader = new RowReader(file, kind, records.read(), LocalDate.of(2026, 6, 30));
        for (CsvRecord record = records.read(); record != null; record = records.read()) {
            reader.read(record, rows, issues);
        }
        return kind;
    }
}
