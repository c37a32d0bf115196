package io.tidewatch.rule.bundle;

import io.tidewatch.metric.reading.FileProblem;
import java.util.List;
import java.util.stream.Collectors;

/** A rule bundle is not usable; {@link #problems()} says where and why. Nothing of the bundle has run. */
public final class BundleRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<FileProblem> problems;

    public BundleRefusedException(List<FileProblem> problems) {
        super(problems.stream().map(FileProblem::describe).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, by file and line; never empty. */
    public List<FileProblem> problems() {
        return problems;
    }
}
