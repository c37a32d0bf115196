package io.tidewatch.dispatch;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Links into the console. */
@ApplicationScoped
public class ConsoleLinks {

    private final String url;

    public ConsoleLinks(DispatchConfig config) {
        this.url = config.consoleUrl().toString().replaceAll("/+$", "");
    }

    /** The start page of the console. */
    public String home() {
        return url + "/";
    }

    /**
     * The page of a run. A path rather than a fragment, because a login on the way keeps the path only.
     */
    public String run(UUID runId) {
        return url + "/runs/" + runId;
    }
}
