package io.tidewatch.rule.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.scenario.ScenarioReport;
import io.tidewatch.rule.scenario.ScenarioRunner;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * Checks one bundle in a process of its own, so that whoever starts it can limit its memory and its time. Reads the files
 * from standard input, as a JSON object from path to text, and writes a {@link Result} as JSON to standard output.
 *
 * <p>A bundle passes when it compiles and all its scenarios pass. Thresholds without a scenario are reported by
 * {@code rules-test} only: a mended bound may have to go live at night.
 */
public final class BundleCheck {
    /** Most problems in a result. */
    public static final int MOST_PROBLEMS = 100;
    /** Longest text in a problem, in characters. */
    public static final int LONGEST_TEXT = 500;

    private static final ObjectMapper JSON = new ObjectMapper();

    private BundleCheck() {}

    /**
     * The outcome of a check.
     *
     * @param catalogueHash of the metrics; null when the bundle does not compile
     * @param thresholds how many there are
     * @param playbooks how many there are
     * @param scenarios how many there are
     * @param problemCount how many problems there are
     * @param problems the first {@link #MOST_PROBLEMS}, each text cut to {@link #LONGEST_TEXT}; empty when the bundle passed
     */
    public record Result(
            String catalogueHash,
            int thresholds,
            int playbooks,
            int scenarios,
            int problemCount,
            List<FileProblem> problems) {}

    /** Runs the check. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        // Whatever a library prints must not mix with the result.
        System.setOut(System.err);
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        Map<String, String> files = JSON.readValue(System.in, new TypeReference<>() {});
        out.write(JSON.writeValueAsBytes(check(files)));
        out.flush();
        System.exit(0);
    }

    static Result check(Map<String, String> files) {
        try {
            RuleBundle bundle = RuleBundle.of(files);
            try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
                ScenarioReport report = ScenarioRunner.run(bundle, compiled);
                return result(
                        compiled.catalogue().catalogueHash(),
                        compiled.thresholds().size()
                                + compiled.portfolio().thresholds().size(),
                        compiled.playbooks().size(),
                        report.results().size(),
                        report.problems());
            }
        } catch (BundleRefusedException refused) {
            return result(null, 0, 0, 0, refused.problems());
        }
    }

    private static Result result(
            String catalogueHash, int thresholds, int playbooks, int scenarios, List<FileProblem> problems) {
        List<FileProblem> first = problems.stream()
                .limit(MOST_PROBLEMS)
                .map(problem -> new FileProblem(
                        cut(problem.file()), problem.line(), cut(problem.sentence()), cut(problem.suggestion())))
                .toList();
        return new Result(catalogueHash, thresholds, playbooks, scenarios, problems.size(), first);
    }

    private static String cut(String text) {
        return text == null || text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }

    /**
     * Reads what a check wrote.
     *
     * @throws IOException when it is not a {@link Result}
     */
    public static Result read(byte[] output) throws IOException {
        return JSON.readValue(output, Result.class);
    }

    /** The files of a bundle as a check reads them. */
    public static byte[] input(RuleBundle bundle) {
        try {
            return JSON.writeValueAsBytes(bundle.files());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Paths and texts are plain data", impossible);
        }
    }
}
