package io.tidewatch.dispatch.crm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The endpoint that receives the stages of accounts, by Standard Webhooks 1.0. */
@ConfigMapping(prefix = "tidewatch.dispatch.crm")
public interface CrmConfig {

    /** Where to post; https in production. Without it, messages to the CRM fail and name this setting. */
    Optional<URI> url();

    /** The signing secret: {@code whsec_} and 24 to 64 bytes in base64. */
    @WithDefault(LOCAL_SECRET)
    String secret();

    /** How long one request may take, from connecting to the end of the answer. */
    @WithDefault("PT15S")
    Duration timeout();

    /** The secret of local suites ("local-secret-that-everybody-knows"), refused in production. */
    String LOCAL_SECRET = "whsec_bG9jYWwtc2VjcmV0LXRoYXQtZXZlcnlib2R5LWtub3dz";
}
