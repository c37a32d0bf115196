package io.tidewatch.problem;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.tidewatch.spelling.Spelling;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Explains why a body could not be read, without naming Java classes. */
final class UnreadableBody {

    private static final int LONGEST_NAME = 100;

    private final JacksonException cause;

    UnreadableBody(JacksonException cause) {
        this.cause = cause;
    }

    /** The place of the fault, a sentence about it, and for a misspelt field the name that was probably meant. */
    Problem.Fault fault() {
        String pointer = pointer();
        if (cause instanceof UnrecognizedPropertyException unknown) {
            List<String> known = unknown.getKnownPropertyIds().stream()
                    .map(Object::toString)
                    .sorted()
                    .toList();
            return unknownField(pointer, line(), unknown.getPropertyName(), known);
        }
        return new Problem.Fault(pointer, line(), sentence(where(pointer, line())), null);
    }

    /** The fault of a form with a field that it does not have. */
    static Problem.Fault unknownField(String name, List<String> known) {
        return unknownField("/" + shortened(name), null, name, known);
    }

    private static Problem.Fault unknownField(String pointer, Integer line, String name, List<String> known) {
        String suggestion = Spelling.closest(shortened(name), known);
        return new Problem.Fault(
                pointer,
                line,
                "The body has an unknown field" + where(pointer, line) + "; "
                        + (suggestion == null
                                ? "known fields are " + String.join(", ", known) + "."
                                : "did you mean \"" + suggestion + "\"?"),
                suggestion);
    }

    private static String where(String pointer, Integer line) {
        return (pointer.isEmpty() ? "" : " at " + pointer) + (line == null ? "" : " (line " + line + ")");
    }

    private String sentence(String where) {
        if (!(cause instanceof JsonMappingException)) {
            return "The body is not valid JSON" + where + ".";
        }
        String expected =
                switch (cause) {
                    case MismatchedInputException mismatch -> expected(mismatch.getTargetType());
                    // A generated enum rejects an unknown word itself.
                    case ValueInstantiationException word ->
                        expected(word.getType().getRawClass());
                    default -> null;
                };
        return "The body has a value of the wrong type" + where + (expected == null ? "" : "; expected: " + expected)
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
                        .map(step ->
                                "/" + (step.getFieldName() == null ? step.getIndex() : shortened(step.getFieldName())))
                        .collect(Collectors.joining())
                : "";
    }

    private static String shortened(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    }

    private Integer line() {
        return cause.getLocation() == null || cause.getLocation().getLineNr() < 1
                ? null
                : cause.getLocation().getLineNr();
    }
}
