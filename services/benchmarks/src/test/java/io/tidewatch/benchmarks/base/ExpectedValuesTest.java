package io.tidewatch.benchmarks.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedValuesTest {

    private static final LocalDate DAY = LocalDate.parse("2026-03-01");

    @TempDir
    static Path folder;

    private static WrittenBase base;

    @BeforeAll
    static void write() {
        new CustomerBase(new BaseSettings(3_000, 11, DAY, 8, true)).writeTo(folder);
        base = new WrittenBase(folder);
    }

    /** What was read fills the memory that other tests need. */
    @AfterAll
    static void forget() {
        base = null;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nps",
                "csat",
                "goal-attainment",
                "time-to-first-value",
                "activation-rate",
                "purchase-frequency",
                "reference-willingness",
                "first-contact-resolution",
                "business-reviews-held",
                "expansion-revenue"
            })
    void recordsOfEveryCustomerGiveTheValueThatWasPlanned(String metric) {
        Map<String, Double> recorded = new TreeMap<>(new RecordedMetrics(base, DAY).values(metric));
        recorded.keySet().retainAll(base.customers(DAY).keySet());
        Map<String, Double> planned = new TreeMap<>();
        for (WrittenBase.Row row : base.rows("truth/values")) {
            if (row.get("metric").equals(metric)) {
                planned.put(row.get("account_id"), Double.valueOf(row.get("value")));
            }
        }
        assertThat(planned).hasSizeGreaterThan(100).containsOnlyKeys(recorded.keySet());
        assertThat(planned.values().stream().distinct().count()).isGreaterThan(1);
        planned.forEach((account, value) ->
                assertThat(recorded.get(account)).as(account).isCloseTo(value, offset(1e-9)));
    }
}
