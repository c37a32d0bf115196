package io.tidewatch.metric.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML text as a tree, with the line of every key and list item. Aliases are rejected: a file of an analyst needs none,
 * and they can make a small file huge. Only {@code true}, {@code false} and plain decimal numbers are not text, so that the
 * country NO stays a country.
 */
final class YamlTree {
    private static final int LARGEST_FILE = 256 * 1024;
    private static final int MOST_VALUES = 20_000;
    private static final int DEEPEST = 20;

    private static final Pattern REFERENCE = Pattern.compile(".*[\\s\\[,]\\*[A-Za-z0-9].*");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,15})?");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String file;
    private final ProblemList problems;
    private final Map<String, Integer> lines = new HashMap<>();
    private int values;

    private YamlTree(String file, ProblemList problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The whole file; null (and a problem) when the text is not YAML or too large. */
    static YamlPart read(String file, String text, ProblemList problems) {
        if (text.length() > LARGEST_FILE) {
            problems.add(file, 0, "The file is longer than " + LARGEST_FILE + " characters.");
            return null;
        }
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(DEEPEST);
        try {
            Node node = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            YamlTree tree = new YamlTree(file, problems);
            JsonNode root = node == null ? NODES.nullNode() : tree.tree("", node);
            return tree.values > MOST_VALUES ? null : new YamlPart(file, "", root, tree.lines);
        } catch (MarkedYAMLException refused) {
            YamlMistake mistake = YamlMistake.of(refused, text);
            problems.add(file, mistake.line(), mistake.sentence());
        } catch (YAMLException refused) {
            String found = String.valueOf(refused.getMessage());
            if (found.contains("aliases")) {
                problems.add(file, reference(text), YamlMistake.REFERENCE);
            } else if (found.contains("Nesting Depth")) {
                problems.add(file, 0, "The file is nested deeper than " + DEEPEST + " levels.");
            } else {
                problems.add(file, 1, "This is not valid YAML: " + found + ".");
            }
        }
        return null;
    }

    /** The first line that seems to refer to another part; 0 when none does. */
    private static int reference(String text) {
        List<String> lines = text.lines().toList();
        for (int line = 0; line < lines.size(); line++) {
            if (REFERENCE.matcher(lines.get(line)).matches()) {
                return line + 1;
            }
        }
        return 0;
    }

    private JsonNode tree(String at, Node node) {
        int line = node.getStartMark().getLine() + 1;
        lines.putIfAbsent(at, line);
        if (node.getTag().getValue().startsWith("!")) {
            problems.add(file, line, YamlMistake.TAG);
        }
        if (++values > MOST_VALUES) {
            if (values == MOST_VALUES + 1) {
                problems.add(file, line, "The file has more than " + MOST_VALUES + " values.");
            }
            return NODES.nullNode();
        }
        return switch (node) {
            case MappingNode mapping -> mapping(at, mapping);
            case SequenceNode sequence -> {
                ArrayNode list = NODES.arrayNode();
                sequence.getValue().forEach(item -> list.add(tree(at + "/" + list.size(), item)));
                yield list;
            }
            case ScalarNode scalar -> {
                if (scalar.getScalarStyle() == ScalarStyle.LITERAL) {
                    long blank =
                            scalar.getValue().lines().takeWhile(String::isBlank).count();
                    lines.put(firstLineOf(at), line + 1 + (int) blank);
                }
                yield scalar(line, scalar);
            }
            default -> NODES.nullNode();
        };
    }

    /** Under which key {@link #lines} has the first line of a text that keeps its lines; no pointer of a value looks so. */
    static String firstLineOf(String at) {
        return at + "/|";
    }

    private ObjectNode mapping(String at, MappingNode node) {
        ObjectNode mapping = NODES.objectNode();
        Map<String, Integer> again = new LinkedHashMap<>();
        for (NodeTuple entry : node.getValue()) {
            int line = entry.getKeyNode().getStartMark().getLine() + 1;
            if (!(entry.getKeyNode() instanceof ScalarNode scalar)) {
                problems.add(file, line, "A key must be a single word.");
                continue;
            }
            String key = scalar(line, scalar).asText();
            String child = YamlPart.child(at, key);
            lines.put(child, line);
            if (mapping.has(key)) {
                again.putIfAbsent(key, line);
            }
            mapping.set(key, tree(child, entry.getValueNode()));
        }
        repeated(again);
        return mapping;
    }

    /** Several keys that come again are one item of a list whose beginning was forgotten. */
    private void repeated(Map<String, Integer> again) {
        if (again.isEmpty()) {
            return;
        }
        String first = again.keySet().iterator().next();
        problems.add(
                file,
                again.get(first),
                again.size() == 1
                        ? "The key '" + first + "' appears twice."
                        : "The keys '" + String.join("', '", again.keySet())
                                + "' appear twice. If a new item begins here, write '- ' before '" + first + "'.");
    }

    /** Escapes in quotes can make characters of which no database, mail or terminal would make the same. */
    private JsonNode scalar(int line, ScalarNode node) {
        String text = node.getValue().strip();
        int forbidden = FileText.firstForbidden(text);
        if (forbidden >= 0) {
            problems.add(file, line, "The value contains " + FileText.named(text.charAt(forbidden)));
        }
        if (node.getScalarStyle() != ScalarStyle.PLAIN) {
            return NODES.textNode(text);
        }
        return switch (text) {
            case "", "~", "null" -> NODES.nullNode();
            case "true" -> NODES.booleanNode(true);
            case "false" -> NODES.booleanNode(false);
            default -> NUMBER.matcher(text).matches() ? NODES.numberNode(new BigDecimal(text)) : NODES.textNode(text);
        };
    }
}
