package io.tidewatch.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The audit log of this service. */
@ConfigMapping(prefix = "tidewatch.audit")
public interface AuditConfig {

    /** The pause between two rounds of sealing; an entry that is not sealed yet could be changed unnoticed. */
    @WithDefault("PT5S")
    Duration sealEvery();

    /** The shortest time between two log lines with the end of the chain. */
    @WithDefault("PT1H")
    Duration anchorEvery();

    /** The pause between two checks of 1,000 entries each, which go through the chain again and again. */
    @WithDefault("PT1M")
    Duration checkEvery();
}
