package io.tidewatch.engine.bundle;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The files that ConfigMaps hold together, as a bundle. The label {@link #FOLDER} of a ConfigMap is the folder of its keys. A key
 * cannot contain a slash, so {@code __} in a key separates folders: {@code metrics__arr.yaml} in the folder {@code scenarios} is
 * {@code scenarios/metrics/arr.yaml}. Without the label, the keys begin at the top: {@code calendar.yaml},
 * {@code thresholds__risk.drl}.
 *
 * @param bundle the bundle; null when there are problems
 * @param problems why the files are not a bundle; empty when they are one
 * @param holders path of a file → name of the ConfigMap that holds it
 */
record ConfigMapFiles(RuleBundle bundle, List<FileProblem> problems, Map<String, String> holders) {

    /** The label that names the folder. */
    static final String FOLDER = "tidewatch.io/folder";

    /** Reads ConfigMaps. */
    static ConfigMapFiles of(List<ConfigMap> maps) {
        Reader reader = new Reader();
        maps.forEach(reader::read);
        if (!reader.problems.isEmpty()) {
            return new ConfigMapFiles(null, reader.problems.sorted(), reader.holders);
        }
        try {
            return new ConfigMapFiles(RuleBundle.of(reader.files), List.of(), reader.holders);
        } catch (BundleRefusedException refused) {
            return new ConfigMapFiles(null, refused.problems(), reader.holders);
        }
    }

    /** What the files follow from; two ConfigMaps in which it is equal hold the same files. */
    static boolean sameFiles(ConfigMap one, ConfigMap other) {
        return texts(one).equals(texts(other))
                && binaries(one).equals(binaries(other))
                && folder(one).equals(folder(other));
    }

    private static Map<String, String> texts(ConfigMap map) {
        return Objects.requireNonNullElse(map.getData(), Map.of());
    }

    private static Map<String, String> binaries(ConfigMap map) {
        return Objects.requireNonNullElse(map.getBinaryData(), Map.of());
    }

    private static String folder(ConfigMap map) {
        Map<String, String> labels =
                Objects.requireNonNullElse(map.getMetadata().getLabels(), Map.of());
        return labels.getOrDefault(FOLDER, "");
    }

    private static final class Reader {

        private final Map<String, String> files = new TreeMap<>();
        private final Map<String, String> holders = new TreeMap<>();
        private final ProblemList problems = new ProblemList();

        void read(ConfigMap map) {
            texts(map).forEach((key, text) -> add(map, key, text.getBytes(StandardCharsets.UTF_8)));
            binaries(map)
                    .forEach((key, base64) ->
                            add(map, key, Base64.getMimeDecoder().decode(base64)));
        }

        private void add(ConfigMap map, String key, byte[] content) {
            String folder = folder(map);
            String path = (folder.isEmpty() ? "" : folder + "/") + key.replace("__", "/");
            if (RuleBundle.isLeftOver(path)) {
                return;
            }
            if (!RuleBundle.isPath(path)) {
                // As beside the folders of a rules folder: files of rules are a mistake, others are ignored.
                String first = path.split("/")[0];
                String last = path.substring(path.lastIndexOf('/') + 1);
                RuleBundle.refuseMisplaced(first.equals(last) ? first : first + "/" + last, problems);
                holders.put(first, map.getMetadata().getName());
                return;
            }
            String other = holders.put(path, map.getMetadata().getName());
            if (other != null) {
                problems.add(
                        path,
                        0,
                        "The ConfigMaps " + other + " and " + map.getMetadata().getName()
                                + " both hold this file. Remove it from one of them.");
                return;
            }
            String text = RuleBundle.text(path, content, problems);
            if (text != null) {
                files.put(path, text);
            }
        }
    }
}
