package io.tidewatch.metric.language;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.metric.reading.YamlPart;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the small things that all parts of a file consist of: keys, names and formulas. */
final class PartReader {
    private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]{0,59}");
    /** Words that stand for something else in a formula, a window or a population. */
    private static final Set<String> RESERVED = Set.of("asOf", "account", "start", "everyone", "week");

    private final Mistakes mistakes;

    PartReader(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    static Place place(YamlPart part) {
        return new Place(part.file(), part.line());
    }

    /** The keys of a mapping, in the order of the file. */
    static List<String> keys(YamlPart mapping) {
        List<String> keys = new ArrayList<>();
        mapping.node().fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    static boolean has(YamlPart mapping, String key) {
        return mapping.node().has(key);
    }

    /** Whether the part is a mapping; else adds a mistake. */
    boolean isMapping(YamlPart part, String what) {
        if (!part.node().isObject()) {
            structure(place(part), what + " must be a mapping of 'key: value' pairs.");
        }
        return part.node().isObject();
    }

    /** Adds a mistake for each key that is not among those known. */
    void checkKeys(YamlPart mapping, Collection<String> known) {
        for (String key : keys(mapping)) {
            if (!known.contains(key)) {
                mistakes.add(
                        MistakeKind.STRUCTURE,
                        new Place(mapping.file(), mapping.line(key)),
                        "'" + key + "' is not a known key here.",
                        mistakes.closest(key, known));
            }
        }
    }

    /** Whether a parameter, a measure or a set of subjects may have this name; else adds a mistake. */
    boolean isName(String name, Place place) {
        if (!NAME.matcher(name).matches()) {
            mistakes.add(
                    MistakeKind.BAD_NAME,
                    place,
                    "'" + name + "' is not a name: a small letter first, then letters and digits, at most 60.",
                    null);
            return false;
        }
        if (RESERVED.contains(name) || Parser.KEYWORDS.contains(name)) {
            mistakes.add(
                    MistakeKind.BAD_NAME, place, "'" + name + "' is a word of the language; take another name.", null);
            return false;
        }
        return true;
    }

    /** The text of a key as a mention; null when the key is missing, and (with a mistake) when it is not a text. */
    Mention mention(YamlPart mapping, String key) {
        JsonNode node = mapping.node().path(key);
        if (node.isMissingNode()) {
            return null;
        }
        Place place = place(mapping.part(key));
        if (!node.isTextual() || node.textValue().isEmpty()) {
            structure(place, "'" + key + "' must be a name.");
            return null;
        }
        return new Mention(node.textValue(), place);
    }

    /** The formula of a key; null when the key is missing, and (with a mistake) when it is not a formula. */
    Formula formula(YamlPart mapping, String key) {
        return has(mapping, key) ? expression(mapping.part(key), "'" + key + "'") : null;
    }

    /** A formula; null (and a mistake) when the part is not one. */
    Formula expression(YamlPart part, String what) {
        JsonNode node = part.node();
        if (!node.isTextual() && !node.isNumber() || node.asText().isEmpty()) {
            structure(place(part), what + " must be an expression.");
            return null;
        }
        try {
            return new Formula(place(part), node.asText(), Parser.parse(node.asText()));
        } catch (ExpressionException refused) {
            mistakes.add(
                    refused.kind(),
                    place(part),
                    node.asText(),
                    refused.at(),
                    refused.getMessage(),
                    refused.suggestion());
            return null;
        }
    }

    void structure(Place place, String sentence) {
        mistakes.add(MistakeKind.STRUCTURE, place, sentence, null);
    }
}
