package io.tidewatch.metric.reading;

import io.tidewatch.spelling.Spelling;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML mapping whose values are read by name and type. A value that is missing or has the wrong type, and a key that is
 * not read, becomes a problem with its line; the reader goes on with null or an empty list, so that one run finds every
 * mistake. Aliases and tags are rejected: a file of an analyst needs neither, and both can make a small file huge.
 */
public final class YamlMap {
    private static final int LARGEST_FILE = 256 * 1024;

    private final String file;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final ProblemList problems;

    private YamlMap(String file, MappingNode node, ProblemList problems) {
        this.file = file;
        this.line = lineOf(node);
        this.problems = problems;
        for (NodeTuple entry : node.getValue()) {
            int keyLine = lineOf(entry.getKeyNode());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problems.add(file, keyLine, "A key must be a plain word.");
            } else if (values.put(key.getValue(), entry.getValueNode()) != null) {
                problems.add(file, keyLine, "The key '" + key.getValue() + "' is given twice.");
            } else {
                lines.put(key.getValue(), keyLine);
            }
        }
    }

    /**
     * Reads a whole file.
     *
     * @return the mapping, or empty when the text is not a YAML mapping (the problem is added)
     */
    public static Optional<YamlMap> read(String file, String text, ProblemList problems) {
        if (text.length() > LARGEST_FILE) {
            problems.add(file, 0, "The file is longer than " + LARGEST_FILE + " characters.");
            return Optional.empty();
        }
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(20);
        try {
            Node node = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            if (node instanceof MappingNode mapping) {
                return Optional.of(new YamlMap(file, mapping, problems));
            }
            problems.add(file, 1, "The file must hold 'key: value' lines.");
        } catch (MarkedYAMLException refused) {
            int at = refused.getProblemMark() == null
                    ? 1
                    : refused.getProblemMark().getLine() + 1;
            problems.add(file, at, "This is not valid YAML: " + refused.getProblem() + ".");
        } catch (YAMLException refused) {
            problems.add(file, 1, "This is not valid YAML: " + refused.getMessage() + ".");
        }
        return Optional.empty();
    }

    /** Line of the mapping in its file, from 1. */
    public int line() {
        return line;
    }

    /** Line of a key, or of the mapping when the key is not there. */
    public int line(String key) {
        return lines.getOrDefault(key, line);
    }

    /** The file this mapping was read from. */
    public String file() {
        return file;
    }

    /** The keys in the order of the file. */
    public Set<String> keys() {
        return Set.copyOf(values.keySet());
    }

    /** True when the key is there (whatever its value). Asking counts as knowing the key. */
    public boolean has(String key) {
        asked.add(key);
        return values.containsKey(key);
    }

    /** True when the value of the key is a mapping of its own. */
    public boolean holdsMap(String key) {
        return values.get(key) instanceof MappingNode;
    }

    /** A text that must be there; null (and a problem) when it is not. */
    public String text(String key) {
        Optional<String> value = optionalText(key);
        if (value.isEmpty() && !values.containsKey(key)) {
            problems.add(file, line, "'" + key + "' is missing.");
        }
        return value.orElse(null);
    }

    /** A text of one line that must be there and has at most so many characters; null (and a problem) when it is not. */
    public String line(String key, int most) {
        String text = text(key);
        if (text != null && (text.length() > most || text.indexOf('\n') >= 0)) {
            problems.add(file, line(key), "'" + key + "' must be one line of at most " + most + " characters.");
            return null;
        }
        return text;
    }

    /** A text that may be missing. */
    public Optional<String> optionalText(String key) {
        return scalar(key).map(ScalarNode::getValue).map(String::strip).filter(text -> {
            if (text.isEmpty()) {
                problems.add(file, line(key), "'" + key + "' is empty.");
            }
            return !text.isEmpty();
        });
    }

    /** A whole number that may be missing; a problem when it is not a number or lies outside the bounds. */
    public Optional<Integer> wholeNumber(String key, int least, int most) {
        return optionalText(key).flatMap(text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException notANumber) {
                // falls through to the one sentence for both cases
            }
            problems.add(
                    file,
                    line(key),
                    "'" + key + "' must be a whole number from " + least + " to " + most + ", not '" + text + "'.");
            return Optional.empty();
        });
    }

    /** A decimal number that may be missing. */
    public Optional<Double> number(String key) {
        return optionalText(key).flatMap(text -> {
            try {
                double number = Double.parseDouble(text);
                if (Double.isFinite(number)) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException notANumber) {
                // falls through to the one sentence for both cases
            }
            problems.add(file, line(key), "'" + key + "' must be a number, not '" + text + "'.");
            return Optional.empty();
        });
    }

    /** A yes/no value; {@code missing} when the key is not there. */
    public boolean flag(String key, boolean missing) {
        Optional<String> text = optionalText(key);
        if (text.isEmpty()) {
            return missing;
        }
        return switch (text.get().toLowerCase(Locale.ROOT)) {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> {
                problems.add(file, line(key), "'" + key + "' must be true or false, not '" + text.get() + "'.");
                yield missing;
            }
        };
    }

    /** One word of a closed list that must be there; null (and a problem) otherwise. */
    public <E extends Enum<E>> E choice(String key, Class<E> words) {
        String text = text(key);
        return text == null ? null : word(key, line(key), text, words);
    }

    /** Words of a closed list; an empty list when the key is missing. */
    public <E extends Enum<E>> List<E> choices(String key, Class<E> words) {
        List<E> found = new ArrayList<>();
        for (ScalarNode item : scalars(key)) {
            E word = word(key, lineOf(item), item.getValue(), words);
            if (word != null) {
                found.add(word);
            }
        }
        return List.copyOf(found);
    }

    /** Texts of a list; an empty list when the key is missing. */
    public List<String> texts(String key) {
        return scalars(key).stream().map(node -> node.getValue().strip()).toList();
    }

    /** A mapping that may be missing. */
    public Optional<YamlMap> map(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node == null || isNull(node)) {
            return Optional.empty();
        }
        if (node instanceof MappingNode mapping) {
            return Optional.of(new YamlMap(file, mapping, problems));
        }
        problems.add(file, line(key), "'" + key + "' must hold 'key: value' lines.");
        return Optional.empty();
    }

    /** Mappings of a list; an empty list when the key is missing. */
    public List<YamlMap> maps(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node == null || isNull(node)) {
            return List.of();
        }
        List<YamlMap> found = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (item instanceof MappingNode mapping) {
                    found.add(new YamlMap(file, mapping, problems));
                } else {
                    problems.add(file, lineOf(item), "Each item of '" + key + "' must hold 'key: value' lines.");
                }
            }
        } else {
            problems.add(file, line(key), "'" + key + "' must be a list.");
        }
        return found;
    }

    /** A mapping that must be there, read by {@code reader}; a problem when it is missing. */
    public void requiredMap(String key, Consumer<YamlMap> reader) {
        if (!values.containsKey(key)) {
            asked.add(key);
            problems.add(file, line, "'" + key + "' is missing.");
        }
        map(key).ifPresent(reader);
    }

    /** Must be called last: every key that was not read becomes a problem. */
    public void finish() {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                problems.add(file, line(key), "'" + key + "' is not a known key here.", Spelling.closest(key, asked));
            }
        }
    }

    private <E extends Enum<E>> E word(String key, int at, String text, Class<E> words) {
        for (E word : words.getEnumConstants()) {
            if (word.name().equals(text.strip())) {
                return word;
            }
        }
        List<String> names =
                Arrays.stream(words.getEnumConstants()).map(Enum::name).toList();
        problems.add(
                file,
                at,
                "'" + key + "' must be one of " + String.join(", ", names) + ", not '" + text + "'.",
                Spelling.closest(text, names));
        return null;
    }

    private Optional<ScalarNode> scalar(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node == null || isNull(node)) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar) {
            return isText(key, scalar) ? Optional.of(scalar) : Optional.empty();
        }
        problems.add(file, line(key), "'" + key + "' must be a single value.");
        return Optional.empty();
    }

    private List<ScalarNode> scalars(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node == null || isNull(node)) {
            return List.of();
        }
        List<ScalarNode> found = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (item instanceof ScalarNode scalar) {
                    if (isText(key, scalar)) {
                        found.add(scalar);
                    }
                } else {
                    problems.add(file, lineOf(item), "Each item of '" + key + "' must be a single value.");
                }
            }
        } else {
            problems.add(file, line(key), "'" + key + "' must be a list, e.g. [A, B].");
        }
        return found;
    }

    /** Escapes in quotes can make characters of which no database, mail or terminal would make the same. */
    private boolean isText(String key, ScalarNode scalar) {
        boolean text = FileText.firstForbidden(scalar.getValue()) < 0;
        if (!text) {
            problems.add(file, lineOf(scalar), "'" + key + "' holds a control character.");
        }
        return text;
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode && Tag.NULL.equals(node.getTag());
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
