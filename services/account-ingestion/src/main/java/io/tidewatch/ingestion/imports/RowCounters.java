package io.tidewatch.ingestion.imports;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts the rows of files that this replica has taken in, by what became of them. */
// A counter is there from the start: one that begins with its first event hides that event from increase().
@Startup
@ApplicationScoped
class RowCounters {

    private final Counter accepted;
    private final Counter unchanged;
    private final Counter rejected;

    RowCounters(MeterRegistry meters) {
        accepted = counter(meters, "accepted");
        unchanged = counter(meters, "unchanged");
        rejected = counter(meters, "rejected");
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("tidewatch.import.rows")
                .description(
                        "Rows of imported files: accepted (new or corrected), unchanged, or rejected (also those that"
                                + " conflict with a stored record)")
                .tag("result", result)
                .register(meters);
    }

    /** Adds a batch that was committed. */
    void add(ImportBatch.Tally tally) {
        accepted.increment((double) tally.accepted() + tally.corrected());
        unchanged.increment(tally.present());
        rejected.increment((double) tally.conflicts() + tally.rejected());
    }
}
