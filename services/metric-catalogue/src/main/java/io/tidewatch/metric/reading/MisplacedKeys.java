package io.tidewatch.metric.reading;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.spelling.Spelling;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names the one mistake behind several deviations from a schema: a misspelt key, a wrong indentation, a file of another kind. */
final class MisplacedKeys {
    private static final int MOST_LISTED = 10;
    private static final Pattern ITEM = Pattern.compile("(.*)/([0-9]+)");

    private final List<Deviation> errors;
    private final YamlPart root;
    private final ProblemList problems;

    /**
     * Looks at the deviations of one file.
     *
     * @param errors what deviates; what is explained is removed
     */
    MisplacedKeys(List<Deviation> errors, YamlPart root, ProblemList problems) {
        this.errors = errors;
        this.root = root;
        this.problems = problems;
    }

    /** Adds a problem for each such mistake. */
    void explain() {
        // Each is compared with all others, and of more than these nobody reads any.
        if (errors.size() <= ProblemList.MOST) {
            keysWithoutSpace();
            indentedKeys();
            indentedItems();
        }
        strangeKeys();
    }

    /** {@code {role:CSM}} is one word to YAML, so the key is unknown and, often, missing. */
    private void keysWithoutSpace() {
        for (Deviation unknown : ofType("additionalProperties")) {
            String written = unknown.key();
            String at = unknown.place();
            if (!errors.contains(unknown) || !written.matches("[A-Za-z]+:[^ ].*")) {
                continue;
            }
            problems.add(
                    root.file(),
                    line(YamlPart.child(at, written)),
                    "A space is missing behind a colon.",
                    written.replaceFirst(":", ": "));
            errors.removeIf(error -> error.place().equals(at) && error.key() != null);
        }
    }

    /** A key that is not known where it is and missing in a mapping around it, or below it, is indented wrongly. */
    private void indentedKeys() {
        for (Deviation unknown : ofType("additionalProperties")) {
            String at = unknown.place();
            Deviation lacking = errors.contains(unknown)
                    ? errors.stream()
                            .filter(error -> lacks(error, unknown.key()))
                            .filter(error -> isBeside(error.place(), at))
                            .findFirst()
                            .orElse(null)
                    : null;
            if (lacking != null) {
                indented(unknown.key(), at, lacking);
            }
        }
    }

    private void indented(String property, String at, Deviation lacking) {
        String belongs = lacking.place();
        boolean further = belongs.length() > at.length();
        String above = further ? belongs : at;
        int line = line(YamlPart.child(at, property));
        problems.add(
                root.file(),
                line,
                "Indent this line " + (further ? "further" : "less") + ": '" + property + "' "
                        + (further ? "belongs to '" : "does not belong to '") + key(above) + "' in line " + line(above)
                        + ".");
        // The lines behind it are indented alike.
        JsonNode keys = lacking.broken().path("properties");
        List<Deviation> explained = new ArrayList<>();
        for (Deviation error : errors) {
            String place = error.place();
            boolean behind = error.is("additionalProperties")
                    && place.equals(at)
                    && keys.has(error.key())
                    && line(YamlPart.child(at, error.key())) >= line;
            boolean elsewhere = error.is("required")
                    && place.equals(belongs)
                    && root.node().at(at).has(error.key());
            if (behind || elsewhere || error == lacking) {
                explained.add(error);
            }
        }
        errors.removeAll(explained);
    }

    /** Whether a mapping lacks a key that it must have, or is empty and could have it. */
    private boolean lacks(Deviation error, String property) {
        if (error.is("required")) {
            return error.key().equals(property) && error.condition() == null;
        }
        JsonNode wanted = error.broken();
        return error.found().isNull() && wanted.path("properties").has(property);
    }

    /** Whether a mapping is around that at the other place, or directly in it. */
    private static boolean isBeside(String mapping, String at) {
        return !mapping.equals(at)
                && (isAround(mapping, at) || YamlPart.parent(mapping).equals(at));
    }

    private List<Deviation> ofType(String type) {
        return errors.stream()
                .filter(error -> error.is(type) && error.condition() == null)
                .toList();
    }

