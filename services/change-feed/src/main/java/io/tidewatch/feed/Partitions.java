package io.tidewatch.feed;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;

/**
 * The partition of a feed that an account belongs to. It never changes, and equals the SQL function {@code partition_of}.
 */
public final class Partitions {

    /** Number of partitions that accounts are spread over: 0 to 63. */
    public static final int ACCOUNTS = 64;

    /** The partition of everything that does not belong to an account, such as the state of a catalogue. */
    public static final int CONTROL = 64;

    /** Number of all partitions, including the control partition: 0 to 64. */
    public static final int COUNT = ACCOUNTS + 1;

    private Partitions() {}

    /**
     * The partition of an account: the first byte of SHA-256 of its id (UTF-8), modulo 64.
     *
     * @param accountId canonical id of the account, not null
     * @return 0 to 63
     */
    public static int of(String accountId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(accountId.getBytes(StandardCharsets.UTF_8));
            return (hash[0] & 0xff) % ACCOUNTS;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    /** Partitions as a parameter of a statement, which has them as smallint. */
    public static Short[] parameter(Collection<Integer> partitions) {
        return partitions.stream().map(Integer::shortValue).toArray(Short[]::new);
    }

    /**
     * Rejects a number that is not a partition.
     *
     * @return the partition itself
     * @throws IllegalArgumentException unless it is 0 to 64
     */
    public static int check(int partition) {
        if (partition < 0 || partition >= COUNT) {
            throw new IllegalArgumentException("not a partition: " + partition + " (0 to " + CONTROL + ")");
        }
        return partition;
    }
}
