package io.tidewatch.ingestion.packing;

import java.nio.charset.StandardCharsets;

/** Reads what {@link ByteWriter} wrote, in the same order. */
public final class ByteReader {

    private final byte[] bytes;
    private int at = 1;

    /**
     * Of a packed form.
     *
     * @throws IllegalStateException when the bytes are of another form
     */
    public ByteReader(byte form, byte[] bytes) {
        if (bytes[0] != form) {
            throw new IllegalStateException("What is packed has the form " + bytes[0] + " instead of " + form);
        }
        this.bytes = bytes;
    }

    /** Reads a number that was written as unsigned. */
    public long unsigned() {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at++];
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }

    /** Reads a number that was written as signed. */
    public long signed() {
        long number = unsigned();
        return number >>> 1 ^ -(number & 1);
    }

    /** Reads 64 bits. */
    public long bits() {
        long bits = 0;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bits |= (bytes[at++] & 0xFFL) << shift;
        }
        return bits;
    }

    /** Reads a text. */
    public String text() {
        int length = (int) unsigned();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }
}
