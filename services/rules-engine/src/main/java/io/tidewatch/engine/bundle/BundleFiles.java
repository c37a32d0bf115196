package io.tidewatch.engine.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.rule.bundle.RuleBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** How the files of a bundle are stored: one JSON object from path to text. */
final class BundleFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private BundleFiles() {}

    static byte[] toBytes(RuleBundle bundle) {
        try {
            return JSON.writeValueAsBytes(bundle.files());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RuleBundle fromBytes(byte[] bytes) {
        try {
            return RuleBundle.of(JSON.readValue(bytes, new TypeReference<Map<String, String>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
