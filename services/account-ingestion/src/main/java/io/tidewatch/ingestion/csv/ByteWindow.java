package io.tidewatch.ingestion.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a stream from a movable start, kept in memory so that a reader can return to the start. */
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

    /** Whether the window has a byte at that index; reads more of the stream when needed. */
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

    /** The byte at an index for which {@link #has} returned true. */
    byte at(int index) {
        return bytes[index];
    }

    /**
     * The index of the comma or line end after a cell of plain ASCII; -1 if the cell has other bytes, or does not end within the bytes that were read.
     */
    int plainEnd(int from) {
        int all = 0;
        for (int at = from; at < length; at++) {
            byte here = bytes[at];
            if (here == ',' || here == '\n' || here == '\r') {
                return all < 0 ? -1 : at;
            }
            if (here == 0) {
                return -1;
            }
            all |= here;
        }
        return -1;
    }

    /** The text of bytes that are ASCII. */
    String ascii(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Discards the bytes before the index, which becomes index 0. */
    void dropBefore(int index) {
        if (index > 0) {
            System.arraycopy(bytes, index, bytes, 0, length - index);
            length -= index;
            offset += index;
        }
        // Releases the memory that a single long line needed.
        if (bytes.length > 16 * PIECE && length < PIECE) {
            bytes = Arrays.copyOf(bytes, PIECE);
        }
    }

    /** The position of index 0 in the stream. */
    long offset() {
        return offset;
    }
}
