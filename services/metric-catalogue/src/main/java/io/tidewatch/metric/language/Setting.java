package io.tidewatch.metric.language;

import io.tidewatch.metric.BusinessModel;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * A value that may differ by business model.
 *
 * @param standard what holds for all other business models
 * @param byModel values of the same form as the standard
 */
public record Setting(Value standard, Map<BusinessModel, Value> byModel) {
    public Setting {
        byModel = Map.copyOf(byModel);
    }

    /** The forms of a value. */
    public sealed interface Value {
        /** One number. */
        record Amount(BigDecimal number) implements Value {}

        /** A list of numbers. */
        record Amounts(List<BigDecimal> numbers) implements Value {
            public Amounts {
                numbers = List.copyOf(numbers);
            }
        }

        /** A list of texts, or of words of a closed list. */
        record Texts(List<String> texts) implements Value {
            public Texts {
                texts = List.copyOf(texts);
            }
        }

        /** Whether the other one may take its place. */
        default boolean sameForm(Value other) {
            return getClass() == other.getClass();
        }
    }
}
