package io.tidewatch.reporting.shown;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.tidewatch.reporting.retention.ReportRequest;
import io.tidewatch.reporting.retention.RetentionReport;
import io.tidewatch.reporting.retention.RetentionReports;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes a report once for all who ask for it while the one before is being made. However many people read the same report, a
 * replica makes one at a time, so they neither take all connections to the database nor the time of other requests.
 *
 * <p>Nobody gets a report that was begun before they asked.
 */
@ApplicationScoped
public class SharedReports {

    private final RetentionReports reports;
    private final ShownReports shown;
    private final Set<ReportRequest> begun = new HashSet<>();
    private final Map<ReportRequest, List<Reader>> waiting = new HashMap<>();

    public SharedReports(RetentionReports reports, ShownReports shown) {
        this.reports = reports;
        this.shown = shown;
    }

    /** Who waits for a report. The work of another reader ends the wait, and the request goes on in its own context. */
    private record Reader(Context context, UniEmitter<? super RetentionReport> report) {

        void run(Runnable work) {
            context.runOnContext(ignored -> work.run());
        }
    }

    /**
     * The report, kept as it was shown to each of its readers.
     *
     * @return fails like {@link RetentionReports#make}, for all who share it
     */
    public Uni<RetentionReport> get(ReportRequest request) {
        return Uni.createFrom().emitter(report -> {
            join(request, new Reader(Vertx.currentContext(), report));
            beginNext(request);
        });
    }

    private synchronized void join(ReportRequest request, Reader reader) {
        waiting.computeIfAbsent(request, none -> new ArrayList<>()).add(reader);
    }

    private void beginNext(ReportRequest request) {
        List<Reader> readers = next(request);
        if (!readers.isEmpty()) {
            readers.getFirst().run(() -> make(request, readers));
        }
    }

    /** All who wait; nobody while such a report is being made. */
    private synchronized List<Reader> next(ReportRequest request) {
        if (begun.contains(request) || !waiting.containsKey(request)) {
            return List.of();
        }
        begun.add(request);
        return waiting.remove(request);
    }

    private void make(ReportRequest request, List<Reader> readers) {
        reports.make(request)
                .call(report -> shown.keep(report, readers.size()))
                .subscribe()
                .with(
                        report ->
                                end(request, readers, reader -> reader.report().complete(report)),
                        failure ->
                                end(request, readers, reader -> reader.report().fail(failure)));
    }

    private void end(ReportRequest request, List<Reader> readers, Consumer<Reader> outcome) {
        synchronized (this) {
            begun.remove(request);
        }
        beginNext(request);
        readers.forEach(reader -> reader.run(() -> outcome.accept(reader)));
    }
}
