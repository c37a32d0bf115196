package io.tidewatch.dispatch.suggestion;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/** account-ingestion, which knows what to suggest to a customer. */
@ConfigMapping(prefix = "tidewatch.peers.account-ingestion")
public interface SuggestionsConfig {

    /** The address of account-ingestion. */
    URI url();
}
