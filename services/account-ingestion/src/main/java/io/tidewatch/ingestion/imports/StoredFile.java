package io.tidewatch.ingestion.imports;

import io.vertx.core.buffer.Buffer;
import java.io.InputStream;
import java.time.Duration;
import java.util.UUID;

/** The bytes of an uploaded file from an offset on, one piece at a time. Reading blocks. */
final class StoredFile extends InputStream {

    private final ImportJobs jobs;
    private final UUID id;
    private final Duration limit;
    private long offset;
    private byte[] piece = new byte[0];
    private int at;
    private boolean ended;

    StoredFile(ImportJobs jobs, UUID id, long offset, Duration limit) {
        this.jobs = jobs;
        this.id = id;
        this.offset = offset;
        this.limit = limit;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) {
        if (at == piece.length && !ended) {
            Buffer bytes = jobs.piece(id, offset).await().atMost(limit);
            ended = bytes == null;
            piece = ended ? new byte[0] : bytes.getBytes();
            at = 0;
            offset += piece.length;
        }
        if (ended) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, from, count);
        at += count;
        return count;
    }
}
