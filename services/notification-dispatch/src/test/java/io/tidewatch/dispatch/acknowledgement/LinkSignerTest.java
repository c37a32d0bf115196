package io.tidewatch.dispatch.acknowledgement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.dispatch.DispatchConfig;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LinkSignerTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final UUID MESSAGE = UUID.fromString("6b4e3c7e-2f0f-4d5e-9f51-0a1b2c3d4e5f");
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @Test
    void aLinkNamesItsMessageUntilItEnds() {
        String token = token(signer(KEY, NOW).linkFor(MESSAGE));

        assertThat(signer(KEY, NOW.plus(Duration.ofDays(59))).messageOf(token)).contains(MESSAGE);
        assertThat(signer(KEY, NOW.plus(Duration.ofDays(60))).messageOf(token)).isEmpty();
    }

    @Test
    void aLinkOfAnotherKeyOrAnotherShapeIsNotValid() {
        LinkSigner signer = signer(KEY, NOW);

        assertThat(signer.messageOf(token(signer("f".repeat(32), NOW).linkFor(MESSAGE))))
                .isEmpty();
        assertThat(signer.messageOf("")).isEmpty();
        assertThat(signer.messageOf("AAAA")).isEmpty();
        assertThat(signer.messageOf("no base64 §")).isEmpty();
    }

    @Test
    void aShortKeyIsRefusedByName() {
        assertThatThrownBy(() -> signer("short", NOW)).hasMessageContaining("tidewatch.dispatch.link.key");
    }

    private static String token(String link) {
        assertThat(link).startsWith("https://dispatch.example.net/ack/");
        return link.substring(link.lastIndexOf('/') + 1);
    }

    private static LinkSigner signer(String key, Instant now) {
        AcknowledgementConfig config = new AcknowledgementConfig() {
            @Override
            public String key() {
                return key;
            }

            @Override
            public Duration validity() {
                return Duration.ofDays(60);
            }
        };
        DispatchConfig dispatch = new DispatchConfig() {
            @Override
            public URI publicUrl() {
                return URI.create("https://dispatch.example.net/");
            }

            @Override
            public URI consoleUrl() {
                return URI.create("https://console.example.net");
            }

            @Override
            public String fallbackAddress() {
                return "x@example.net";
            }

            @Override
            public String leaderRole() {
                return "cs-leader";
            }

            @Override
            public String executiveRole() {
                return "executive";
            }

            @Override
            public Duration giveUpAfter() {
                return Duration.ofDays(3);
            }

            @Override
            public String instanceId() {
                return "test";
            }
        };
        return new LinkSigner(config, dispatch, Clock.fixed(now, ZoneOffset.UTC));
    }
}
