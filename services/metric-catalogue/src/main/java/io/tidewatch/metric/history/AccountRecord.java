package io.tidewatch.metric.history;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One record as plain values: how examples and tests write it, and how a form of a few records is read.
 *
 * @param kind name of the kind
 * @param id unique within account and kind
 * @param fields by name; a missing field has no entry. NAME, TEXT, WORD and REF are a {@link String}; WORDS and REFS a {@link
 *     java.util.List} of them; BOOLEAN a {@link Boolean}; INTEGER a {@link Long}; DECIMAL any {@link Number}; MONEY a {@link
 *     Amount}; DATE a {@link java.time.LocalDate}; INSTANT an {@link java.time.Instant}
 */
public record AccountRecord(String kind, String id, Map<String, Object> fields) {
    public AccountRecord {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        fields = Map.copyOf(new LinkedHashMap<>(fields));
    }

    /**
     * An amount of money.
     *
     * @param minor in minor units of the currency
     * @param currency ISO 4217 code
     */
    public record Amount(long minor, String currency) {
        public Amount {
            Objects.requireNonNull(currency, "currency");
        }
    }
}
