package io.tidewatch.ingestion;

/** Definitions of metrics for tests: all that a definition needs and that no test is about. */
public final class TestMetric {

    private static final String HEAD = """
            id: %s
            name: %s
            description: For tests.
            questions: [NONE]
            type: BEHAVIORAL
            focusArea: Tests
            stages: [RENEWAL]
            journeyStep: ADOPTION
            unit: %s
            direction: HIGHER_IS_BETTER
            status: TRACKED
            """;

    private TestMetric() {}

    /**
     * A definition.
     *
     * @param formula its measures, its value and what else it says, as YAML
     */
    public static String of(String id, String unit, String formula) {
        return HEAD.formatted(id, id, unit) + formula;
    }
}
