package io.tidewatch.metric.catalogue;

import io.tidewatch.metric.reading.FileProblem;
import java.util.List;
import java.util.stream.Collectors;

/** The metric files were rejected; {@link #problems()} says where and why. */
public final class CatalogueRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<FileProblem> problems;

    public CatalogueRefusedException(List<FileProblem> problems) {
        super(problems.stream().map(FileProblem::describe).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, by file and line; never empty. */
    public List<FileProblem> problems() {
        return problems;
    }
}
