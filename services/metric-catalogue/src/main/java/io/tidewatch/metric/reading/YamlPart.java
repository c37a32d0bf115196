package io.tidewatch.metric.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A part of a YAML file that {@link YamlSchema} has checked: the whole, a mapping or an item of a list. Readers need not
 * check its structure again.
 *
 * @param file the file
 * @param at JSON pointer of the part in the file
 * @param node its content; missing when the file does not have it
 * @param lines JSON pointer → line
 */
public record YamlPart(String file, String at, JsonNode node, Map<String, Integer> lines) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Line of the part, from 1. */
    public int line() {
        return lines.getOrDefault(at, 1);
    }

    /** Line of a key. */
    public int line(String key) {
        return lines.getOrDefault(child(at, key), line());
    }

    /**
     * Line of a line of a text, which counts from 0. Only a text behind {@code |} keeps its lines; of any other this is the
     * line of its key.
     */
    public int line(String key, int ofText) {
        Integer first = lines.get(YamlTree.firstLineOf(child(at, key)));
        return first == null ? line(key) : first + ofText;
    }

    /** The value of a key as a text; null when the key is missing. */
    public String text(String key) {
        return node.path(key).asText(null);
    }

    /** The value of a key; a part without content when the key is missing. */
    public YamlPart part(String key) {
        return new YamlPart(file, child(at, key), node.path(key), lines);
    }

    /** The items of the list of a key, none when the key is missing. */
    public List<YamlPart> parts(String key) {
        YamlPart list = part(key);
        List<YamlPart> items = new ArrayList<>();
        list.node.elements().forEachRemaining(item -> items.add(list.part(items.size(), item)));
        return items;
    }

    private YamlPart part(int index, JsonNode item) {
        return new YamlPart(file, at + "/" + index, item, lines);
    }

    /** The part as a value; null when the file does not have it. */
    public <T> T as(Class<T> type) {
        return node.isMissingNode() ? null : MAPPER.convertValue(node, type);
    }

    /** Checks that the file is named after the id in it. */
    public void checkName(String ending, ProblemList problems) {
        String name = text("id") + ending;
        if (!file.endsWith("/" + name) && !file.equals(name)) {
            problems.add(file, line("id"), "The id is '" + text("id") + "', so the file must be named " + name + ".");
        }
    }

    static String child(String at, String key) {
        return at + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    /** The place that has this one in it; empty for that of the whole file. */
    static String parent(String at) {
        return at.substring(0, Math.max(0, at.lastIndexOf('/')));
    }
}
