package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.csv.CsvRecords;
import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.Mappings;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;

/** Files that a test imports batch by batch, in the place of the worker. */
@ApplicationScoped
class ClaimedFiles {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PIECE = 10_000;

    private final ImportJobs jobs;
    private final Mappings mappings;
    private final CurrentKinds kinds;

    ClaimedFiles(ImportJobs jobs, Mappings mappings, CurrentKinds kinds) {
        this.jobs = jobs;
        this.mappings = mappings;
        this.kinds = kinds;
    }

    /** The run on a file, and where it stands. */
    record Claimed(ImportRun run, CsvRecords records, RowReader reader) {

        UUID id() {
            return run.claim().id();
        }

        /** The next rows. */
        ImportChunk next(int rows) {
            return new ChunkReader(records, reader, rows).next();
        }
    }

    /** A file that this replica has claimed, with the epoch 5, and nobody else may take for an hour. */
    Claimed claim(String mappingName, String csv) {
        UUID id = UUID.randomUUID();
        MappingFile mapping = mappings.find(mappingName).await().atMost(LIMIT);
        jobs.open(id, mapping, null, false, null).await().atMost(LIMIT);
        byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
        for (int start = 0; start < bytes.length; start += PIECE) {
            jobs.store(id, start, Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + PIECE)))
                    .await()
                    .atMost(LIMIT);
        }
        Ingestion.sql("update import_job set state = 'RUNNING', epoch = 5, bytes = " + bytes.length
                + ", lease_until = clock_timestamp() + interval '1 hour' where id = '" + id + "'");
        ImportClaim claim = new ImportClaim(id, 5, mapping, null, false, 0, 1, 0, null);
        ImportRun run = new ImportRun(claim, kinds.of(mapping).await().atMost(LIMIT));
        CsvRecords records = new CsvRecords(new ByteArrayInputStream(bytes), 0, 1, PIECE);
        return new Claimed(run, records, new RowReader(mapping, run.kind(), records.read(), LocalDate.of(2026, 6, 30)));
    }
}