    /** Whether a place has another one in it, at any depth. */
    private static boolean isAround(String outer, String inner) {
        return inner.equals(outer) || inner.startsWith(outer + "/");
    }

    /** Items of a list that are indented too little become items of the list around it, and leave their own list empty. */
    private void indentedItems() {
        for (Deviation error : List.copyOf(errors)) {
            String empty = error.place();
            String item = YamlPart.parent(empty);
            Matcher around = ITEM.matcher(item);
            if (!error.found().isNull() || !isListWanted(error) || !around.matches()) {
                continue;
            }
            String list = around.group(1);
            int first = Integer.parseInt(around.group(2)) + 1;
            List<Deviation> explained = new ArrayList<>();
            for (int next = first; isOfAnotherList(list + "/" + next); next++) {
                String strange = list + "/" + next;
                errors.stream()
                        .filter(other -> isAround(strange, other.place()))
                        .forEach(explained::add);
            }
            if (!explained.isEmpty()) {
                problems.add(
                        root.file(),
                        line(list + "/" + first),
                        "Indent this line further: the item belongs to '" + key(empty) + "' in line " + line(empty)
                                + ".");
                errors.removeAll(explained);
                errors.remove(error);
            }
        }
    }

    private boolean isListWanted(Deviation error) {
        return error.broken().path("type").asText().equals("array");
    }

    /** Whether the item has keys that the items of its list do not have. */
    private boolean isOfAnotherList(String item) {
        return errors.stream().anyMatch(error -> error.place().equals(item) && error.is("additionalProperties"));
    }

    /** A mapping that has keys of something else and lacks its own is one mistake, not one for each key. */
    private void strangeKeys() {
        Map<String, List<Deviation>> byPlace = new LinkedHashMap<>();
        errors.stream()
                .filter(error -> error.key() != null && error.condition() == null)
                .forEach(error -> byPlace.computeIfAbsent(error.place(), unused -> new ArrayList<>())
                        .add(error));
        Set<String> explained = new HashSet<>();
        byPlace.forEach((at, ofPlace) -> {
            List<String> unknown = properties(ofPlace, "additionalProperties");
            List<String> missing = properties(ofPlace, "required");
            if (!unknown.isEmpty() && !missing.isEmpty()) {
                misplaced(YamlPart.child(at, unknown.getFirst()), unknown, missing, ofPlace);
                explained.add(at);
            }
        });
        errors.removeIf(error -> error.key() != null && error.condition() == null && explained.contains(error.place()));
    }

    private void misplaced(String firstKey, List<String> unknown, List<String> missing, List<Deviation> ofPlace) {
        String first = unknown.getFirst();
        int line = line(firstKey);
        if (unknown.size() == 1 && missing.size() == 1) {
            boolean misspelt = Spelling.closest(first, missing) != null;
            String unknownKey = YamlSchema.unknownKey(first, ofPlace.getFirst().broken());
            problems.add(
                    root.file(),
                    line,
                    misspelt ? unknownKey : unknownKey + " '" + missing.getFirst() + "' is missing.",
                    missing.getFirst());
        } else {
            problems.add(
                    root.file(),
                    line,
                    listed(unknown) + (unknown.size() == 1 ? " does" : " do")
                            + " not belong here, where '" + String.join("', '", missing)
                            + "' must be. Check the indentation of these lines, and that the file is in the right"
                            + " folder.");
        }
    }

    /** The first of them, and how many more there are. */
    private static String listed(List<String> keys) {
        String first = "'" + String.join("', '", keys.subList(0, Math.min(keys.size(), MOST_LISTED))) + "'";
        return keys.size() > MOST_LISTED ? first + " and " + (keys.size() - MOST_LISTED) + " more" : first;
    }

    private static List<String> properties(List<Deviation> errors, String type) {
        return errors.stream()
                .filter(error -> error.is(type))
                .map(Deviation::key)
                .toList();
    }

    private int line(String at) {
        return root.lines().getOrDefault(at, 1);
    }

    /** The key of a place; that of its list for an item. */
    private static String key(String at) {
        Matcher item = ITEM.matcher(at);
        return at.substring(0, item.matches() ? item.end(1) : at.length()).replaceFirst(".*/", "");
    }
}
