package io.tidewatch.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The body of an error answer (RFC 9457).
 *
 * @param type relative URI reference, {@code /problems/<slug>}
 * @param title short text for the type, the same for every occurrence
 * @param status the HTTP status of the answer
 * @param detail a sentence that helps the reader to fix it; may be null
 * @param instance path of the request; may be null
 * @param errors the single faults; empty if {@code detail} says it all
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(String type, String title, int status, String detail, String instance, List<Fault> errors) {

    /** The media type of every error answer. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** Builds the body for one occurrence of a type. */
    public static Problem of(ProblemType type, String detail, String instance, List<Fault> errors) {
        return new Problem("/problems/" + type.slug(), type.title(), type.status(), detail, instance, errors);
    }

    /**
     * One of several faults.
     *
     * @param pointer place in the request: a JSON pointer, the name of a parameter or of a file; may be null
     * @param line line in the file, counted from 1; null if the place has no line
     * @param detail what is wrong, as a sentence
     * @param suggestion what was probably meant; may be null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Fault(String pointer, Integer line, String detail, String suggestion) {

        /** A fault at a place of the request. */
        public static Fault at(String pointer, String detail) {
            return new Fault(pointer, null, detail, null);
        }
    }
}
