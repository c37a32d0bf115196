package io.tidewatch.benchmarks.base;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A base of customers as CSV files that the mappings `tidewatch-…` read, with the truth about it beside them. It is written
 * account by account, so that memory does not grow with it.
 */
public final class CustomerBase {

    /** In an order in which each file refers only to those before it. */
    private static final List<RecordFile> RECORDS = List.of(
            new AccountFile(),
            new ContactFile(),
            new UserFile(),
            new ContractPeriodFile(),
            new ChurnEventFile(),
            new UsageFile(),
            new TicketFile(),
            new TouchpointFile(),
            new SentimentFile());

    private static final List<RecordFile> TRUTH = List.of(new ObservationTruth(), new DepartureTruth());

    private final BaseSettings settings;

    /** The base of these settings. */
    public CustomerBase(BaseSettings settings) {
        this.settings = settings;
    }

    /** The mappings that read the files, in the order in which to import them. */
    public static List<String> mappings() {
        return RECORDS.stream().map(RecordFile::name).toList();
    }

    /** The file of a mapping, in the folder of a base. */
    public static Path file(Path folder, String mapping) {
        return folder.resolve(mapping + ".csv");
    }

    /**
     * Writes all files into a folder; those of another base there are replaced.
     *
     * @return the number of rows of each file, without its header, by name
     */
    public Map<String, Long> writeTo(Path folder) {
        List<RecordFile> files = new ArrayList<>(RECORDS);
        files.addAll(TRUTH);
        Map<RecordFile, Rows> open = new LinkedHashMap<>();
        try {
            files.forEach(file -> open.put(file, new Rows(file(folder, file.name()), file.columns())));
            AccountSource accounts = new AccountSource(settings);
            while (accounts.hasNext()) {
                AccountHistory account = accounts.next();
                open.forEach((file, rows) -> file.write(account, rows));
            }
        } finally {
            open.values().forEach(Rows::close);
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        open.forEach((file, rows) -> counts.put(file.name(), rows.count()));
        counts.put("truth/metrics", writeMetrics(folder));
        return counts;
    }

    private long writeMetrics(Path folder) {
        try (Rows rows = new Rows(
                file(folder, "truth/metrics"),
                List.of("metric", "foretells", "bad_when", "auc_lowest", "auc_highest"))) {
            for (PlantedMetric metric : PlantedMetric.values()) {
                rows.add(
                        metric.id(),
                        metric.isSignal(settings),
                        metric.highIsBad() ? "HIGH" : "LOW",
                        metric.lowest(settings),
                        metric.highest(settings));
            }
            return rows.count();
        }
    }
}
