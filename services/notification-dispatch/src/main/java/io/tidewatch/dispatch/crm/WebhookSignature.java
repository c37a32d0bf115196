package io.tidewatch.dispatch.crm;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The symmetric signature {@code v1} of Standard Webhooks 1.0. */
public final class WebhookSignature {

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * @param secret {@code whsec_} and 24 to 64 bytes in base64
     * @throws IllegalArgumentException when it is anything else
     */
    public WebhookSignature(String secret) {
        if (!secret.startsWith(PREFIX)) {
            throw new IllegalArgumentException("A webhook secret must begin with " + PREFIX + ".");
        }
        byte[] bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        if (bytes.length < 24 || bytes.length > 64) {
            throw new IllegalArgumentException(
                    "A webhook secret must have 24 to 64 bytes; this one has " + bytes.length + ".");
        }
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * The value of the header {@code webhook-signature}.
     *
     * @param id        the webhook-id
     * @param timestamp seconds since 1970, of this try
     * @param payload   the body, exactly as it is sent
     */
    public String sign(String id, long timestamp, String payload) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] signature = mac.doFinal((id + '.' + timestamp + '.' + payload).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }
}
