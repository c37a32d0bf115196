package io.tidewatch.ingestion.record;

import io.tidewatch.problem.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a writer believes to be there.
 *
 * @param create whether it believes that there is nothing yet ({@code If-None-Match: *})
 * @param version the version it has read ({@code If-Match}); 0 for any
 */
public record Precondition(boolean create, long version) {

    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})\"");

    /**
     * Reads the two headers.
     *
     * @throws ProblemException {@code precondition-required} when both are missing, {@code precondition-not-understood}
     *     when one is not of the expected form
     */
    public static Precondition of(String ifMatch, String ifNoneMatch) {
        if (ifMatch == null && ifNoneMatch == null) {
            throw new ProblemException(
                    RecordProblem.PRECONDITION_REQUIRED,
                    "Send If-None-Match: * to create, or If-Match with the ETag you have read to change.");
        }
        if (ifMatch == null && ifNoneMatch.strip().equals("*")) {
            return new Precondition(true, 0);
        }
        if (ifNoneMatch == null && ifMatch.strip().equals("*")) {
            return new Precondition(false, 0);
        }
        Matcher etag = ETAG.matcher(ifMatch == null ? "" : ifMatch.strip());
        if (ifNoneMatch != null || !etag.matches()) {
            throw new ProblemException(
                    RecordProblem.PRECONDITION_NOT_UNDERSTOOD,
                    "Send either If-None-Match: * or If-Match with one ETag as it was read, quotation marks included.");
        }
        return new Precondition(false, Long.parseLong(etag.group(1)));
    }

    /**
     * Compares the belief with what is there.
     *
     * @param present version of what is there; null when there is nothing
     * @throws ProblemException {@code precondition-failed}
     */
    public void check(Long present) {
        if (create && present != null) {
            throw existing();
        }
        if (!create && present == null || version != 0 && !Long.valueOf(version).equals(present)) {
            throw failed();
        }
    }

    /** The answer to a writer whose belief is wrong. */
    public static ProblemException failed() {
        return new ProblemException(
                RecordProblem.PRECONDITION_FAILED, "It is not as you have read it; read it again and decide anew.");
    }

    /** The answer to a writer who meant to create what is there. */
    static ProblemException existing() {
        return new ProblemException(
                RecordProblem.PRECONDITION_FAILED,
                "It exists already; to change it, read it and send its ETag as If-Match.");
    }

    /** The ETag of a version. */
    public static String etag(long version) {
        return "\"" + version + "\"";
    }
}
