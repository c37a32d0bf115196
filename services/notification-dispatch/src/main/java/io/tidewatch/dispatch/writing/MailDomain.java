package io.tidewatch.dispatch.writing;

import io.tidewatch.dispatch.email.SmtpConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** The domain of our Message-IDs. */
@ApplicationScoped
public class MailDomain {

    private final String name;

    public MailDomain(SmtpConfig config) {
        this.name = "tidewatch." + config.from().substring(config.from().indexOf('@') + 1);
    }

    /** {@code tidewatch.} and the domain of the sender. */
    public String name() {
        return name;
    }
}
