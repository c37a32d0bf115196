package io.tidewatch.reporting.login;

import io.tidewatch.access.UnsafeSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Names the settings of the login that are safe on one machine only. */
@ApplicationScoped
public class ConsoleSettings implements UnsafeSettings {

    private static final int LEAST_LENGTH = 32;

    private final ConsoleConfig config;

    /** For the container. */
    public ConsoleSettings(ConsoleConfig config) {
        this.config = config;
    }

    @Override
    public List<String> unsafe() {
        List<String> found = new ArrayList<>();
        if (config.clientSecret().startsWith("local-")) {
            found.add("tidewatch.console.client-secret: is the example of the local realm.");
        }
        if (config.sessionSecret().startsWith("local-")
                || config.sessionSecret().length() < LEAST_LENGTH) {
            found.add("tidewatch.console.session-secret: is the local one, or shorter than 32 characters.");
        }
        return found;
    }
}
