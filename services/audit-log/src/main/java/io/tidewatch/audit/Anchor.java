package io.tidewatch.audit;

import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An end that the chain once had, kept outside of the database.
 *
 * @param seq place of the entry
 * @param hash of the entry, in hex
 */
record Anchor(long seq, String hash) {

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,17}):([0-9a-f]{64})");

    /** As it is logged. */
    static String text(long seq, String hash) {
        return seq + ":" + hash;
    }

    /**
     * Reads what was logged.
     *
     * @throws ProblemException {@code invalid-request} for any other text
     */
    static Anchor of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new ProblemException(
                    RequestProblem.INVALID_REQUEST,
                    "\"anchor\" must be the number and the hash of an entry, as logged: 1234:5e88…");
        }
        return new Anchor(Long.parseLong(form.group(1)), form.group(2));
    }
}
