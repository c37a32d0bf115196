package io.tidewatch.suite.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.service.ServiceClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What an analyst does with a folder of rules and a suite that runs: look what it would change, activate it, go back. */
final class RulesDesk {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int PAGE = 500;
    private static final String SCENARIOS = "scenarios/";

    private final ServiceClient engine;
    private final PrintStream out;

    RulesDesk(ServiceClient engine, PrintStream out) {
        this.engine = engine;
        this.out = out;
    }

    /**
     * Prints what the rules of a folder would raise and clear. Scenarios may fail: people move a bound to see what
     * it does before they change its scenarios. Exit status 1 when the rules are refused.
     */
    int preview(Path folder) {
        JsonNode bundle = checked(folder, path -> true);
        if (isIn(bundle, "ACTIVE")) {
            out.println(
                    "The rules in " + folder
                            + " are the active ones, so nothing would change. To look at a change before it"
                            + " acts, start the suite with make run RULES=manual, or change a copy: make rules-preview FOLDER=…");
            return 0;
        }
        if (!onlyScenariosFail(bundle)) {
            return refused(bundle) ? 1 : preview(hash(bundle), folder);
        }
        out.println("Scenarios fail (make rules-test names them); they are left out here.");
        JsonNode withoutScenarios = checked(folder, path -> !path.startsWith(SCENARIOS));
        if (refused(withoutScenarios)) {
            return 1;
        }
        try {
            return preview(hash(withoutScenarios), folder);
        } finally {
            engine.delete("/v1/bundles/" + hash(withoutScenarios));
        }
    }

    private static boolean onlyScenariosFail(JsonNode bundle) {
        boolean only = isIn(bundle, "REFUSED");
        for (JsonNode problem : bundle.path("problems")) {
            only &= problem.path("pointer").asText().startsWith(SCENARIOS);
        }
        return only;
    }

    private int preview(String hash, Path folder) {
        List<JsonNode> items = new ArrayList<>();
        TreeSet<String> withoutValues = new TreeSet<>();
        int accounts = 0;
        String after = "";
        do {
            JsonNode page = engine.get("/v1/bundles/" + hash + "/preview?limit=" + PAGE + after);
            page.path("items").forEach(items::add);
            page.path("withoutValues").forEach(metric -> withoutValues.add(metric.asText()));
            accounts += page.path("accounts").asInt();
            after = page.hasNonNull("next")
                    ? "&after=" + encode(page.path("next").asText())
                    : null;
        } while (after != null);
        out.println("What the rules in " + folder + " would change at once if they became active:");
        out.println();
        new PreviewTable(items, accounts).lines().forEach(out::println);
        if (!withoutValues.isEmpty()) {
            out.println(
                    "Not judged, because their values are computed only once the rules are active: thresholds that read "
                            + String.join(", ", withoutValues));
        }
        return 0;
    }

    /** Makes the rules of a folder the active ones. */
    int activate(Path folder) {
        JsonNode bundle = checked(folder, path -> true);
        return refused(bundle) ? 1 : activate(hash(bundle));
    }

    /** Makes a bundle that the engine has the active one. */
    int activate(String hash) {
        String before = active();
        engine.put("/v1/bundles/" + hash + "/activation", Map.of());
        JsonNode bundle = await(hash, "WAITING");
        if (!isIn(bundle, "ACTIVE")) {
            out.println("Bundle " + hash + " is " + bundle.path("state").asText()
                    + ": its metrics are still being computed. It becomes active by itself.");
            return 0;
        }
        out.println("Bundle " + hash + " is active.");
        if (before != null && !before.equals(hash)) {
            out.println("To go back: make rules-activate BUNDLE=" + before);
        }
        return 0;
    }

    private String active() {
        for (JsonNode bundle : engine.get("/v1/bundles?limit=100").path("items")) {
            if (isIn(bundle, "ACTIVE")) {
                return hash(bundle);
            }
        }
        return null;
    }

    /** Uploads the folder and waits until the engine has checked it. */
    private JsonNode checked(Path folder, Predicate<String> which) {
        String hash = hash(engine.postZip("/v1/bundles", zip(folder, which)));
        return await(hash, "CANDIDATE");
    }

    private JsonNode await(String hash, String state) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        JsonNode bundle = engine.get("/v1/bundles/" + hash);
        while (isIn(bundle, state) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            bundle = engine.get("/v1/bundles/" + hash);
        }
        return bundle;
    }

    private boolean refused(JsonNode bundle) {
        if (isIn(bundle, "CANDIDATE")) {
            out.println("The rules engine has not checked the rules within " + LIMIT.toMinutes() + " minutes.");
            return true;
        }
        if (!isIn(bundle, "REFUSED")) {
            return false;
        }
        out.println("The rules engine refused the rules:");
        for (JsonNode problem : bundle.path("problems")) {
            String line =
                    problem.hasNonNull("line") ? ":" + problem.path("line").asText() : "";
            String meant = problem.hasNonNull("suggestion")
                    ? " Did you mean '" + problem.path("suggestion").asText() + "'?"
                    : "";
            out.println(problem.path("pointer").asText() + line + ": "
                    + problem.path("detail").asText() + meant);
        }
        return true;
    }

    private static boolean isIn(JsonNode bundle, String state) {
        return bundle.path("state").asText().equals(state);
    }

    private static String hash(JsonNode bundle) {
        return bundle.path("hash").asText();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The folder as a ZIP; the engine skips other files. */
    private static byte[] zip(Path folder, Predicate<String> which) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                if (which.test(path)) {
                    zip.putNextEntry(new ZipEntry(path));
                    Files.copy(file, zip);
                    zip.closeEntry();
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("Cannot read " + folder, broken);
        }
        return bytes.toByteArray();
    }
}
