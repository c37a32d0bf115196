package io.tidewatch.problem;

/** Problems of a request as such, before a feature has seen it. */
public enum RequestProblem implements ProblemType {
    /** The request breaks its contract. */
    INVALID_REQUEST(400, "The request is not valid"),
    /** A list or a snapshot is asked to go on from a place that none of its pages has named. */
    NO_SUCH_PAGE(400, "No such page"),
    /** No token, or one that is not valid. */
    UNAUTHENTICATED(401, "Not logged in"),
    /** The caller's role does not allow it. */
    FORBIDDEN(403, "Not allowed"),
    /** No such path. */
    NO_SUCH_PATH(404, "No such path"),
    /** The path knows no such method. */
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    /** No representation that the caller accepts. */
    NOT_ACCEPTABLE(406, "Not available in that form"),
    /** The body is larger than this installation takes. */
    TOO_LARGE(413, "Too large"),
    /** The body's media type is not understood. */
    UNSUPPORTED_MEDIA_TYPE(415, "Media type not understood"),
    /** A bound is reached. */
    TOO_MANY_REQUESTS(429, "Too many requests"),
    /** A fault of ours. */
    INTERNAL(500, "Something went wrong here"),
    /** Not now, for instance because the database cannot be reached. */
    UNAVAILABLE(503, "Not available now");

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

    /** The answer to an {@code after} that no page has named as its {@code next}. */
    public static ProblemException noSuchPage() {
        return new ProblemException(NO_SUCH_PAGE, "\"after\" must be the \"next\" of the page before, or be left out.");
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
