package io.tidewatch.contracts;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;

/**
 * A place in a contract. References are followed relative to the file they stand in, so nothing is hidden in a copy.
 *
 * @param node what stands there; missing where there is nothing
 * @param file the file it stands in
 */
record Spec(JsonNode node, Path file) {

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private static final Map<Path, JsonNode> FILES = new ConcurrentHashMap<>();

    /** The whole of a file; a key that is written twice is an error. */
    static Spec of(Path file) {
        Path path = file.toAbsolutePath().normalize();
        return new Spec(FILES.computeIfAbsent(path, Spec::read), path);
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** What stands under this key, references followed. */
    Spec get(String key) {
        return raw(key).followed();
    }

    /** What stands under this key, as it is written. */
    Spec raw(String key) {
        JsonNode child = node.path(key);
        return new Spec(child == null ? MissingNode.getInstance() : child, file);
    }

    /** The entries of a list, references followed. */
    List<Spec> items() {
        return StreamSupport.stream(node.spliterator(), false)
                .map(item -> new Spec(item, file).followed())
                .toList();
    }

    /** The keys of an object with what stands under them, references followed. */
    List<Map.Entry<String, Spec>> fields() {
        List<Map.Entry<String, Spec>> fields = new ArrayList<>();
        node.fieldNames().forEachRemaining(name -> fields.add(Map.entry(name, get(name))));
        return fields;
    }

    /** The target of a reference that stands here; this place itself where there is none. */
    Spec followed() {
        if (!node.path("$ref").isTextual()) {
            return this;
        }
        String[] parts = reference().split("#", 2);
        Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
        Spec found = new Spec(of(target).node().at(parts.length < 2 ? "" : parts[1]), target);
        if (found.node().isMissingNode()) {
            throw new AssertionError("The reference " + reference() + " in " + file.getFileName() + " leads nowhere");
        }
        return found.followed();
    }

    /** The reference that stands here; empty where there is none. */
    String reference() {
        return node.path("$ref").asText("");
    }

    /** The text under this key; empty where there is none. */
    String text(String key) {
        return node.path(key).asText("");
    }

    boolean has(String key) {
        return node.has(key);
    }

    boolean exists() {
        return !node.isMissingNode() && !node.isNull();
    }

    /** The texts of a list under this key. */
    List<String> texts(String key) {
        return StreamSupport.stream(node.path(key).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
