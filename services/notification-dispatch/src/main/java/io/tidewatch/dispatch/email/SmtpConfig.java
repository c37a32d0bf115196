package io.tidewatch.dispatch.email;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.tidewatch.access.UnsafeSettings;
import java.time.Duration;
import java.util.Optional;

/** The mail server. */
@ConfigMapping(prefix = "tidewatch.dispatch.smtp")
public interface SmtpConfig {

    /** Name of the server. */
    @WithDefault(UnsafeSettings.UNSET)
    String host();

    /** Its port. */
    @WithDefault("587")
    int port();

    /** How the connection is protected. */
    @WithDefault("STARTTLS")
    Security security();

    /** The user name; without it there is no login. */
    Optional<String> username();

    /** The password of that user. */
    Optional<String> password();

    /** The sender of all messages, an address. Its domain also ends the Message-IDs. */
    @WithDefault("unset@" + UnsafeSettings.UNSET)
    String from();

    /** The sender's name. */
    @WithDefault("Tidewatch")
    String fromName();

    /** How long to wait for a connection. */
    @WithDefault("PT10S")
    Duration connectTimeout();

    /** How long to wait for an answer of the server, except for the confirmation of the mail. */
    @WithDefault("PT30S")
    Duration readTimeout();

    /** How long one try may take in total until the whole mail is sent. */
    @WithDefault("PT60S")
    Duration sendTimeout();

    /**
     * How long to wait for the confirmation of a mail that was sent. Giving up earlier than the server does means that the
     * recipient gets the mail twice; RFC 5321 (4.5.3.2.6) asks for ten minutes.
     */
    @WithDefault("PT10M")
    Duration confirmationTimeout();

    /** How a connection is protected. */
    enum Security {
        /** Not protected; rejected in production together with a password. */
        NONE,
        /** STARTTLS, which must succeed. */
        STARTTLS,
        /** TLS from the start. */
        TLS
    }
}
