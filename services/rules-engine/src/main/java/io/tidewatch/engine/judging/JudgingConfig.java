package io.tidewatch.engine.judging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How accounts are judged in the background. */
@ConfigMapping(prefix = "tidewatch.judging")
public interface JudgingConfig {

    /** Pause between two looks for accounts that have to be judged, runs that are due and passes to go on with. */
    @WithDefault("PT1S")
    Duration interval();

    /** Most accounts that are judged in one transaction. */
    @WithDefault("200")
    int slice();

    /** How often (real time) all accounts are judged again, even when nothing changed. */
    @WithDefault("PT5M")
    Duration passInterval();
}
