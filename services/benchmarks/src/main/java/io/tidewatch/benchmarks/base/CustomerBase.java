package io.tidewatch.benchmarks.base;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A base of customers as CSV files, with the truth about it beside them: those that the mappings `tidewatch-…` read, and one for each
 * kind of record that the bundle declares. Several threads make accounts; they are written in order, some at a time, so that memory
 * does not grow with their number.
 */
public final class CustomerBase {

    private static final int ACCOUNTS_AT_A_TIME = 64;
    private static final Layout METRICS = Layout.truth("metric", "foretells", "bad_when", "auc_lowest", "auc_highest");

    private final BaseSettings settings;

    /** The base of these settings. */
    public CustomerBase(BaseSettings settings) {
        this.settings = settings;
    }

    /** The mappings that read the files, in the order in which to import them. */
    public static List<String> mappings() {
        return BaseFiles.MAPPED.stream().map(RecordFile::name).toList();
    }

    /** The kinds of record that have a file of their own without a mapping. */
    public static List<String> kinds() {
        return BaseFiles.DECLARED.stream().map(RecordFile::name).toList();
    }

    /** The file of a mapping or kind, in the folder of a base. */
    public static Path file(Path folder, String name) {
        return folder.resolve(name + ".csv");
    }

    /**
     * Writes all files into a folder; those of another base there are replaced.
     *
     * @return the number of rows of each file, without its header, by name
     */
    public Map<String, Long> writeTo(Path folder) {
        return writeTo(folder, Runtime.getRuntime().availableProcessors());
    }

    /** The same with a number of threads, which changes nothing but the time it takes. */
    Map<String, Long> writeTo(Path folder, int threads) {
        List<RecordFile> files = BaseFiles.all();
        List<CsvFile> open = new ArrayList<>();
        Map<String, Long> counts = new LinkedHashMap<>();
        try {
            files.forEach(file -> open.add(new CsvFile(file(folder, file.name()), file.layout())));
            add(open, withoutAccount(files));
            writeAccounts(files, open, threads);
        } finally {
            open.forEach(CsvFile::close);
        }
        for (int file = 0; file < files.size(); file++) {
            counts.put(files.get(file).name(), open.get(file).count());
        }
        counts.put("truth/metrics", writeMetrics(folder));
        return counts;
    }

    private void writeAccounts(List<RecordFile> files, List<CsvFile> open, int threads) {
        AccountSource source = new AccountSource(settings);
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            Deque<Future<List<CsvRows>>> made = new ArrayDeque<>();
            for (int first = 1; first <= settings.accounts(); first += ACCOUNTS_AT_A_TIME) {
                int number = first;
                made.add(workers.submit(() -> accounts(source, files, number)));
                if (made.size() > 2 * threads) {
                    add(open, rows(made.remove()));
                }
            }
            while (!made.isEmpty()) {
                add(open, rows(made.remove()));
            }
        } finally {
            workers.shutdownNow();
        }
    }

    private static List<CsvRows> accounts(AccountSource source, List<RecordFile> files, int first) {
        List<CsvRows> rows = empty(files);
        int last = Math.min(source.base().accounts(), first + ACCOUNTS_AT_A_TIME - 1);
        for (int number = first; number <= last; number++) {
            AccountHistory account = source.account(number);
            for (int file = 0; file < rows.size(); file++) {
                files.get(file).write(account, rows.get(file));
            }
        }
        return rows;
    }

    private List<CsvRows> withoutAccount(List<RecordFile> files) {
        List<CsvRows> rows = empty(files);
        for (int file = 0; file < rows.size(); file++) {
            files.get(file).writeWithoutAccount(settings, rows.get(file));
        }
        return rows;
    }

    private static List<CsvRows> empty(List<RecordFile> files) {
        return files.stream().map(file -> new CsvRows(file.layout())).toList();
    }

    private static void add(List<CsvFile> files, List<CsvRows> rows) {
        for (int file = 0; file < files.size(); file++) {
            files.get(file).add(rows.get(file));
        }
    }

    private static List<CsvRows> rows(Future<List<CsvRows>> made) {
        try {
            return made.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the base was written", e);
        }
    }

    private long writeMetrics(Path folder) {
        CsvRows rows = new CsvRows(METRICS);
        for (PlantedMetric metric : PlantedMetric.values()) {
            rows.add(
                    metric.id(),
                    metric.isSignal(settings),
                    metric.highIsBad() ? "HIGH" : "LOW",
                    metric.lowest(settings),
                    metric.highest(settings));
        }
        try (CsvFile file = new CsvFile(file(folder, "truth/metrics"), METRICS)) {
            file.add(rows);
            return file.count();
        }
    }
}
