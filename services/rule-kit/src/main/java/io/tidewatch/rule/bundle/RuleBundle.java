package io.tidewatch.rule.bundle;

import io.tidewatch.metric.reading.FileText;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.workbook.WorkbookTable;
import io.tidewatch.spelling.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a rule bundle: kinds of record, metrics, thresholds, playbooks, journeys, message templates, scenarios and a
 * calendar. Immutable and named by the hash of its content. A bundle may still be wrong; compiling it checks it.
 */
public final class RuleBundle {
    /** The folders a bundle is made of; anything else (README.md, …) is not part of it. */
    public static final List<String> FOLDERS =
            List.of("records", "metrics", "thresholds", "playbooks", "journeys", "messages", "scenarios");
    /** Words that many metrics use. */
    public static final String SHARED = "shared.yaml";
    /** When business days are. */
    public static final String CALENDAR = "calendar.yaml";
    /** The files of a bundle that lie in no folder. */
    private static final List<String> FILES = List.of(SHARED, CALENDAR);

    /** Most files in a bundle. */
    public static final int MOST_FILES = 1000;
    /** Longest file, in characters. */
    public static final int LONGEST_FILE = 256 * 1024;
    /** Longest bundle, in characters over all files. */
    public static final int LONGEST_BUNDLE = 2 * 1024 * 1024;

    private static final Pattern PATH = Pattern.compile(
            "(records|metrics|thresholds|playbooks|journeys|messages|scenarios)(/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){1,4}|(shared|calendar)[.]yaml");

    /** What editors, spreadsheets and desktops leave beside the files they save, and notes. */
    private static final Pattern LEFT_OVER =
            Pattern.compile("(\\..*|~\\$.*|#.*#|.*~|.*\\.(swp|swo|bak|tmp|orig|rej|txt|md)|Thumbs\\.db|desktop\\.ini)");

    /** A rules file to which an editor has added its own ending; to skip it would skip its rules. */
    private static final Pattern RENAMED = Pattern.compile(".*\\.(drl|csv|yaml|yml)\\.txt");

    /** What a file of rules may be called; beside the folders it would be read by nobody. */
    private static final Pattern OF_RULES = Pattern.compile("(?i).*\\.(drl|csv|xlsx|yaml|yml)");

    /** Other formats that spreadsheets save. */
    private static final Pattern OTHER_TABLE = Pattern.compile(".*\\.(xls|xlsm|xlsb|xltx|ods|numbers)");

    private final Map<String, String> files;
    private final List<String> skipped;
    private final String hash;

    private RuleBundle(Map<String, String> files, List<String> skipped) {
        this.skipped = List.copyOf(skipped);
        this.files = Collections.unmodifiableMap(new TreeMap<>(files));
        this.hash = hashOf(this.files);
    }

    /**
     * A bundle of given files.
     *
     * @param files path inside the bundle (forward slashes, beginning with one of {@link #FOLDERS}, or {@link #SHARED} or
     *     {@link #CALENDAR}) → text
     * @throws BundleRefusedException when a path is not allowed or a limit is exceeded
     */
    public static RuleBundle of(Map<String, String> files) {
        ProblemList problems = new ProblemList();
        if (files.size() > MOST_FILES) {
            problems.add(
                    "bundle",
                    0,
                    "A bundle can have at most " + MOST_FILES + " files; this one has " + files.size() + ".");
        }
        long length = 0;
        for (Map.Entry<String, String> file : files.entrySet()) {
            length += file.getValue().length();
            if (!PATH.matcher(file.getKey()).matches()) {
                String plain = plain(file.getKey());
                problems.add(
                        file.getKey(),
                        0,
                        PATH.matcher(plain).matches()
                                ? "The name of a file can have only the letters A to Z, digits, dots, hyphens and underscores."
                                : "A file must be in one of the folders " + String.join(", ", FOLDERS)
                                        + ", and its name can have at most 100 characters: letters, digits, dots, hyphens and underscores.",
                        PATH.matcher(plain).matches() ? plain : null);
            }
            FileText.check(file.getKey(), file.getValue(), problems);
            if (file.getValue().length() > LONGEST_FILE) {
                problems.add(file.getKey(), 0, "The file is longer than " + LONGEST_FILE + " characters.");
            }
        }
        if (length > LONGEST_BUNDLE) {
            problems.add("bundle", 0, "The bundle is longer than " + LONGEST_BUNDLE + " characters.");
        }
        refuse(problems);
        return new RuleBundle(files, List.of());
    }

