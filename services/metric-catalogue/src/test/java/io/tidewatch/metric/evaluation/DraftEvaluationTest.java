package io.tidewatch.metric.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.evaluation.MetricValue.State;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** All metrics of the rules folder. */
class DraftEvaluationTest {
    private static final int METRICS = 171;
    private static final String AS_OF = "2026-03-31";

    @Test
    void everyMetricOfAnAccountWithoutARecordIsZeroOrHasItsReason() {
        Example example = Example.ofDrafts();
        assertThat(example.metrics.metrics()).hasSizeGreaterThanOrEqualTo(METRICS);
        AccountValues values = example.values(AS_OF);
        for (String metric : example.metrics.metrics()) {
            MetricValue value = values.value(metric);
            assertThat(value.state()).as(metric).isNotEqualTo(State.UNKNOWN);
            if (value.state() == State.KNOWN) {
                assertThat(value.value()).as(metric).isZero();
            } else {
                assertThat(value.reason()).as(metric).matches("[A-Z0-9'].*[.]");
            }
        }
    }

    @Test
    void everyMetricOfAnAccountWithEveryKindOfRecordHasAStateAndWhatExplainsIt() {
        Example example = withEveryKind(7);
        AccountValues values = example.values(AS_OF);
        Map<State, Integer> states = new EnumMap<>(State.class);
        for (String metric : example.metrics.metrics()) {
            MetricValue value = values.value(metric);
            states.merge(value.state(), 1, Integer::sum);
            if (value.state() == State.KNOWN) {
                assertThat(value.value()).as(metric).isFinite();
                assertThat(value.reason()).as(metric).isNull();
            } else {
                assertThat(value.reason()).as(metric).matches("[A-Z0-9'].*[.]");
            }
            assertThat(value.measures()).as(metric).isNotNull();
            assertThat(value.windows()).as(metric).isNotNull();
        }
        assertThat(states.get(State.KNOWN)).as("known").isGreaterThan(90);
    }

    @Test
    void whatNoSourceBringsIsUnknownAndNeverANumber() {
        Example example = withEveryKind(7);
        example.language.vocabulary().names().forEach(example::notCovered);
        AccountValues values = example.values(AS_OF);
        for (String metric : example.metrics.metrics()) {
            assertThat(values.value(metric).state()).as(metric).isNotEqualTo(State.KNOWN);
        }
    }

    /** 600 rows of usage and 6 records of every other kind, with fields that random numbers fill. */
    static Example withEveryKind(int seed) {
        return withEveryKind(Example.ofDrafts(), seed);
    }

    static Example withEveryKind(Example example, int seed) {
        return fill(example, seed, 600, 20, 6);
    }

    /** Two records of every kind. */
    static Example withFewRecords(Example example, int seed) {
        return fill(example, seed, 6, 3, 2);
    }

    private static Example fill(Example example, int seed, int usage, int users, int others) {
        Random random = new Random(seed);
        LocalDate asOf = LocalDate.parse(AS_OF);
        for (RecordKind kind : example.language.vocabulary().kinds().values()) {
            if (kind.home() == RecordKind.Home.DERIVED || kind.name().equals("account")) {
                continue;
            }
            int records = kind.name().equals("usage") ? usage : kind.name().equals("user") ? users : others;
            for (int number = 0; number < records; number++) {
                List<Object> fields = new ArrayList<>();
                kind.fields().forEach((name, field) -> {
                    fields.add(name);
                    fields.add(value(kind, name, field, asOf, random));
                });
                example.add(kind.name(), kind.name() + "-" + number, fields.toArray());
            }
        }
        return example.attributes(
                "2025-01-01", "segment", "Enterprise", "businessModel", "ENTERPRISE", "signupDate", "2024-06-01");
    }

    private static Object value(RecordKind kind, String name, RecordField field, LocalDate asOf, Random random) {
        boolean until = name.toLowerCase().contains("end") || name.toLowerCase().contains("until");
        LocalDate day = until ? asOf.plusDays(random.nextInt(200)) : asOf.minusDays(random.nextInt(120));
        return switch (field.type()) {
            case NAME ->
                switch (name) {
                    case "feature" ->
                        List.of("automations", "dashboards", "login", "api-calls", "views")
                                .get(random.nextInt(5));
                    case "activity" -> random.nextBoolean() ? "business-review" : "operational-review";
                    default -> name + random.nextInt(3);
                };
            case TEXT -> "text";
            case WORD -> field.words().get(random.nextInt(field.words().size()));
            case WORDS -> field.words().getFirst();
            case BOOLEAN -> kind.name().equals("contract_period") ? false : random.nextBoolean();
            case INTEGER -> name.equals("everyMonths") ? 1 : 1 + random.nextInt(9);
            case DECIMAL -> 1 + random.nextInt(10);
            case MONEY -> (1000 + random.nextInt(5000)) + " USD";
            case DATE -> day;
            case INSTANT -> day + "T%02d:00:00Z".formatted(random.nextInt(24));
            case REF -> field.type() == FieldType.REF ? field.target() + "-" + random.nextInt(6) : null;
            case REFS -> field.target() + "-" + random.nextInt(6);
        };
    }
}
