package io.tidewatch.problem;

import java.util.List;
import java.util.Map;

/** Problems of a request that do not depend on a feature. */
public enum RequestProblem implements ProblemType {
    /** The request breaks its contract. */
    INVALID_REQUEST(400, "The request is not valid"),
    /** The parameter {@code after} is not the {@code next} of an earlier page. */
    NO_SUCH_PAGE(400, "No such page"),
    /** The token is missing or not valid. */
    UNAUTHENTICATED(401, "Not authenticated"),
    /** The caller's role does not allow it. */
    FORBIDDEN(403, "Not allowed"),
    /** No such path. */
    NO_SUCH_PATH(404, "No such path"),
    /** The path does not support the method. */
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    /** The operation has none of the media types that the caller accepts. */
    NOT_ACCEPTABLE(406, "Media type not available"),
    /** The body is larger than this installation accepts. */
    TOO_LARGE(413, "Too large"),
    /** The media type of the body is not supported. */
    UNSUPPORTED_MEDIA_TYPE(415, "Media type not supported"),
    /** A limit of requests is exceeded. */
    TOO_MANY_REQUESTS(429, "Too many requests"),
    /** An error in the service. */
    INTERNAL(500, "Internal error"),
    /** Temporarily not available, for instance because the database is busy; see {@code Retry-After}. */
    UNAVAILABLE(503, "Temporarily not available");

    private final int status;
    private final String title;

    RequestProblem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    /** The answer to an {@code after} that is not the {@code next} of an earlier page. */
    public static ProblemException noSuchPage() {
        return new ProblemException(
                NO_SUCH_PAGE, "\"after\" must be the \"next\" of the previous page, or be left out.");
    }

    /** The answer to a body of more bytes than that; it closes the connection, so that the rest is not read. */
    public static ProblemException tooLarge(int mostBytes) {
        return new ProblemException(
                TOO_LARGE,
                "The body must not be larger than " + mostBytes + " bytes.",
                List.of(),
                Map.of("Connection", "close"));
    }

    /**
     * The answer to a form with a field that it does not have; JSON bodies are checked when they are read.
     *
     * @param name as sent
     * @param known the fields that the form has
     */
    public static ProblemException unknownField(String name, List<String> known) {
        Problem.Fault fault = UnreadableBody.unknownField(name, known);
        return new ProblemException(INVALID_REQUEST, fault.detail(), List.of(fault));
    }

    static RequestProblem ofStatus(int status) {
        for (RequestProblem problem : values()) {
            if (problem.status == status) {
                return problem;
            }
        }
        return status >= 500 ? INTERNAL : INVALID_REQUEST;
    }
}
