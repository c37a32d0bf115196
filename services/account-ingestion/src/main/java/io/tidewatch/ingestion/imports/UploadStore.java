package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.MappingProblem;
import io.tidewatch.ingestion.mapping.Mappings;
import io.tidewatch.ingestion.source.SourceCoverage;
import io.tidewatch.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.LocalDate;
import java.util.UUID;

/** Puts an upload into the database, piece by piece, before anyone works on it. For threads that may wait. */
@ApplicationScoped
public class UploadStore {

    /** Small enough to hold for every upload at once, large enough to cost few statements. */
    private static final int PIECE = 256 * 1024;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ImportJobs jobs;
    private final Mappings mappings;
    private final ImportWorker worker;
    private final SourceCoverage coverage;
    private final ImportConfig config;

    /** For the container. */
    public UploadStore(
            ImportJobs jobs, Mappings mappings, ImportWorker worker, SourceCoverage coverage, ImportConfig config) {
        this.jobs = jobs;
        this.mappings = mappings;
        this.worker = worker;
        this.coverage = coverage;
        this.config = config;
    }

    /**
     * Stores the whole stream.
     *
     * @param mappingName name of the mapping
     * @param source replaces the source of the mapping; null to keep it
     * @param completeThrough what the source says of itself once the file is in; null for nothing
     * @param corrections whether rows replace what is there under their id
     * @param fileName for people; may be null
     * @throws ProblemException {@code mapping-unknown}, {@code invalid-request} for a day to come, {@code upload-too-large}
     *     or {@code upload-broken-off}; nothing is kept then
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
                    "There is no mapping \"" + mappingName + "\"; GET /v1/mappings lists those that are known.");
        }
        coverage.demandPast(completeThrough, "completeThrough").await().atMost(LIMIT);
        MappingFile used = source == null ? mapping : mapping.ofSource(source);
        UUID id = UUID.randomUUID();
        jobs.open(id, used, completeThrough, corrections, fileName).await().atMost(LIMIT);
        try {
            long bytes = storePieces(id, body);
            ImportState state = jobs.close(id, bytes).await().atMost(LIMIT);
            worker.wake();
            return state;
        } catch (IOException e) {
            discard(id);
            throw new ProblemException(ImportProblem.UPLOAD_BROKEN_OFF, "Not the whole file arrived; send it again.");
        } catch (RuntimeException e) {
            discard(id);
            throw e;
        }
    }

    private long storePieces(UUID id, InputStream body) throws IOException {
        long stored = 0;
        while (true) {
            byte[] piece = body.readNBytes(PIECE);
            if (piece.length == 0) {
                return stored;
            }
            if (stored + piece.length > config.maxBytes()) {
                throw new ProblemException(
                        ImportProblem.UPLOAD_TOO_LARGE,
                        "This installation takes files of up to " + config.maxBytes()
                                + " bytes (tidewatch.import.max-bytes); split the file.");
            }
            jobs.store(id, stored, piece).await().atMost(LIMIT);
            stored += piece.length;
        }
    }

    private void discard(UUID id) {
        // Should this fail, too, the worker's next look does it.
        jobs.discard(id).onFailure().recoverWithNull().await().atMost(LIMIT);
    }
}
