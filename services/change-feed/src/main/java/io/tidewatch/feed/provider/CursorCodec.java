package io.tidewatch.feed.provider;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** Encodes a place in the feed as the opaque text that consumers store, and decodes it. */
final class CursorCodec {

    private static final byte FORM = 1;
    private static final int LENGTH = 1 + 16 + 8;

    private CursorCodec() {}

    /** A place in one partition: all changes up to {@code seq} were read. */
    record Place(UUID epoch, long seq) {}

    static String encode(UUID epoch, long seq) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH)
                .put(FORM)
                .putLong(epoch.getMostSignificantBits())
                .putLong(epoch.getLeastSignificantBits())
                .putLong(seq);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Empty if the text was not produced by {@link #encode}. */
    static Optional<Place> decode(String cursor) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != LENGTH || bytes[0] != FORM) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
        return Optional.of(new Place(new UUID(buffer.getLong(), buffer.getLong()), buffer.getLong()));
    }
}
