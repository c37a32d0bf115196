package io.tidewatch.ingestion.record;

import io.tidewatch.problem.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request expects of the stored record.
 *
 * @param create whether the record must not exist yet ({@code If-None-Match: *})
 * @param version the version that it must have ({@code If-Match}); 0 for any
 */
public record Precondition(boolean create, long version) {

    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})\"");

    /**
     * Reads the two headers.
     *
     * @throws ProblemException {@code precondition-required} if both are missing, {@code precondition-not-understood}
     *     if one is not valid
     */
    public static Precondition of(String ifMatch, String ifNoneMatch) {
        if (ifMatch == null && ifNoneMatch == null) {
            throw new ProblemException(
                    RecordProblem.PRECONDITION_REQUIRED,
                    "Send If-None-Match: * to create the record, or If-Match with its ETag to change it.");
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
                    "Send either If-None-Match: * or If-Match with one ETag, including its quotation marks.");
        }
        return new Precondition(false, Long.parseLong(etag.group(1)));
    }

    /**
     * Compares the expectation with the stored record.
     *
     * @param present version of the stored record; null if there is none
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

    /** The problem for a record that has another version than expected. */
    public static ProblemException failed() {
        return new ProblemException(
                RecordProblem.PRECONDITION_FAILED,
                "The record has changed since it was read, or does not exist; read it again.");
    }

    /** The problem for a record that already exists. */
    public static ProblemException existing() {
        return new ProblemException(
                RecordProblem.PRECONDITION_FAILED,
                "The record already exists; to change it, read it and send its ETag as If-Match.");
    }

    /** The ETag of a version. */
    public static String etag(long version) {
        return "\"" + version + "\"";
    }
}
