package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.MappingProblem;
import io.tidewatch.ingestion.mapping.Mappings;
import io.tidewatch.ingestion.source.SourceCoverage;
import io.tidewatch.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stores an upload in the database, piece by piece, before a worker claims it. Its methods block. */
@ApplicationScoped
public class UploadStore {

    /** Small enough to hold two pieces of every concurrent upload, large enough for few statements. */
    private static final int PIECE = 1024 * 1024;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ImportJobs jobs;
    private final Mappings mappings;
    private final CurrentKinds kinds;
    private final ImportWorker worker;
    private final SourceCoverage coverage;
    private final ImportConfig config;

    public UploadStore(
            ImportJobs jobs,
            Mappings mappings,
            CurrentKinds kinds,
            ImportWorker worker,
            SourceCoverage coverage,
            ImportConfig config) {
        this.jobs = jobs;
        this.mappings = mappings;
        this.kinds = kinds;
        this.worker = worker;
        this.coverage = coverage;
        this.config = config;
    }

    /**
     * Stores the whole stream.
     *
     * @param mappingName name of the mapping
     * @param source replaces the source of the mapping; null to keep it
     * @param completeThrough the day through which the file makes its source complete; null for none
     * @param corrections whether rows replace stored records with their id
     * @param fileName shown with the job; may be null
     * @throws ProblemException {@code mapping-unknown}, {@code mapping-not-usable}, {@code invalid-request} for a future day, {@code upload-too-large}
     *     or {@code upload-broken-off}; nothing is stored then
     */
    ImportState store(
            String mappingName,
            String source,
            LocalDate completeThrough,
            boolean corrections,
            String fileName,
            InputStream body) {
        MappingFile mapping = mappings.find(mappingName).await().atMost(LIMIT);
        if (mapping == null) {
            throw new ProblemException(
                    MappingProblem.MAPPING_UNKNOWN,
                    "There is no mapping \"" + mappingName + "\"; GET /v1/mappings lists all mappings.");
        }
        kinds.of(mapping).await().atMost(LIMIT);
        coverage.demandPast(completeThrough, "completeThrough").await().atMost(LIMIT);
        MappingFile used = source == null ? mapping : mapping.ofSource(source);
        UUID id = UUID.randomUUID();
        jobs.open(id, used, completeThrough, corrections, fileName).await().atMost(LIMIT);
        try {
            MessageDigest digest = sha256();
            long bytes = storePieces(id, new DigestInputStream(body, digest));
            String hash = HexFormat.of().formatHex(digest.digest());
            ImportState state = jobs.close(id, bytes, hash).await().atMost(LIMIT);
            worker.wake();
            return state;
        } catch (IOException e) {
            discard(id);
            throw new ProblemException(
                    ImportProblem.UPLOAD_BROKEN_OFF, "The upload ended before the file was complete; send it again.");
        } catch (RuntimeException e) {
            discard(id);
            throw e;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Stores a piece while the next one arrives. */
    private long storePieces(UUID id, InputStream body) throws IOException {
        long stored = 0;
        Future<Void> storing = CompletableFuture.completedFuture(null);
        try {
            while (true) {
                byte[] piece = body.readNBytes(PIECE);
                storing.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                if (piece.length == 0) {
                    return stored;
                }
                if (stored + piece.length > config.maxBytes()) {
                    throw new ProblemException(
                            ImportProblem.UPLOAD_TOO_LARGE,
                            "This installation accepts files of up to " + config.maxBytes()
                                    + " bytes (tidewatch.import.max-bytes); split the file.");
                }
                storing = jobs.store(id, stored, piece).subscribeAsCompletionStage();
                stored += piece.length;
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new io.smallrye.mutiny.TimeoutException();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void discard(UUID id) {
        // If this fails, too, the worker deletes the upload when its lease has expired.
        jobs.discard(id).onFailure().recoverWithNull().await().atMost(LIMIT);
    }
}
