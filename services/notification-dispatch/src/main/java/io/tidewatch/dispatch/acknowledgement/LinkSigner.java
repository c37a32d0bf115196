package io.tidewatch.dispatch.acknowledgement;

import io.tidewatch.dispatch.DispatchConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and reads the links by which a message is acknowledged. A link names its message and when it ends, and is
 * signed; nothing about it is stored.
 */
@ApplicationScoped
public class LinkSigner {

    private static final String PATH = "/ack/";
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte VERSION = 1;
    private static final int CONTENT = 1 + 16 + 8;
    private static final int LEAST_KEY = 32;

    private final AcknowledgementConfig config;
    private final String publicUrl;
    private final Clock clock;

    /** For the container. */
    public LinkSigner(AcknowledgementConfig config, DispatchConfig dispatch, Clock clock) {
        if (config.key().getBytes(StandardCharsets.UTF_8).length < LEAST_KEY) {
            throw new IllegalArgumentException("tidewatch.dispatch.link.key: needs at least " + LEAST_KEY + " bytes.");
        }
        this.config = config;
        this.publicUrl = dispatch.publicUrl().toString().replaceAll("/+$", "");
        this.clock = clock;
    }

    /** A text for other eyes than the receiver's: whoever has a link answers in the receiver's name. */
    public String withoutLinks(String text) {
        return text == null
                ? null
                : text.replaceAll(Pattern.quote(publicUrl + PATH) + "[A-Za-z0-9_=-]+", publicUrl + PATH + "…");
    }

    /** The link for a message. */
    public String linkFor(UUID messageId) {
        return publicUrl + PATH + token(messageId, clock.instant().plus(config.validity()));
    }

    /**
     * The message that a token was made for.
     *
     * @param token from the link
     * @return empty when it was not made here, was changed, or is over
     */
    public Optional<UUID> messageOf(String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length <= CONTENT) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOf(bytes, CONTENT);
        byte[] signature = Arrays.copyOfRange(bytes, CONTENT, bytes.length);
        if (!MessageDigest.isEqual(signature, signature(content)) || content[0] != VERSION) {
            return Optional.empty();
        }
        ByteBuffer reading = ByteBuffer.wrap(content, 1, CONTENT - 1);
        UUID message = new UUID(reading.getLong(), reading.getLong());
        Instant end = Instant.ofEpochSecond(reading.getLong());
        return clock.instant().isBefore(end) ? Optional.of(message) : Optional.empty();
    }

    private String token(UUID messageId, Instant end) {
        byte[] content = ByteBuffer.allocate(CONTENT)
                .put(VERSION)
                .putLong(messageId.getMostSignificantBits())
                .putLong(messageId.getLeastSignificantBits())
                .putLong(end.getEpochSecond())
                .array();
        byte[] signature = signature(content);
        byte[] token = Arrays.copyOf(content, CONTENT + signature.length);
        System.arraycopy(signature, 0, token, CONTENT, signature.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    private byte[] signature(byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(config.key().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }
}