    /** The path without what a name cannot have: accents, spaces and other signs. */
    private static String plain(String path) {
        return Normalizer.normalize(path, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll(" *\\([^)]*\\)", "-copy")
                .replaceAll("[^A-Za-z0-9._/-]+", "-");
    }

    /**
     * Whether a file in one of the {@link #FOLDERS} is a left-over of an editor or a note. Those are not part of a bundle.
     *
     * @param path path inside the bundle
     */
    public static boolean isLeftOver(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return LEFT_OVER.matcher(name).matches() && !RENAMED.matcher(name).matches();
    }

    /** Whether a path is one that a file of a bundle can have. */
    public static boolean isPath(String path) {
        return FILES.contains(path) || FOLDERS.stream().anyMatch(folder -> path.startsWith(folder + "/"));
    }

    /**
     * The text of a file, which is all that a bundle keeps of it. Of an Excel workbook that is its table as CSV: saved again
     * without a change of its cells, it is the same.
     *
     * @param path path inside the bundle
     * @return the text, or null (and problems) when the file is neither UTF-8 text nor a workbook with one table
     */
    public static String text(String path, byte[] content, ProblemList problems) {
        if (OTHER_TABLE.matcher(path).matches()) {
            problems.add(path, 0, "A decision table must be saved as .drl.csv or .drl.xlsx.");
            return null;
        }
        return WorkbookTable.isWorkbook(path)
                ? WorkbookTable.read(path, content, problems)
                : FileText.read(path, content, problems);
    }

    /**
     * Reads the bundle of a folder, e.g. {@code rules/}. {@link #isLeftOver Left-overs} are skipped; symbolic links are not
     * followed.
     *
     * @throws BundleRefusedException when a file is neither UTF-8 text nor a workbook with one table, a path is not allowed or a limit is exceeded
     * @throws UncheckedIOException when the folder cannot be read
     */
    public static RuleBundle read(Path folder) {
        Map<String, String> files = new TreeMap<>();
        List<String> skipped = new ArrayList<>();
        ProblemList problems = new ProblemList();
        for (String part : FOLDERS) {
            Path root = folder.resolve(part);
            if (Files.isDirectory(root)) {
                readTree(folder, root, files, skipped, problems);
            }
        }
        for (String file : FILES) {
            if (Files.isRegularFile(folder.resolve(file))) {
                readTree(folder, folder.resolve(file), files, skipped, problems);
            }
        }
        refuseMisplaced(folder, problems);
        refuse(problems);
        return new RuleBundle(of(files).files, skipped);
    }

    /**
     * Refuses a file of rules that lies beside the folders, or in one with a wrong name: nobody would read it.
     *
     * @param path path of any file, from the folder that holds the bundle
     */
    public static void refuseMisplaced(String path, ProblemList problems) {
        String[] names = path.split("/");
        String first = names[0];
        boolean expected = FOLDERS.contains(first) || FILES.contains(first) || isLeftOver(first) || isLeftOver(path);
        if (expected || names.length > 2 || !OF_RULES.matcher(path).matches()) {
            return;
        }
        if (names.length == 1) {
            problems.add(
                    first,
                    0,
                    "A file of rules must be in one of the folders " + String.join(", ", FOLDERS) + ".",
                    Spelling.closest(first, FILES));
        } else {
            problems.add(
                    first,
                    0,
                    "Rules have no folder '" + first + "'; their folders are " + String.join(", ", FOLDERS) + ".",
                    Spelling.closest(first, FOLDERS));
        }
    }

    private static void refuseMisplaced(Path folder, ProblemList problems) {
        for (Path found : entries(folder)) {
            boolean isFolder = Files.isDirectory(found);
            for (Path file :
                    Files.isSymbolicLink(found) ? List.<Path>of() : isFolder ? entries(found) : List.of(found)) {
                refuseMisplaced(folder.relativize(file).toString().replace('\\', '/'), problems);
            }
        }
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().limit(MOST_FILES).toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void readTree(
            Path folder, Path root, Map<String, String> files, List<String> skipped, ProblemList problems) {
        try (Stream<Path> tree = Files.walk(root, 5)) {
            for (Path file :
                    tree.filter(Files::isRegularFile).limit(MOST_FILES + 1L).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (isLeftOver(name) || Files.isSymbolicLink(file)) {
                    skipped.add(name);
                    continue;
                }
                if (Files.size(file) > 4L * LONGEST_FILE) {
                    problems.add(name, 0, "The file is longer than " + LONGEST_FILE + " characters.");
                    continue;
                }
                String text = text(name, Files.readAllBytes(file), problems);
                if (text != null) {
                    files.put(name, text);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Path → text, ordered by path. */
    public Map<String, String> files() {
        return files;
    }

    /** Paths of what was found in the folder and is not part of the bundle, see {@link #isLeftOver}. */
    public List<String> skipped() {
        return skipped;
    }

    /** The files of one folder, ordered by path. */
    public Map<String, String> files(String folder) {
        Map<String, String> found = new TreeMap<>();
        files.forEach((path, text) -> {
            if (path.startsWith(folder + "/")) {
                found.put(path, text);
            }
        });
        return found;
    }

    /** SHA-256 (hex) over paths and texts; the identity of the bundle. */
    public String hash() {
        return hash;
    }

    private static void refuse(ProblemList problems) {
        if (!problems.isEmpty()) {
            throw new BundleRefusedException(problems.sorted());
        }
    }

    private static String hashOf(Map<String, String> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((path, text) -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                // The length keeps "a"+"bc" apart from "ab"+"c".
                digest.update((path + "\n" + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("SHA-256 is missing, which every Java must have", missing);
        }
    }
}
