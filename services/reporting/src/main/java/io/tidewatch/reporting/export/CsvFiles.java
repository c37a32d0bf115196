package io.tidewatch.reporting.export;

import io.smallrye.mutiny.Uni;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import io.tidewatch.reporting.retention.ReportRequest;
import io.tidewatch.reporting.retention.RetentionReports;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Writes the complete lists of a report, which have no limit, to temporary files: memory stays bounded, all rows are of one
 * moment however slowly they are downloaded, and an error on the way never leaves a file that looks complete.
 */
@ApplicationScoped
public class CsvFiles {

    /** Files that are written or sent at the same time; the temporary folder must have room for them. */
    private static final int MOST_FILES = 4;

    private final Vertx vertx;
    private final RetentionReports reports;
    private final AtomicInteger files = new AtomicInteger();

    public CsvFiles(Vertx vertx, RetentionReports reports) {
        this.vertx = vertx;
        this.reports = reports;
    }

    /**
     * A finished file; whoever asked for it must {@link #delete} it.
     *
     * @param day the day of its rows
     */
    public record CsvFile(File file, LocalDate day) {}

    /**
     * One row per account at risk and flag; see {@link RetentionCsv#accounts}. Fails with {@code too-many-requests} while too
     * many files are being downloaded.
     */
    public Uni<CsvFile> accounts(ReportRequest request) {
        return write(RetentionCsv.accountsHeader(), reports::allAtRisk, RetentionCsv::accounts, request);
    }

    /** One row per open run; fails like {@link #accounts}. */
    public Uni<CsvFile> runs(ReportRequest request) {
        return write(RetentionCsv.runsHeader(), reports::allOpenRuns, RetentionCsv::runs, request);
    }

    private <T> Uni<CsvFile> write(
            String header,
            BiFunction<ReportRequest, Function<T, Uni<Void>>, Uni<LocalDate>> rows,
            Function<T, String> text,
            ReportRequest request) {
        if (files.incrementAndGet() > MOST_FILES) {
            files.decrementAndGet();
            throw new ProblemException(
                    RequestProblem.TOO_MANY_REQUESTS,
                    "Only " + MOST_FILES + " files can be downloaded at the same time. Try again in a moment.",
                    List.of(),
                    Map.of("Retry-After", "10"));
        }
        return vertx.fileSystem()
                .createTempFile("tidewatch-", ".csv")
                .onFailure()
                .invoke(files::decrementAndGet)
                .flatMap(name -> {
                    Path path = Path.of(name);
                    return append(path, header)
                            .chain(() -> rows.apply(request, batch -> append(path, text.apply(batch))))
                            .map(day -> new CsvFile(path.toFile(), day))
                            .onFailure()
                            .call(() -> delete(path.toFile()))
                            .onCancellation()
                            .call(() -> delete(path.toFile()));
                });
    }

    /** Makes room for the next file. */
    public Uni<Void> delete(File file) {
        files.decrementAndGet();
        return vertx.fileSystem().delete(file.getPath());
    }

    private Uni<Void> append(Path file, String text) {
        return vertx.executeBlocking(() -> {
                    Files.writeString(file, text, StandardOpenOption.APPEND);
                    return file;
                })
                .replaceWithVoid();
    }
}
