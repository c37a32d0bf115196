package io.tidewatch.problem;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/** Says in words why a body could not be read, without the names of our classes. */
final class UnreadableBody {

    private final JacksonException cause;

    UnreadableBody(JacksonException cause) {
        this.cause = cause;
    }

    /** A sentence, the place in it. */
    Problem.Fault fault() {
        String pointer = pointer();
        String where = (pointer.isEmpty() ? "" : " at " + pointer) + (line() == null ? "" : " (line " + line() + ")");
        return new Problem.Fault(pointer, line(), sentence(where), null);
    }

    private String sentence(String where) {
        if (!(cause instanceof JsonMappingException)) {
            return "The body is not valid JSON" + where + ".";
        }
        if (cause.getOriginalMessage() != null && cause.getOriginalMessage().startsWith("Missing required")) {
            return "The body lacks a value" + where + ".";
        }
        String expected =
                cause instanceof MismatchedInputException mismatch ? expected(mismatch.getTargetType()) : null;
        return "The body has a value of the wrong kind" + where + (expected == null ? "" : "; expected is " + expected)
                + ".";
    }

    private static String expected(Class<?> type) {
        if (type == null) {
            return null;
        }
        String years = " (years " + StrictJson.FIRST_YEAR + " to " + StrictJson.LAST_YEAR + ")";
        if (type == String.class) {
            return "text, without NUL characters";
        }
        if (type == LocalDate.class) {
            return "a day like 2026-03-31" + years;
        }
        if (type == OffsetDateTime.class || type == Instant.class) {
            return "a time like 2026-03-31T09:00:00Z" + years;
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Integer.class || type == Long.class || type == int.class || type == long.class) {
            return "a whole number";
        }
        if (Number.class.isAssignableFrom(type) || type == double.class) {
            return "a number";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    private String pointer() {
        return cause instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                        .collect(Collectors.joining())
                : "";
    }

    private Integer line() {
        return cause.getLocation() == null || cause.getLocation().getLineNr() < 1
                ? null
                : cause.getLocation().getLineNr();
    }
}
