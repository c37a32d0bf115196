package io.tidewatch.ingestion.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.history.AccountRecord.Amount;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a record that is stored as JSON says of the fields of its kind. */
class FieldValuesTest {

    private static final Map<FieldType, String> STORED = Map.ofEntries(
            Map.entry(FieldType.NAME, "\"pro \\\"max\\\"\""),
            Map.entry(FieldType.TEXT, "\"Ö\\u20ac\\n\""),
            Map.entry(FieldType.WORD, "\"HIGH\""),
            Map.entry(FieldType.WORDS, "[\"HIGH\", \"LOW\"]"),
            Map.entry(FieldType.BOOLEAN, "false"),
            Map.entry(FieldType.INTEGER, "9007199254740993"),
            Map.entry(FieldType.DECIMAL, "0.1"),
            Map.entry(FieldType.MONEY, "{\"minor\": -1250, \"currency\": \"EUR\"}"),
            Map.entry(FieldType.DATE, "\"2026-02-28\""),
            Map.entry(FieldType.INSTANT, "\"2026-02-28T23:59:59.123456Z\""),
            Map.entry(FieldType.REF, "\"crm:7\""),
            Map.entry(FieldType.REFS, "[]"));

    private static final Map<FieldType, Object> READ = Map.ofEntries(
            Map.entry(FieldType.NAME, "pro \"max\""),
            Map.entry(FieldType.TEXT, "Ö€\n"),
            Map.entry(FieldType.WORD, "HIGH"),
            Map.entry(FieldType.WORDS, List.of("HIGH", "LOW")),
            Map.entry(FieldType.BOOLEAN, false),
            Map.entry(FieldType.INTEGER, 9_007_199_254_740_993L),
            Map.entry(FieldType.DECIMAL, 0.1),
            Map.entry(FieldType.MONEY, new Amount(-1250, "EUR")),
            Map.entry(FieldType.DATE, LocalDate.of(2026, 2, 28)),
            Map.entry(FieldType.INSTANT, Instant.parse("2026-02-28T23:59:59.123456Z")),
            Map.entry(FieldType.REF, "crm:7"),
            Map.entry(FieldType.REFS, List.of()));

    @ParameterizedTest
    @EnumSource
    void aValueOfTheTypeOfItsFieldIsRead(FieldType type) {
        assertThat(read(type, "{\"field\": " + STORED.get(type) + "}"))
                .containsExactly(Map.entry("field", READ.get(type)));
    }

    @ParameterizedTest
    @EnumSource
    void aValueOfAnotherTypeIsMissingAndTheNextFieldIsRead(FieldType type) {
        for (String other : List.of(
                "null",
                "true",
                "1e400",
                "{\"a\": [{\"field\": 1}]}",
                "{\"minor\": 5}",
                "{\"currency\": \"EUR\"}",
                "{\"minor\": null, \"currency\": \"EUR\"}",
                "[[\"x\"], {\"a\": 1}]")) {
            boolean fits = type == FieldType.BOOLEAN && other.equals("true")
                    || type == FieldType.DECIMAL && other.equals("1e400")
                    || (type == FieldType.WORDS || type == FieldType.REFS) && other.startsWith("[");
            if (!fits) {
                assertThat(read(type, "{\"field\": " + other + ", \"last\": \"x\"}"))
                        .describedAs(other)
                        .containsExactly(Map.entry("last", "x"));
            }
        }
    }

    @Test
    void aListWithSomethingElseThanTextsIsMissing() {
        assertThat(read(FieldType.WORDS, "{\"field\": [\"a\", 1, {\"b\": []}], \"last\": \"x\"}"))
                .containsExactly(Map.entry("last", "x"));
    }

    @Test
    void aTextMayContainWhatJsonIsMadeOf() {
        assertThat(read(
                        FieldType.TEXT,
                        "{\"a\\\"b\": \"}\", \"field\": \"a, \\\\ {\\\"b\\\": [1]} \\ud83d\\ude00\\t\"}"))
                .containsExactly(Map.entry("field", "a, \\ {\"b\": [1]} \ud83d\ude00\t"));
    }

    @Test
    void aDayIsNoMomentAndAMomentIsNoDay() {
        assertThat(read(FieldType.INSTANT, "{\"field\": \"2026-02-28\"}")).isEmpty();
        assertThat(read(FieldType.DATE, "{\"field\": \"2026-02-28T00:00:00Z\"}"))
                .isEmpty();
    }

    @Test
    void aWholeNumberIsADecimalAndANumberBeyondALongIsNoInteger() {
        assertThat(((Number) read(FieldType.DECIMAL, "{\"field\": 12}").get("field")).doubleValue())
                .isEqualTo(12);
        assertThat(read(FieldType.INTEGER, "{\"field\": 9223372036854775808}")).isEmpty();
        assertThat(read(FieldType.INTEGER, "{\"field\": 1.5}")).isEmpty();
    }

    @Test
    void fieldsThatTheKindDoesNotHaveAreLeftOut() {
        assertThat(read(
                        FieldType.INTEGER,
                        "{\"gone\": {\"field\": 1, \"deep\": [{}]}, \"field\": 2, \"list\": [1, {\"last\": \"y\"}]}"))
                .containsExactly(Map.entry("field", 2L));
        assertThat(read(FieldType.INTEGER, null)).isEmpty();
        assertThat(read(FieldType.INTEGER, "{}")).isEmpty();
    }

    private static Map<String, Object> read(FieldType type, String fields) {
        Map<String, RecordField> of = Map.of("field", field(type), "last", field(FieldType.TEXT));
        Map<String, Object> read = new HashMap<>();
        FieldValues.add(
                new RecordKind(
                        "survey",
                        null,
                        RecordKind.Home.DECLARED,
                        RecordKind.Nature.FACT,
                        null,
                        false,
                        false,
                        of,
                        Map.of()),
                fields,
                read);
        return read;
    }

    private static RecordField field(FieldType type) {
        return new RecordField(type, List.of(), null, false, false, null, false);
    }
}
