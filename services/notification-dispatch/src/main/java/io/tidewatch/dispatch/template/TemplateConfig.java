package io.tidewatch.dispatch.template;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much a template of a rule bundle may use; whoever writes one is a stranger to this service. */
@ConfigMapping(prefix = "tidewatch.dispatch.template")
public interface TemplateConfig {

    /** Longest template, in characters. */
    @WithDefault("65536")
    int longestTemplate();

    /** Longest text that may come out of one, in characters. */
    @WithDefault("262144")
    int longestText();

    /** Most rounds of all loops of one template together. */
    @WithDefault("10000")
    int mostRounds();

    /** How long rendering may take. */
    @WithDefault("PT2S")
    Duration timeout();
}
