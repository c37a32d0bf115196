package io.tidewatch.metric.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.tidewatch.spelling.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The structure of one kind of YAML file, as a JSON Schema. What deviates from it becomes a problem with its line. In these
 * schemas a {@code description} completes the sentence "must be …", and the {@code title} of a closed list or mapping names
 * what its words are, as in "There is no metric 'x'".
 */
public final class YamlSchema {
    private static final int LONGEST_SHOWN = 100;

    private final JsonNode rules;
    private final JsonSchema schema;

    private YamlSchema(JsonNode rules) {
        this.rules = rules;
        this.schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(
                        rules,
                        SchemaValidatorsConfig.builder()
                                .pathType(PathType.JSON_POINTER)
                                .build());
    }

    /** The schema in a resource beside {@code owner}. */
    public static YamlSchema of(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            ProblemList problems = new ProblemList();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            YamlPart root = YamlTree.read(resource, text, problems);
            if (root == null) {
                throw new IllegalStateException("The schema is not valid: " + problems.sorted());
            }
            return new YamlSchema(root.node());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The same schema, with the words of a bundle as the only words, or the only keys, of one of its definitions. */
    public YamlSchema with(String definition, Collection<String> words) {
        ObjectNode changed = rules.deepCopy();
        ObjectNode closed = (ObjectNode) changed.at("/$defs/" + definition);
        if (closed.has("additionalProperties")) {
            JsonNode value = closed.replace("additionalProperties", BooleanNode.FALSE);
            ObjectNode keys = closed.withObject("/properties");
            words.forEach(key -> keys.set(key, value));
        } else {
            words.forEach(closed.putArray("enum")::add);
        }
        return new YamlSchema(changed);
    }

    /** The same schema, in which a file must have these keys, too. */
    public YamlSchema requiring(Collection<String> keys) {
        ObjectNode changed = rules.deepCopy();
        keys.forEach(changed.withArray("required")::add);
        return new YamlSchema(changed);
    }

    /** Reads and checks a file; empty (and problems) when it does not have this structure. */
    public Optional<YamlPart> read(String file, String text, ProblemList problems) {
        int before = problems.size();
        YamlPart root = YamlTree.read(file, text, problems);
        if (problems.size() == before) {
            List<Deviation> errors = new ArrayList<>();
            schema.validate(root.node()).forEach(error -> errors.add(new Deviation(error, rules)));
            new MisplacedKeys(errors, root, problems).explain();
            Set<String> wrong = new HashSet<>();
            for (Deviation error : errors) {
                // One sentence for each value: one that is too short does not match its pattern either.
                if (error.key() == null && error.condition() == null && wrong.add(error.place())) {
                    add(error, root, problems);
                }
            }
            for (Deviation error : errors) {
                String condition = error.condition();
                boolean holds =
                        condition == null || root.node().at(condition).isValueNode() && !wrong.contains(condition);
                if (holds && (error.key() != null || wrong.add(error.place()))) {
                    add(error, root, problems);
                }
            }
        }
        return problems.size() == before ? Optional.of(root) : Optional.empty();
    }

    private static void add(Deviation error, YamlPart root, ProblemList problems) {
        String at = error.place();
        String condition = error.condition();
        JsonNode broken = error.broken();
        String key = error.key();
        String line = at;
        String suggestion = null;
        String sentence;
        switch (error.error().getType()) {
            case "required" -> {
                sentence = "'" + key + "' is "
                        + (condition == null ? "missing." : "required" + when(condition, root) + ".");
                JsonNode missing = broken.path("properties").path(key);
                if (missing.path("type").asText().equals("array") && !missing.has("minItems")) {
                    // An empty list says that there is nothing of it.
                    suggestion = key + ": []";
                }
            }
            case "false" -> sentence = quoted(at) + " is not allowed" + when(condition, root) + ".";
            case "additionalProperties" -> {
                line = YamlPart.child(at, key);
                // Beyond those that are shown, looking for the key before each would take long.
                suggestion = problems.size() < ProblemList.MOST ? withDecimals(key, error.found()) : null;
                sentence = suggestion == null
                        ? unknownKey(key, broken)
                        : "A number has a decimal point; behind the comma a key would begin.";
                suggestion = suggestion == null ? guess(key, broken, problems) : suggestion;
            }
            default -> {
                sentence = isUnquoted(broken, error.found())
                        ? quoted(at) + " must be text; put it in quotes."
                        : mustBe(at, broken, error.found(), condition == null ? "" : "," + when(condition, root));
                suggestion = instead(broken, error.found(), problems);
            }
        }
        problems.add(root.file(), root.lines().getOrDefault(line, 1), sentence, suggestion);
    }

    /** 47.9 of {@code {hours: 47,9}}, where 9 is a key to YAML; null when the key is not a part of a number. */
    private static String withDecimals(String key, JsonNode mapping) {
        String number = null;
        for (Map.Entry<String, JsonNode> entry : mapping.properties()) {
            if (entry.getKey().equals(key)) {
                return number != null
                                && key.matches("[0-9]{1,10}")
                                && entry.getValue().isNull()
                        ? number + "." + key
                        : null;
            }
            number = entry.getValue().isIntegralNumber() || entry.getValue().isBigDecimal()
                    ? entry.getValue().asText()
                    : null;
        }
        return null;
    }

    /** The value that was probably meant; null when nothing is likely. */
    private static String instead(JsonNode broken, JsonNode found, ProblemList problems) {
        if (isUnquoted(broken, found)) {
            return '"' + found.asText() + '"';
        }
        if (!found.isValueNode() || found.isNull() || found.asText("").isEmpty()) {
            return null;
        }
        if (broken.has("pattern")) {
            return abbreviated(found.asText(), broken);
        }
        return broken.path("type").asText().equals("array")
                ? "[" + found.asText() + "]"
                : guess(found.asText(), broken, problems);
    }

    /** A number, or true, where a text is wanted that could look so. */
    private static boolean isUnquoted(JsonNode broken, JsonNode found) {
        return (found.isNumber() || found.isBoolean())
                && broken.path("type").asText().equals("string")
                && broken.has("pattern")
                && found.asText().matches(broken.path("pattern").asText());
    }

    private static String mustBe(String at, JsonNode broken, JsonNode found, String when) {
        if (found.isNull() || found.isTextual() && found.textValue().isEmpty()) {
            return quoted(at) + " is empty.";
        }
        if (broken.has("enum") && broken.has("title") && found.isValueNode()) {
            return unknownWord(found.asText(), broken);
        }
        if (found.isArray() && broken.has("enum")) {
            return quoted(at) + " must be one word, not a list.";
        }
        String text = found.asText("");
        String begin = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
        String shown = found.isValueNode() ? ", not '" + begin + "'" : "";
        return quoted(at) + " must be " + expected(broken, found) + shown + when + ".";
    }

    /** That a mapping must not have a key. */
    static String unknownKey(String key, JsonNode broken) {
        return broken.has("title") ? unknownWord(key, broken) : "'" + key + "' is not a known key here.";
    }

    private static String unknownWord(String word, JsonNode list) {
        return "There is no " + list.path("title").asText() + " '" + word + "'.";
    }

    private static String expected(JsonNode broken, JsonNode found) {
        if (broken.has("description")) {
            return broken.path("description").asText();
        }
        if (broken.has("enum")) {
            return "one of " + String.join(", ", words(broken));
        }
        return switch (broken.path("type").asText()) {
            case "string" -> found.isValueNode() ? "text; put it in quotes" : "text";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "a mapping of 'key: value' lines";
            default -> "a number";
        };
    }

    private static String when(String condition, YamlPart root) {
        return " when " + quoted(condition) + " is " + root.node().at(condition).asText();
    }

    /** A time, a day or a word in the form that files have: "30 days", or 30, as 30d, and "6 months" as 6mo. Null where that is not what is missing. */
    private static String abbreviated(String text, JsonNode broken) {
        String pattern = broken.path("pattern").asText();
        if ("any text".matches(pattern)) {
            return null;
        }
        // These numbers are probably hours: one, two or three days.
        boolean hours = text.matches("24|48|72");
        String small = text.toLowerCase(Locale.ROOT);
        return Stream.of(
                        hours ? text + "h" : text + "d",
                        text + "d",
                        small.replaceFirst(" months?$", "mo"),
                        WrittenTimes.span(text),
                        WrittenTimes.day(text),
                        text.toUpperCase(Locale.ROOT),
                        small.replaceAll("[ -]", "_"),
                        small.replaceAll("[ _]", "-"))
                .filter(written -> written != null && written.matches(pattern))
                .findFirst()
                .orElse(null);
    }

    private static String guess(String word, JsonNode closed, ProblemList problems) {
        if (problems.size() >= ProblemList.MOST) {
            // It would not be shown, and with many words guessing takes long.
            return null;
        }
        List<String> candidates = words(closed);
        closed.path("properties").fieldNames().forEachRemaining(candidates::add);
        return Spelling.closest(word, candidates);
    }

    private static List<String> words(JsonNode closed) {
        List<String> words = new ArrayList<>();
        closed.path("enum").forEach(word -> words.add(word.asText()));
        return words;
    }

    private static String quoted(String at) {
        if (at.isEmpty()) {
            return "The file";
        }
        String key = at.substring(at.lastIndexOf('/') + 1);
        if (key.matches("[0-9]+")) {
            String list = YamlPart.parent(at);
            return "Each item of '" + list.substring(list.lastIndexOf('/') + 1) + "'";
        }
        return "'" + key.replace("~1", "/").replace("~0", "~") + "'";
    }
}
