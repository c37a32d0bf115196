package io.tidewatch.dispatch.email;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The mail server that takes our messages. */
@ConfigMapping(prefix = "tidewatch.dispatch.smtp")
public interface SmtpConfig {

    /** Name of the server. */
    String host();

    /** Its port. */
    @WithDefault("587")
    int port();

    /** How the connection is protected. */
    @WithDefault("STARTTLS")
    Security security();

    /** Who logs in; without it nobody does. */
    Optional<String> username();

    /** Their password. */
    Optional<String> password();

    /** The sender of all messages, an address. Its domain also ends the Message-IDs. */
    String from();

    /** The sender's name. */
    @WithDefault("Tidewatch")
    String fromName();

    /** How long connecting may take. */
    @WithDefault("PT10S")
    Duration connectTimeout();

    /** How long the server may be silent. */
    @WithDefault("PT30S")
    Duration readTimeout();

    /** How long one try may take altogether, however slowly the server talks; shorter than a claim. */
    @WithDefault("PT60S")
    Duration sendTimeout();

    /** How a connection is protected. */
    enum Security {
        /** Not at all; never together with a password in production. */
        NONE,
        /** By STARTTLS, which must succeed. */
        STARTTLS,
        /** By TLS from the beginning. */
        TLS
    }
}
