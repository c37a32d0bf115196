package io.tidewatch.problem;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads JSON without coercion: 1.5 is not accepted for a whole number, nor 1 for a text. Jackson's settings do most of it;
 * texts, days and times have deserializers of their own because of bounds that Jackson cannot check (no NUL character, a
 * year that the database can store). Unknown fields are rejected in request bodies only, by {@link RequestJson}.
 */
@Singleton
public class StrictJson implements ObjectMapperCustomizer {

    /** Years outside these bounds are typing errors, and PostgreSQL cannot store all of them. */
    static final int FIRST_YEAR = 1900;

    static final int LAST_YEAR = 2999;

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        mapper.setConfig(mapper.getDeserializationConfig().without(MapperFeature.ALLOW_COERCION_OF_SCALARS));
        mapper.getFactory().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
        // No contract allows null as an element of a list. Bodies that are read as a tree are not affected.
        JsonSetter.Value full = JsonSetter.Value.forContentNulls(Nulls.FAIL);
        for (Class<?> type : List.of(List.class, Set.class, Map.class)) {
            mapper.configOverride(type).setSetterInfo(full);
        }
        mapper.registerModule(new SimpleModule("strict")
                .addDeserializer(String.class, new FromText<>(String.class, StrictJson::text))
                .addDeserializer(LocalDate.class, new FromText<>(LocalDate.class, StrictJson::day))
                .addDeserializer(OffsetDateTime.class, new FromText<>(OffsetDateTime.class, StrictJson::time))
                .addDeserializer(Instant.class, new FromText<>(Instant.class, text -> time(text)
                        .toInstant())));
    }

    /** Runs after the modules of Quarkus, so that these deserializers take precedence. */
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }

    private static String text(String text) {
        return checked(text, text.indexOf('\0') < 0);
    }

    private static LocalDate day(String text) {
        LocalDate day = LocalDate.parse(text);
        return checked(day, isSensible(day.getYear()));
    }

    private static OffsetDateTime time(String text) {
        OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
        return checked(time, isSensible(time.getYear()));
    }

    private static boolean isSensible(int year) {
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }

    private static <T> T checked(T value, boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException("out of bounds");
        }
        return value;
    }

    /** Reads a value from a JSON text and from nothing else. */
    private static final class FromText<T> extends StdScalarDeserializer<T> {

        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> reading;

        private FromText(Class<T> type, Function<String, T> reading) {
            super(type);
            this.reading = reading;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return type(context.handleUnexpectedToken(_valueClass, parser));
            }
            try {
                return reading.apply(parser.getText());
            } catch (DateTimeException | IllegalArgumentException invalid) {
                return type(context.handleWeirdStringValue(_valueClass, parser.getText(), "not valid"));
            }
        }

        @SuppressWarnings("unchecked")
        private T type(Object value) {
            return (T) value;
        }
    }
}
