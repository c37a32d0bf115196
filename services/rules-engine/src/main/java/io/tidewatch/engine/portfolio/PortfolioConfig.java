package io.tidewatch.engine.portfolio;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the portfolio is judged in the background. */
@ConfigMapping(prefix = "tidewatch.portfolio")
public interface PortfolioConfig {

    /**
     * Shortest time (real time) between two questions to account-ingestion for the figures of all customers, while data change. A new
     * day and new rules ask at once, and without changes nobody asks. Each question reads the history of all accounts.
     */
    @WithDefault("PT10M")
    Duration every();

    /** Pause (real time) after a question that failed. */
    @WithDefault("PT30S")
    Duration retry();
}
