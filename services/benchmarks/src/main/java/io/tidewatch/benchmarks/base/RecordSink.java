package io.tidewatch.benchmarks.base;

/** Takes the records of one kind, or the rows of a part of the truth. */
interface RecordSink {

    /**
     * Adds a record: one cell per field of the {@link Layout}. A cell is null where the value is missing, else a text, an enum, a number, a
     * Boolean, a LocalDate, an Instant, a list of texts, or a {@link Market.Price}.
     */
    void add(Object... cells);
}
