package io.tidewatch.reporting.web;

import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.LocalDate;

/** Reads the days of a request after {@link DayCheck} has checked them. An empty one, as a form sends it, counts as missing. */
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
            return text == null || text.isBlank() ? null : LocalDate.parse(text.strip());
        }

        @Override
        public String toString(LocalDate day) {
            return day.toString();
        }
    }
}
