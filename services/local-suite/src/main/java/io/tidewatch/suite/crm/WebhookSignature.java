package io.tidewatch.suite.crm;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks signatures of the Standard Webhooks kind `v1`: HMAC-SHA-256 over id, timestamp and body. */
final class WebhookSignature {

    private static final String PREFIX = "whsec_";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final byte[] key;

    WebhookSignature(String secret) {
        this.key = Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
    }

    /**
     * Why a webhook is not to be believed.
     *
     * @return a reason for people; empty when the signature is right
     */
    String refusal(String id, String timestamp, String signatures, byte[] body, Instant now) {
        if (id.isEmpty() || timestamp.isEmpty() || signatures.isEmpty()) {
            return "webhook-id, webhook-timestamp and webhook-signature are required";
        }
        Instant sent;
        try {
            sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
        } catch (NumberFormatException e) {
            return "webhook-timestamp must be a number of seconds";
        }
        if (Duration.between(sent, now).abs().compareTo(TOLERANCE) > 0) {
            return "webhook-timestamp is more than five minutes off";
        }
        byte[] expected = sign(id, timestamp, body);
        for (String signature : signatures.split(" ")) {
            if (signature.startsWith("v1,") && MessageDigest.isEqual(expected, decode(signature.substring(3)))) {
                return "";
            }
        }
        return "no signature matches";
    }

    /** The signature of a webhook, without its version. */
    byte[] sign(String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no HMAC-SHA-256", e);
        }
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
