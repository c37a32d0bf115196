package io.tidewatch.reporting.web;

import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/** Reads days of requests. An empty one, as a form sends it, is as good as none; a wrong one is the caller's fault (400). */
@Provider
public class DayParameters implements ParamConverterProvider {

    @Override
    @SuppressWarnings("unchecked")
    public <T> ParamConverter<T> getConverter(Class<T> rawType, Type genericType, Annotation[] annotations) {
        return rawType == LocalDate.class ? (ParamConverter<T>) new DayConverter() : null;
    }

    private static final class DayConverter implements ParamConverter<LocalDate> {

        @Override
        public LocalDate fromString(String text) {
            if (text == null || text.isBlank()) {
                return null;
            }
            try {
                return LocalDate.parse(text);
            } catch (DateTimeParseException e) {
                throw new ProblemException(
                        RequestProblem.INVALID_REQUEST, "A day is written like 2026-03-31, not \"" + text + "\".");
            }
        }

        @Override
        public String toString(LocalDate day) {
            return day.toString();
        }
    }
}
