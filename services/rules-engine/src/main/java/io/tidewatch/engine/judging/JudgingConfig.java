package io.tidewatch.engine.judging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How accounts are judged in the background. */
@ConfigMapping(prefix = "tidewatch.judging")
public interface JudgingConfig {

    /**
     * Pause between two rounds of judging; a round that finds nothing to do costs one query. What the feeds bring does not wait
     * for it.
     */
    @WithDefault("PT1S")
    Duration interval();

    /** Most accounts that are judged in one transaction. */
    @WithDefault("200")
    int slice();

    /** Most accounts that a pass over all of them looks at in one transaction, to judge those of which something changed. */
    @WithDefault("2000")
    int look();

    /** Most partitions that are judged at once; each takes one connection to the database. */
    @WithDefault("4")
    int lanes();
}
