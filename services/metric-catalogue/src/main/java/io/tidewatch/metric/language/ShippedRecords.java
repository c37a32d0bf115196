package io.tidewatch.metric.language;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The kinds of record that ship with the services, because code names them. They are resources in {@code records/} beside this
 * class. A file of a bundle may extend them, and never takes anything away.
 */
final class ShippedRecords {
    private static final List<String> KINDS = List.of(
            // Kept by account-ingestion.
            "account",
            "cadence",
            "churn_event",
            "contact",
            "contract_period",
            "exchange_rate",
            "milestone",
            "sentiment",
            "survey",
            "ticket",
            "touchpoint",
            "usage",
            "user",
            // Derived from these.
            "due_slot",
            "mrr_change",
            "paid_span",
            "renewal",
            "stage_change",
            // Kept by reporting.
            "flag",
            "metric_action",
            "outcome",
            "run",
            "run_step",
            "tracked_metric");

    private static final List<YamlPart> PARTS = read();

    private ShippedRecords() {}

    /** Their files, read and checked. */
    static List<YamlPart> parts() {
        return PARTS;
    }

    private static List<YamlPart> read() {
        List<YamlPart> parts = new ArrayList<>();
        ProblemList problems = new ProblemList();
        for (String kind : KINDS) {
            String file = "records/" + kind + ".yaml";
            try (InputStream in = ShippedRecords.class.getResourceAsStream(file)) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                RecordReader.SCHEMA.read(file, text, problems).ifPresent(parts::add);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException("The kinds of record that ship are not valid: " + problems.sorted());
        }
        return List.copyOf(parts);
    }
}
