package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Every value has a comment, which is its row in the README, and a place in the schema; nothing else is documented. */
class DocumentedValuesTest {

    private static final Path README = ChartFolders.SHIPPED.resolve("README.md");
    private static final Path GUIDE = ChartFolders.SHIPPED.resolveSibling("README.md");
    private static final String BEGIN = "<!-- values: written from the comments in values.yaml -->\n";
    private static final String END = "<!-- end of values -->\n";

    private final Map<String, Row> rows = rows();

    @Test
    void everyValueHasAComment() {
        assertThat(rows)
                .hasSizeGreaterThan(100)
                .allSatisfy((path, row) -> assertThat(row.meaning()).as(path).isNotBlank());
    }

    @Test
    void theReadmeListsEveryValueWithItsComment() throws IOException {
        String table = "| value | default | meaning |\n|---|---|---|\n"
                + rows.entrySet().stream()
                        .map(e -> "| `" + e.getKey() + "` | `" + e.getValue().standard() + "` | "
                                + e.getValue().meaning() + " |\n")
                        .collect(Collectors.joining());
        String readme = Files.readString(README);
        String before = readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length());
        String expected = before + table + readme.substring(readme.indexOf(END));

        if (Boolean.getBoolean("readme.write")) {
            Files.writeString(README, expected);
        }
        assertThat(Files.readString(README))
                .as("write it with -Dreadme.write=true")
                .isEqualTo(expected);
    }

    @Test
    void everyValueOfTheSchemaHasADefaultAndEveryDefaultIsInTheSchema() {
        Map<String, Object> schema = ValueSets.read(ChartFolders.SHIPPED.resolve("values.schema.json"));
        TreeSet<String> known = new TreeSet<>();
        properties("", schema, schema, known);
        // A service may have each key of "services" as well; it has no default there.
        known.removeIf(path -> path.matches("(accountIngestion|rulesEngine|notificationDispatch|reporting)\\..*")
                && known.contains("services" + path.substring(path.indexOf('.'))));

        assertThat(known.stream().filter(DocumentedValuesTest::ours))
                .containsExactlyInAnyOrderElementsOf(rows.keySet().stream()
                        .filter(DocumentedValuesTest::ours)
                        .toList());
    }

    /** Parts of Kubernetes' own objects have more fields than have a default here. */
    private static boolean ours(String path) {
        return !path.matches("services\\.(resources|\\w+Probe|podSecurityContext|containerSecurityContext)(\\..*)?");
    }

    @Test
    void theGuideNamesOnlyValuesThatExist() throws IOException {
        for (Path document : List.of(README, GUIDE)) {
            Matcher named = Pattern.compile("`((?:global|image|database|oidc|trustBundle|rules|rbac|ingress|httpRoute"
                            + "|networkPolicy|monitoring|services|accountIngestion|rulesEngine|notificationDispatch|reporting|test)"
                            + "\\.[A-Za-z.]+)`")
                    .matcher(Files.readString(document));
            while (named.find()) {
                String path = named.group(1);
                assertThat(rows.keySet())
                        .as("%s names %s", document.getFileName(), path)
                        .anyMatch(row -> row.equals(path)
                                || row.startsWith(path + ".")
                                || row.equals(path.replaceFirst("^[a-zA-Z]+", "services")));
            }
        }
    }

    private record Row(String standard, String meaning) {}

    private static Map<String, Row> rows() {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setProcessComments(true);
            String yaml = Files.readString(ChartFolders.SHIPPED.resolve("values.yaml"));
            Map<String, Row> rows = new LinkedHashMap<>();
            rows("", (MappingNode) new Yaml(options).compose(new StringReader(yaml)), yaml, rows);
            return rows;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void rows(String prefix, MappingNode values, String yaml, Map<String, Row> rows) {
        for (NodeTuple entry : values.getValue()) {
            String path = prefix + ((ScalarNode) entry.getKeyNode()).getValue();
            Node value = entry.getValueNode();
            if (value instanceof MappingNode map && map.getFlowStyle() == FlowStyle.BLOCK) {
                rows(path + ".", map, yaml, rows);
            } else {
                String text = yaml.substring(
                        value.getStartMark().getIndex(), value.getEndMark().getIndex());
                rows.put(path, new Row(text.strip().replaceAll("\\s+", " "), comment(entry.getKeyNode())));
            }
        }
    }

    private static String comment(Node key) {
        List<CommentLine> lines = key.getBlockComments() == null ? new ArrayList<>() : key.getBlockComments();
        return lines.stream()
                .filter(line -> line.getCommentType() == CommentType.BLOCK)
                .map(line -> line.getValue().strip())
                .collect(Collectors.joining(" "));
    }

    @SuppressWarnings("unchecked")
    private static void properties(
            String prefix, Map<String, Object> part, Map<String, Object> schema, TreeSet<String> known) {
        Map<String, Object> resolved = part;
        if (part.get("$ref") instanceof String ref) {
            resolved = (Map<String, Object>)
                    ((Map<String, Object>) schema.get("definitions")).get(ref.substring(ref.lastIndexOf('/') + 1));
        }
        if (resolved.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach(
                    (name, inner) -> properties(prefix + name + ".", (Map<String, Object>) inner, schema, known));
        } else {
            known.add(prefix.substring(0, prefix.length() - 1));
        }
    }
}
