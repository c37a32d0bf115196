package io.tidewatch.ingestion.imports;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * The key of a row of usage: 128 bits instead of the text of its id, which may be longer than the rest of the row.
 *
 * <p>The first 40 bits come from the digits of the id without the last ones, the other 88 from SHA-256 of source and id. Most
 * sources count, or put account and day into their ids: then the keys of rows that come together lie together, and a batch
 * touches few pages of the index. With keys that are all hash every row touches another page. Of a billion ids of which all
 * have the same digits, two have the same key with a probability of 2 in a billion.
 */
final class UsageId {

    private static final int LAST_DIGITS_BITS = 10;
    private static final int HASH_BITS = 24;
    private static final long LOW_24 = (1L << HASH_BITS) - 1;

    private UsageId() {}

    /** The key of an id of a source. */
    static UUID of(MessageDigest sha256, String source, String externalId) {
        long number = 0;
        for (int i = 0; i < externalId.length(); i++) {
            char sign = externalId.charAt(i);
            if (sign >= '0' && sign <= '9') {
                number = number * 10 + (sign - '0');
            }
        }
        // A control character, which neither can have, so that no two pairs give the same text.
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest((source + '\n' + externalId).getBytes(StandardCharsets.UTF_8)));
        long high = number >>> LAST_DIGITS_BITS << HASH_BITS | hash.getLong() & LOW_24;
        return new UUID(high, hash.getLong());
    }

    /** The order of PostgreSQL, in which a search touches every page once. */
    static int compare(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }
}
