package io.tidewatch.ingestion.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormatsTest {

    @ParameterizedTest
    @CsvSource({
        "2025-01-05, 2025-01-05T00:00Z",
        "2025-01-05 14:30, 2025-01-05T14:30Z",
        "2025-01-05T14:30:15, 2025-01-05T14:30:15Z",
        "2025-01-05T14:30:15.123, 2025-01-05T14:30:15.123Z",
        "2025-01-05 14:30:15.123456789Z, 2025-01-05T14:30:15.123456Z",
        "2025-01-05 14:30:15+00, 2025-01-05T14:30:15Z",
        "2025-01-05 14:30:15.5+0530, 2025-01-05T09:00:15.500Z",
        "2025-01-05 14:30:15 UTC, 2025-01-05T14:30:15Z",
        "2025-01-05 14:30 +01:00, 2025-01-05T13:30Z",
        "2025-01-31T20:00:00-05:00, 2025-02-01T01:00Z",
        "2025-01-31 20:00 America/New_York, 2025-02-01T01:00Z",
        "2025-01-05t14:30:15z, 2025-01-05T14:30:15Z",
    })
    void isoTimesAreReadAsUtc(String text, String time) {
        assertThat(read(text)).isEqualTo(OffsetDateTime.parse(time));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1900-01-01", "2024-02-29", "2025-12-31", "2200-12-31"})
    void mostDaysNeedNoFormat(String day) {
        assertThat(TimeFormats.of(List.of()).isPlainDay(day)).isTrue();
        assertThat(read(day)).isEqualTo(OffsetDateTime.parse(day + "T00:00Z"));
        assertThat(TimeFormats.of(List.of("dd/MM/yyyy")).isPlainDay(day)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1899-12-31",
                "2201-01-01",
                "2025-02-29",
                "2025-04-31",
                "2025-00-01",
                "2025-13-01",
                "2025-01-00",
                "2025-1-005",
                "2025/01/05",
                "2025-01-0٣",
                "2025-01-05T",
                "2025-01-5",
            })
    void otherTextsAreNotTakenForAPlainDay(String text) {
        assertThat(TimeFormats.of(List.of()).isPlainDay(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1/5/2025",
                "05.01.2025",
                "45662",
                "Jan 5, 2025",
                "5-Jan-25",
                "2025-1-5",
                "20250105",
                "2025\u201101\u201105",
                "0000-00-00",
                "1899-12-31",
                "2201-01-01",
                "2025-02-29",
                "2025-01-05 25:00",
                "2025-01-05T",
                "01/02/03",
                "2025-01-05 14:30:15 Nowhere",
            })
    void otherTextsAreNotReadWithoutAFormat(String text) {
        assertThat(read(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "M/d/yyyy | 1/5/2025 | 2025-01-05T00:00Z",
                "d.M.y | 5.1.2025 | 2025-01-05T00:00Z",
                "MMM d, yyyy | Jan 5, 2025 | 2025-01-05T00:00Z",
                "MMMM d, yyyy | january 5, 2025 | 2025-01-05T00:00Z",
                "yyyyMMdd | 20250105 | 2025-01-05T00:00Z",
                "M/d/yyyy h:mm a | 1/5/2025 2:30 pm | 2025-01-05T14:30Z",
                "yyyy-MM-dd HH:mm VV | 2025-01-31 20:00 America/New_York | 2025-02-01T01:00Z",
                "EEE, d MMM yyyy HH:mm:ss Z | Fri, 31 Jan 2025 20:00:00 -0500 | 2025-02-01T01:00Z",
                "yyyy-MM-dd'T'HH:mm:ss.SSSX | 2025-01-31T20:00:00.250-05 | 2025-02-01T01:00:00.250Z",
            })
    void aFormatReadsWhatItSays(String format, String text, String time) {
        assertThat(TimeFormats.fault(format)).isNull();
        assertThat(read(text, format)).isEqualTo(OffsetDateTime.parse(time));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "M/d/yy | two-digit years",
                "dd.MM.uu HH:mm | two-digit years",
                "dd/MM | month",
                "yyyy-mm-dd | month",
                "YYYY-MM-dd | year",
                "yyyy-qq-bb | valid",
                "yyyy-MM-dd hh:mm | hour",
                "yyyy-MM-dd mm:ss | hour",
                "yyyyMd | month",
            })
    void aFormatThatCannotReadItsDatesIsRefusedWithTheReason(String format, String reason) {
        assertThat(TimeFormats.fault(format)).contains(reason);
    }

    @Test
    void formatsByWhichOneTextHasTwoMeaningsContradict() {
        assertThat(TimeFormats.contradict("M/d/yyyy", "d/M/yyyy")).isTrue();
        assertThat(TimeFormats.contradict("dd/MM/yyyy", "M/d/yyyy")).isTrue();
        assertThat(TimeFormats.contradict("yyyy-MM-dd", "dd.MM.yyyy")).isFalse();
        assertThat(TimeFormats.contradict("yyyy-MM-dd H:mm", "yyyy-MM-dd")).isFalse();
        assertThat(TimeFormats.contradict("yyyy-MM-dd H:mm", "yyyy-MM-dd HH:mm"))
                .isFalse();
    }

    private static OffsetDateTime read(String text, String... formats) {
        return TimeFormats.of(List.of(formats)).read(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-12-31T14:30:00Z",
                "2024-02-29T00:00:00Z",
                "2025-02-29T00:00:00Z",
                "2026-12-31T24:00:00Z",
                "2026-12-31T23:60:00Z",
                "2026-12-31T23:59:60Z",
                "1899-12-31T23:59:59Z",
                "2026-12-31t14:30:00z",
                "2026-12-31T1a:30:00Z"
            })
    void aTimeThatIsRecognizedAtAGlanceIsOneThatIsRead(String text) {
        TimeFormats formats = TimeFormats.of(List.of());

        boolean asWritten = formats.read(text) != null
                && formats.read(text).toInstant().toString().equals(text);

        assertThat(formats.isPlainTime(text)).isEqualTo(asWritten);
    }
}
