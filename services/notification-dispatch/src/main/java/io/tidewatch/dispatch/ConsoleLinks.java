package io.tidewatch.dispatch;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Where people find things in the console. */
@ApplicationScoped
public class ConsoleLinks {

    private final String url;

    /** For the container. */
    public ConsoleLinks(DispatchConfig config) {
        this.url = config.consoleUrl().toString().replaceAll("/+$", "");
    }

    /** The beginning of the console. */
    public String home() {
        return url + "/";
    }

    /**
     * The place of a run among the open ones; the beginning of the page once it is no longer open. An address of its own,
     * because a login on the way there keeps the address, but not the place on a page.
     */
    public String run(UUID runId) {
        return url + "/runs/" + runId;
    }
}
