package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.pack.Packs;
import io.tidewatch.spelling.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Files that lie in the folder of something else, or whose name keeps them from being read. They are reported before anything is
 * read: whatever names what is in them would be reported as wrong, too.
 */
final class MisplacedFiles {
    private static final List<String> RULES = List.of(".drl", ".drl.csv", ".drl.xlsx");
    private static final String PLAYBOOK = ".playbook.yaml";
    private static final String EXAMPLES = "scenarios/metrics/";
    /** By folder: a key at the beginning of a line, which only its files have. */
    private static final Map<String, Pattern> SIGNS = Map.of(
            "scenarios", Pattern.compile("(?m)^(cases|stories):"),
            "playbooks", Pattern.compile("(?m)^immediateActions:"),
            "journeys", Pattern.compile("(?m)^stallDays:"),
            "messages", Pattern.compile("(?m)^subject:"));

    private static final Pattern FIRST_KEY = Pattern.compile("(?s)(?:\\s|#[^\n]*\n)*([a-z][a-z0-9-]*):.*");

    private final Map<String, String> files;
    private final ProblemList problems;

    private MisplacedFiles(Map<String, String> files, ProblemList problems) {
        this.files = files;
        this.problems = problems;
    }

    /** Looks at the files of a bundle, by path. */
    static void check(Map<String, String> files, ProblemList problems) {
        MisplacedFiles misplaced = new MisplacedFiles(files, problems);
        files.forEach((path, text) -> {
            if (path.contains("/")) {
                misplaced.check(path, path.substring(0, path.indexOf('/')), text);
            }
        });
    }

    private void check(String path, String folder, String text) {
        String belongs = belongs(path, folder, text);
        if (!belongs.equals(folder)) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            problems.add(path, 0, "This file belongs in the folder " + belongs + ".", belongs + "/" + name);
        } else if (!path.equals(Packs.FILE) && endings(folder).stream().noneMatch(path::endsWith)) {
            problems.add(
                    path,
                    0,
                    "The name of a file in this folder must end in " + listed(endings(folder)) + ".",
                    corrected(path, folder));
        } else if (path.endsWith(".yaml") && !folder.equals("scenarios") && !path.equals(small(path))) {
            problems.add(path, 0, "The names of YAML files are written in small letters.", small(path));
        }
    }

    /** The folder of what the file holds; its own when that cannot be said. */
    private String belongs(String path, String folder, String text) {
        if (path.endsWith(".drl")) {
            boolean threshold = text.contains("@threshold(");
            boolean judgement = text.contains("@playbook(");
            return threshold == judgement ? folder : threshold ? "thresholds" : "playbooks";
        }
        if (!path.endsWith(".yaml") && !path.endsWith(".yml")) {
            return folder;
        }
        if (folder.equals("scenarios") && isExample(path, text)) {
            return EXAMPLES.substring(0, EXAMPLES.length() - 1);
        }
        return SIGNS.entrySet().stream()
                .filter(sign -> sign.getValue().matcher(text).find())
                .map(Map.Entry::getKey)
                .reduce((one, other) -> folder)
                .orElse(folder);
    }

    private boolean isExample(String path, String text) {
        var key = FIRST_KEY.matcher(text);
        return !path.startsWith(EXAMPLES) && key.matches() && files.containsKey("metrics/" + key.group(1) + ".yaml");
    }

    private static List<String> endings(String folder) {
        return switch (folder) {
            case "thresholds" -> RULES;
            case "playbooks" -> List.of(PLAYBOOK, RULES.get(0), RULES.get(1), RULES.get(2));
            default -> List.of(".yaml");
        };
    }

    private static String listed(List<String> endings) {
        String last = endings.getLast();
        return endings.size() == 1 ? last : String.join(", ", endings.subList(0, endings.size() - 1)) + " or " + last;
    }

    /** The name as it should be; null when that cannot be said. */
    private static String corrected(String path, String folder) {
        String plain = small(path).replaceFirst("\\.txt$", "").replaceFirst("\\.yml$", ".yaml");
        for (String name : List.of(
                plain,
                plain.replaceFirst("(\\.drl)?\\.(csv|xlsx)$", ".drl.$2"),
                plain.replaceFirst("(\\.playbook)?\\.yaml$", PLAYBOOK))) {
            if (name.equals(Packs.FILE) || endings(folder).stream().anyMatch(name::endsWith)) {
                return name;
            }
        }
        return Spelling.closest(path, List.of(Packs.FILE));
    }

    private static String small(String path) {
        return path.toLowerCase(Locale.ROOT);
    }
}
