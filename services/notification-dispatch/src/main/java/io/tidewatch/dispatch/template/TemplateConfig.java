package io.tidewatch.dispatch.template;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of the templates of a rule bundle, which are untrusted. */
@ConfigMapping(prefix = "tidewatch.dispatch.template")
public interface TemplateConfig {

    /** Longest template, in characters; the default is the longest file that a bundle may contain. */
    @WithDefault("262144")
    int longestTemplate();

    /** Longest rendered text, in characters. */
    @WithDefault("524288")
    int longestText();

    /** Most rounds of all loops of one template in total. */
    @WithDefault("10000")
    int mostRounds();

    /** How long rendering may take. */
    @WithDefault("PT2S")
    Duration timeout();
}
