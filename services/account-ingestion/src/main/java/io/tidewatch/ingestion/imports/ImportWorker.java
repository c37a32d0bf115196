package io.tidewatch.ingestion.imports;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.tidewatch.feed.trace.TracedWork;
import io.tidewatch.feed.trace.Traceparent;
import io.tidewatch.ingestion.csv.CsvRecord;
import io.tidewatch.ingestion.csv.CsvRecords;
import io.tidewatch.ingestion.csv.UnreadableFile;
import io.tidewatch.ingestion.imports.ImportState.Counts;
import io.tidewatch.ingestion.mapping.FileKind;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.time.BusinessTime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Processes imports, one at a time per replica. Its progress is stored with every batch, so it may stop at any point;
 * another replica continues when the lease has expired.
 */
@ApplicationScoped
public class ImportWorker {

    private static final Logger LOG = Logger.getLogger(ImportWorker.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** A permanent fault ends the import after so many tries. */
    private static final int TRIES = 5;

    private final ImportJobs jobs;
    private final ImportBatch batch;
    private final ImportFinish finish;
    private final CurrentKinds kinds;
    private final BusinessTime time;
    private final ImportConfig config;
    private final Semaphore work = new Semaphore(0);
    private final ScheduledExecutorService heartbeats = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("import-heartbeat").factory());
    private final ExecutorService reading = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("import-reader").factory());
    private final ExecutorService sending = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("import-sender").factory());
    private final ExecutorService completing = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("import-completer").factory());
    private final AtomicInteger failures = new AtomicInteger();
    private volatile int batchRows;
    private volatile boolean stopping;
    private Thread thread;

    public ImportWorker(
            ImportJobs jobs,
            ImportBatch batch,
            ImportFinish finish,
            CurrentKinds kinds,
            BusinessTime time,
            ImportConfig config) {
        this.jobs = jobs;
        this.batch = batch;
        this.finish = finish;
        this.kinds = kinds;
        this.time = time;
        this.config = config;
        this.batchRows = config.batchRows();
    }

    void start(@Observes StartupEvent event) {
        if (config.worker()) {
            thread = Thread.ofPlatform().name("import-worker").start(this::loop);
        }
    }

    /** When the service begins to stop, so that the batch under way ends while requests are still answered. */
    void beginStop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        work.release();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        work.release();
        if (thread != null) {
            thread.join(2_000);
        }
        heartbeats.shutdownNow();
        reading.shutdownNow();
        sending.shutdown();
        completing.shutdown();
    }

    /** Makes the worker look for jobs at once. */
    void wake() {
        work.release();
    }

    private void loop() {
        while (!stopping) {
            try {
                jobs.discardAbandoned().await().atMost(LIMIT);
                while (!stopping && jobs.forgetSomeOfFailed().await().atMost(LIMIT)) {
                    // More may be left.
                }
                ImportClaim claim = jobs.claim(seconds()).await().atMost(LIMIT);
                if (claim == null) {
                    work.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS);
                    work.drainPermits();
                } else {
                    run(claim);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!stopping) {
                    LOG.warnf("Failed to read import jobs, will retry: %s", e);
                    pause();
                }
            }
        }
    }

    private void run(ImportClaim claimed) {
        Span span = TracedWork.begin("import file", claimed.traceparent())
                .setAttribute("tidewatch.import.id", claimed.id().toString());
        try (Scope inTrace = TracedWork.logged(span)) {
            work(claimed.tracedBy(Traceparent.of(span)));
        } finally {
            TracedWork.end(span, null);
        }
    }

    private void work(ImportClaim claim) {
        long third = Math.max(1, config.lease().toMillis() / 3);
        ScheduledFuture<?> heartbeat =
                heartbeats.scheduleAtFixedRate(() -> renew(claim), third, third, TimeUnit.MILLISECONDS);
        try {
            process(claim);
            failures.set(0);
            batchRows = config.batchRows();
        } catch (ImportBatch.TakenOver e) {
            LOG.warnf("Import %s was taken over by another replica", claim.id());
        } catch (UnreadableFile e) {
            jobs.fail(claim, e.getMessage()).await().atMost(LIMIT);
            ImportLog.failed(claim);
        } catch (RuntimeException e) {
            failed(claim, e);
        } finally {
            heartbeat.cancel(false);
        }
    }

    private void failed(ImportClaim claim, RuntimeException e) {
        LOG.logf(
                stopping ? Logger.Level.INFO : Logger.Level.ERROR,
                e,
                "Import %s was interrupted and continues from its last batch",
                claim.id());
        if (TemporaryFailure.isCancelledStatement(e)) {
            // What takes too long for the database at once may be done in time in smaller parts.
            batchRows = Math.max(1, batchRows / 2);
        }
        if (failures.incrementAndGet() >= TRIES && !TemporaryFailure.isIn(e)) {
            failures.set(0);
            jobs.fail(claim, "The service could not process the file; see its log.")
                    .await()
                    .atMost(LIMIT);
        } else {
            jobs.release(claim).onFailure().recoverWithNull().await().atMost(LIMIT);
            pause();
        }
    }

    private void process(ImportClaim claim) {
        long begun = System.nanoTime();
        ImportLog.begins(claim);
        ImportRun run = new ImportRun(claim, kind(claim));
        RowReader reader = new RowReader(claim.mapping(), run.kind(), firstLine(claim), today());
        CsvRecords records =
                claim.nextOffset() == 0 ? afterFirstLine(claim) : open(claim, claim.nextOffset(), claim.nextLine());
        ChunkReader chunks = new ChunkReader(records, reader, batchRows);
        boolean complete = store(run, chunks);
        while (complete && !stopping && finish.reviewSomePeriods(claim).await().atMost(LIMIT)) {
            // More accounts are left.
        }
        while (complete && !stopping && finish.forgetSome(claim).await().atMost(LIMIT)) {
            // More is left of the file.
        }
        if (stopping) {
            jobs.release(claim).await().atMost(LIMIT);
        } else {
            Counts counts = finish.finish(run, reader.unusedColumns()).await().atMost(LIMIT);
            ImportLog.done(claim, counts, System.nanoTime() - begun);
        }
    }

    private LocalDate today() {
        Instant now = time.read().await().atMost(LIMIT).now();
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    private FileKind kind(ImportClaim claim) {
        try {
            return kinds.of(claim.mapping()).await().atMost(LIMIT);
        } catch (ProblemException e) {
            throw new UnreadableFile("The mapping does not fit the newest catalogue: " + e.getMessage());
        }
    }

    /**
     * Stores chunk by chunk: while one is completed, the records of the next one are sent, the one after it is judged, and the one after
     * that is read. The answer is whether the end of the file was reached.
     */
    private boolean store(ImportRun run, ChunkReader chunks) {
        Deque<CompletableFuture<Void>> open = new ArrayDeque<>();
        try {
            ImportChunk chunk = chunks.next();
            while (!stopping) {
                Future<ImportChunk> next = chunk.last() ? null : reading.submit(chunks::next);
                try {
                    if (!chunk.isEmpty()) {
                        awaitAllBut(run.mostOpen(), open);
                        open.add(store(batch.judge(run, chunk), open.peekLast()));
                    }
                    if (next == null) {
                        return true;
                    }
                    chunk = read(next);
                } finally {
                    if (next != null) {
                        next.cancel(true);
                    }
                }
            }
            return false;
        } finally {
            awaitAllBut(0, open);
        }
    }

    /**
     * Has a batch sent, and completed after the one before; it is not stored if that one fails.
     *
     * @param before null if there is none
     */
    private CompletableFuture<Void> store(ImportBatch.Judged judged, CompletableFuture<Void> before) {
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> batch.send(judged), sending);
        // If both fail, the earlier batch says why.
        return (before == null ? CompletableFuture.<Void>completedFuture(null) : before)
                .thenAcceptBothAsync(sent, (previous, records) -> batch.complete(judged), completing)
                .whenComplete((stored, failure) -> judged.close());
    }

    /** Waits until all batches but the last ones are committed; fails with the reason why one is not. */
    private static void awaitAllBut(int last, Deque<CompletableFuture<Void>> open) {
        try {
            while (open.size() > last) {
                open.remove().get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static ImportChunk read(Future<ImportChunk> next) {
        try {
            return next.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("The file could not be read in " + LIMIT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private CsvRecord firstLine(ImportClaim claim) {
        CsvRecords records = open(claim, 0, 1);
        records.begin();
        CsvRecord first = records.read();
        if (first == null) {
            throw new UnreadableFile("The file is empty; the first line names the columns.");
        }
        return first;
    }

    private CsvRecords afterFirstLine(ImportClaim claim) {
        CsvRecords records = open(claim, 0, 1);
        records.begin();
        records.read();
        return records;
    }

    private CsvRecords open(ImportClaim claim, long offset, long line) {
        return new CsvRecords(new StoredFile(jobs, claim.id(), offset, LIMIT), offset, line, config.maxRecordBytes());
    }

    private void renew(ImportClaim claim) {
        jobs.renew(claim, seconds())
                .subscribe()
                .with(
                        held -> {},
                        failure -> LOG.warnf("The lease of import %s could not be renewed: %s", claim.id(), failure));
    }

    private double seconds() {
        return config.lease().toMillis() / 1000.0;
    }

    private void pause() {
        try {
            work.tryAcquire(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
