package io.tidewatch.reporting.login;

import io.tidewatch.access.UnsafeSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Names settings of the login that are safe only in a local installation. */
@ApplicationScoped
public class ConsoleSettings implements UnsafeSettings {

    private static final int LEAST_LENGTH = 32;

    private final ConsoleConfig config;

    public ConsoleSettings(ConsoleConfig config) {
        this.config = config;
    }

    @Override
    public List<String> unsafe() {
        List<String> found = new ArrayList<>();
        if (config.clientSecret().startsWith("local-")) {
            found.add("tidewatch.console.client-secret: must not be the example secret of the local realm.");
        }
        if (config.sessionSecret().startsWith("local-")
                || config.sessionSecret().length() < LEAST_LENGTH) {
            found.add(
                    "tidewatch.console.session-secret: must have at least 32 characters and not be the example secret.");
        }
        return found;
    }
}
