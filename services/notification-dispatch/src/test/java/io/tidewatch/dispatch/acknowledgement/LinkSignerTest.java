package io.tidewatch.dispatch.acknowledgement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.jwt.build.Jwt;
import io.tidewatch.dispatch.DispatchConfig;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class LinkSignerTest {

    private static final Instant NOW = Instant.now();
    private static final UUID MESSAGE = UUID.fromString("6b4e3c7e-2f0f-4d5e-9f51-0a1b2c3d4e5f");
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @Test
    void aLinkNamesItsMessageUntilItExpires() {
        LinkSigner signer = signer(KEY, NOW);

        assertThat(signer.messageOf(token(signer, MESSAGE))).contains(MESSAGE);
        assertThat(signer.messageOf(token(signer(KEY, NOW.minus(Duration.ofDays(59))), MESSAGE)))
                .contains(MESSAGE);
        assertThat(signer.messageOf(token(signer(KEY, NOW.minus(Duration.ofDays(60))), MESSAGE)))
                .isEmpty();
    }

    @Test
    void aLinkOfAnotherKeyPurposeOrShapeIsNotValid() {
        LinkSigner signer = signer(KEY, NOW);
        String own = token(signer, MESSAGE);
        String header = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes());

        assertThat(signer.messageOf(token(signer("f".repeat(32), NOW), MESSAGE)))
                .isEmpty();
        assertThat(signer.messageOf(signed("another-purpose", MESSAGE.toString())))
                .isEmpty();
        assertThat(signer.messageOf(signed("tidewatch-acknowledgement", "not-a-message")))
                .isEmpty();
        assertThat(signer.messageOf(header + own.substring(own.indexOf('.'), own.lastIndexOf('.') + 1)))
                .isEmpty();
        assertThat(signer.messageOf("")).isEmpty();
        assertThat(signer.messageOf("AAAA")).isEmpty();
        assertThat(signer.messageOf("not a token §")).isEmpty();
    }

    @Test
    void aTextForOtherReadersHasNoTokens() {
        LinkSigner signer = signer(KEY, NOW);

        assertThat(signer.withoutLinks("Here: " + signer.linkFor(MESSAGE) + " thanks"))
                .isEqualTo("Here: https://dispatch.example.net/ack/… thanks");
    }

    @Test
    void aShortKeyIsRefusedByName() {
        assertThatThrownBy(() -> signer("short", NOW)).hasMessageContaining("tidewatch.dispatch.link.key");
    }

    private static String token(LinkSigner signer, UUID message) {
        String link = signer.linkFor(message);
        assertThat(link).startsWith("https://dispatch.example.net/ack/");
        return link.substring(link.lastIndexOf('/') + 1);
    }

    private static String signed(String audience, String subject) {
        return Jwt.subject(subject)
                .audience(audience)
                .expiresIn(Duration.ofDays(1))
                .sign(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    }

    private static LinkSigner signer(String key, Instant now) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(AcknowledgementConfig.class)
                .withMapping(DispatchConfig.class)
                .withValidateUnknown(false)
                .withDefaultValues(Map.of(
                        "tidewatch.dispatch.link.key", key,
                        "tidewatch.dispatch.public-url", "https://dispatch.example.net/",
                        "tidewatch.dispatch.fallback-address", "x@example.net",
                        "tidewatch.dispatch.instance-id", "test"))
                .build();
        return new LinkSigner(
                config.getConfigMapping(AcknowledgementConfig.class),
                config.getConfigMapping(DispatchConfig.class),
                Clock.fixed(now, ZoneOffset.UTC));
    }
}
