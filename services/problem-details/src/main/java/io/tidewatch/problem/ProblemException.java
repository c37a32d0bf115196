package io.tidewatch.problem;

import java.util.List;
import java.util.Map;

/** Thrown by a feature to answer with a problem. The messages of all other exceptions are logged only. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ProblemType type;
    private final transient List<Problem.Fault> errors;
    private final transient Map<String, String> headers;

    /** A problem explained by one sentence. */
    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of(), Map.of());
    }

    /** A problem with one or more faults. */
    public ProblemException(ProblemType type, String detail, List<Problem.Fault> errors) {
        this(type, detail, errors, Map.of());
    }

    /** A problem with faults and answer headers, such as {@code Retry-After}. */
    public ProblemException(ProblemType type, String detail, List<Problem.Fault> errors, Map<String, String> headers) {
        super(type.slug() + ": " + detail);
        this.type = type;
        this.errors = List.copyOf(errors);
        this.headers = Map.copyOf(headers);
        this.detail = detail;
    }

    private final String detail;

    /** The kind of problem. */
    public ProblemType type() {
        return type;
    }

    /** The sentence for the caller. */
    public String detail() {
        return detail;
    }

    /** Single faults; may be empty. */
    public List<Problem.Fault> errors() {
        return errors;
    }

    /** Headers of the answer; may be empty. */
    public Map<String, String> headers() {
        return headers;
    }
}
