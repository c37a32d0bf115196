package io.tidewatch.dispatch.acknowledgement;

import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.jwt.build.Jwt;
import io.tidewatch.dispatch.DispatchConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs and verifies the links by which a message is acknowledged: a JWT (HS256) whose subject is the message and whose
 * audience is this purpose alone. Nothing about a link is stored.
 */
@ApplicationScoped
public class LinkSigner {

    private static final String PATH = "/ack/";
    private static final String AUDIENCE = "tidewatch-acknowledgement";
    private static final int SHORTEST_KEY = 32;

    private final AcknowledgementConfig config;
    private final String address;
    private final Clock clock;
    private final SecretKey key;
    private final JWTParser parser;

    public LinkSigner(AcknowledgementConfig config, DispatchConfig dispatch, Clock clock) {
        byte[] bytes = config.key().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SHORTEST_KEY) {
            throw new IllegalArgumentException(
                    "tidewatch.dispatch.link.key: must have at least " + SHORTEST_KEY + " bytes.");
        }
        this.config = config;
        this.address = dispatch.publicUrl().toString().replaceAll("/+$", "") + PATH;
        this.clock = clock;
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
        JWTAuthContextInfo expected = new JWTAuthContextInfo();
        expected.setExpectedAudience(Set.of(AUDIENCE));
        expected.setClockSkew(0);
        this.parser = new DefaultJWTParser(expected);
    }

    /** The text without the tokens of links, for readers other than the recipient: a link answers in the recipient's name. */
    public String withoutLinks(String text) {
        return text == null ? null : text.replaceAll(Pattern.quote(address) + "[A-Za-z0-9_.=-]+", address + "…");
    }

    /** The link for a message, valid from now on for the configured time. */
    public String linkFor(UUID messageId) {
        Instant now = clock.instant();
        return address
                + Jwt.subject(messageId.toString())
                        .audience(AUDIENCE)
                        .issuedAt(now)
                        .expiresAt(now.plus(config.validity()))
                        .sign(key);
    }

    /**
     * The message that a token was signed for.
     *
     * @param token from the link
     * @return empty when the token was not signed here for this purpose, was changed, or has expired
     */
    public Optional<UUID> messageOf(String token) {
        try {
            return Optional.of(UUID.fromString(parser.verify(token, key).getSubject()));
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
