package io.tidewatch.reporting.web;

import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import jakarta.ws.rs.core.UriInfo;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Rejects days that are not valid with a sentence (400); a failing parameter converter would answer 404. */
public class DayCheck {

    private static final List<String> DAYS = List.of("asOf", "from");

    /** Accepts days that are missing, empty or valid. */
    @ServerRequestFilter
    public void check(UriInfo uri) {
        for (String name : DAYS) {
            String text = uri.getQueryParameters().getFirst(name);
            if (text != null && !text.isBlank()) {
                check(name, text.strip());
            }
        }
    }

    private static void check(String name, String text) {
        try {
            LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new ProblemException(
                    RequestProblem.INVALID_REQUEST,
                    name + " must be a day such as 2026-03-31, but is \"" + text + "\".");
        }
    }
}
