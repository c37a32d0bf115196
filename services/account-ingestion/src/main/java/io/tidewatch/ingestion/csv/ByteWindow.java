package io.tidewatch.ingestion.csv;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A stretch of a stream, held from a mark on, so that a reader can go back to the mark. */
final class ByteWindow {

    private static final int PIECE = 64 * 1024;

    private final InputStream in;
    private byte[] bytes = new byte[PIECE];
    private int length;
    private long offset;
    private boolean ended;

    ByteWindow(InputStream in, long offset) {
        this.in = in;
        this.offset = offset;
    }

    /** Whether there is a byte at that index of the window; reads on when needed. */
    boolean has(int index) throws IOException {
        while (index >= length && !ended) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, bytes.length * 2);
            }
            int read = in.read(bytes, length, bytes.length - length);
            ended = read < 0;
            length += Math.max(read, 0);
        }
        return index < length;
    }

    /** The byte at an index for which {@link #has} was asked. */
    byte at(int index) {
        return bytes[index];
    }

    /** Forgets what lies before the index, which becomes 0. */
    void dropBefore(int index) {
        if (index > 0) {
            System.arraycopy(bytes, index, bytes, 0, length - index);
            length -= index;
            offset += index;
        }
        // A single long line must not keep its memory for the rest of the file.
        if (bytes.length > 16 * PIECE && length < PIECE) {
            bytes = Arrays.copyOf(bytes, PIECE);
        }
    }

    /** Place of index 0 in the stream. */
    long offset() {
        return offset;
    }
}
