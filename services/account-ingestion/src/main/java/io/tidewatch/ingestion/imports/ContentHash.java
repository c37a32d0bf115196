package io.tidewatch.ingestion.imports;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Hashes what a row says, so that a stored record can be compared with a row that comes again. */
final class ContentHash {

    private final MessageDigest digest = sha256();
    /** What the texts are hashed by, collected because many small updates take longer than the hash. */
    private byte[] bytes = new byte[1024];

    private int length;

    /** The hash of these texts; a missing one differs from an empty one. */
    String hash(String account, String period, List<String> values, String attributes) {
        length = 0;
        add(account);
        add(period);
        for (String value : values) {
            add(value);
        }
        add(attributes);
        digest.update(bytes, 0, length);
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private void add(String value) {
        if (value == null) {
            put((byte) 0);
        } else {
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            put((byte) 1);
            put(Integer.toString(text.length).getBytes(StandardCharsets.US_ASCII));
            put((byte) ':');
            put(text);
        }
    }

    private void put(byte... more) {
        if (length + more.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more.length));
        }
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }
}
