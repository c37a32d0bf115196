package io.tidewatch.engine.bundle;

import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.problem.Problem;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.workbook.WorkbookTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * Reads an uploaded ZIP of the rules folder, in memory only: nothing is unpacked to disk, and reading ends as soon as a
 * limit is exceeded, whatever sizes the file claims.
 */
final class BundleZip {

    /** Each is a ZIP file of its own, which is unpacked as well. */
    private static final int MOST_WORKBOOKS = 100;

    private static final byte[] MAGIC = {'P', 'K', 3, 4};

    private final RulesConfig.Upload bounds;
    private static final String ROOT = "rules/";

    private final Map<String, String> files = new TreeMap<>();
    private final List<String> others = new ArrayList<>();
    private boolean hasRoot;
    private long unpacked;
    private int entries;
    private int workbooks;

    private BundleZip(RulesConfig.Upload bounds) {
        this.bounds = bounds;
    }

    /**
     * The bundle in the file. Entries outside the folders of a bundle (README.md, …) are ignored, unless they are files of
     * rules; all may lie in one folder {@code rules/}, and whatever lies beside it is ignored.
     *
     * @throws ProblemException when it is not a ZIP file, exceeds a limit, or has names or content that a bundle cannot have
     */
    static RuleBundle read(Path zip, RulesConfig.Upload bounds) {
        try {
            if (Files.size(zip) > bounds.zipBytes()) {
                throw refused("The ZIP file has more than " + bounds.zipBytes() + " bytes.");
            }
            try (InputStream in = Files.newInputStream(zip)) {
                byte[] first = in.readNBytes(MAGIC.length);
                if (!Arrays.equals(first, MAGIC)) {
                    throw notZip();
                }
            }
            // Without the list of entries at its end, the file was cut off.
            new ZipFile(zip.toFile(), StandardCharsets.UTF_8).close();
            try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip), StandardCharsets.UTF_8)) {
                return new BundleZip(bounds).read(in);
            }
        } catch (IOException | IllegalArgumentException broken) {
            throw refused("The ZIP file is damaged or incomplete. Make it again from the rules folder.");
        } catch (BundleRefusedException refused) {
            List<Problem.Fault> faults =
                    refused.problems().stream().map(BundleZip::fault).toList();
            throw new ProblemException(
                    BundleProblem.BUNDLE_UNREADABLE,
                    faults.stream().map(Problem.Fault::detail).collect(Collectors.joining(" ")),
                    faults);
        }
    }

    private RuleBundle read(ZipInputStream in) throws IOException {
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            if (++entries > bounds.entries()) {
                throw refused("The ZIP file has more than " + bounds.entries() + " entries.");
            }
            byte[] content = unpack(in);
            String name = entry.getName();
            if (name.startsWith("/")
                    || name.contains("\\")
                    || List.of(name.split("/")).contains("..")) {
                throw refused("The entry '" + printable(name) + "' points outside the bundle.");
            }
            hasRoot |= name.startsWith(ROOT);
            String path = name.startsWith(ROOT) ? name.substring(ROOT.length()) : name;
            if (!entry.isDirectory() && !belongs(path)) {
                others.add(name);
            } else if (!entry.isDirectory() && files.put(path, text(path, content)) != null) {
                throw refused("The entry '" + printable(path) + "' appears more than once.");
            }
        }
        refuseMisplaced();
        if (files.isEmpty()) {
            throw refused("The ZIP file has none of the folders " + String.join(", ", RuleBundle.FOLDERS) + ".");
        }
        return RuleBundle.of(files);
    }

    private byte[] unpack(ZipInputStream in) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            unpacked += read;
            if (unpacked > bounds.unpackedBytes()) {
                throw refused("Unpacked, the ZIP file has more than " + bounds.unpackedBytes() + " bytes.");
            }
            content.write(buffer, 0, read);
        }
        return content.toByteArray();
    }

    private void refuseMisplaced() {
        ProblemList problems = new ProblemList();
        String root = hasRoot ? ROOT : "";
        others.stream()
                .filter(name -> name.startsWith(root))
                .forEach(name -> RuleBundle.refuseMisplaced(name.substring(root.length()), problems));
        if (!problems.isEmpty()) {
            throw new BundleRefusedException(problems.sorted());
        }
    }

    private static boolean belongs(String path) {
        return !RuleBundle.isLeftOver(path) && RuleBundle.isPath(path);
    }

    private String text(String path, byte[] content) {
        if (WorkbookTable.isWorkbook(path) && ++workbooks > MOST_WORKBOOKS) {
            throw refused("The ZIP file has more than " + MOST_WORKBOOKS + " workbooks.");
        }
        ProblemList problems = new ProblemList();
        String text = RuleBundle.text(path, content, problems);
        if (text == null) {
            throw new BundleRefusedException(problems.sorted());
        }
        return text;
    }

    private static Problem.Fault fault(FileProblem problem) {
        return new Problem.Fault(
                problem.file(), problem.line() > 0 ? problem.line() : null, problem.sentence(), problem.suggestion());
    }

    private static String printable(String name) {
        String shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    private static ProblemException refused(String sentence) {
        return new ProblemException(BundleProblem.BUNDLE_UNREADABLE, sentence);
    }

    private static ProblemException notZip() {
        return new ProblemException(BundleProblem.BUNDLE_NOT_ZIP, "Send a ZIP of the rules folder as application/zip.");
    }
}
