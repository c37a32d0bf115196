package io.tidewatch.ingestion.packing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a packed form: first a byte that says which form it is. Numbers of any length are written seven bits to a byte, the lowest first, with
 * the high bit set while there are more. {@link ByteReader} reads it.
 */
public final class ByteWriter {

    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes = new byte[4096];
    private int size;

    /** Begins with the number of the form. */
    public ByteWriter(byte form) {
        bytes[size++] = form;
    }

    /** Writes a number that is not negative, or the bits of any. */
    public void unsigned(long number) {
        room(LONGEST_NUMBER);
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Writes a number in such a way that those near 0 are short, whatever their sign. */
    public void signed(long number) {
        unsigned(number << 1 ^ number >> 63);
    }

    /** Writes all 64 bits. */
    public void bits(long bits) {
        room(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (bits >>> shift);
        }
    }

    /** Writes the length of a text in UTF-8, and the text. */
    public void text(String text) {
        byte[] more = text.getBytes(StandardCharsets.UTF_8);
        unsigned(more.length);
        room(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    /** All that was written. */
    public byte[] written() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
