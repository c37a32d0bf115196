package io.tidewatch.engine.fact;

import io.tidewatch.engine.client.ingestion.model.AccountChange;
import io.tidewatch.engine.client.ingestion.model.AccountMetrics;
import io.tidewatch.engine.client.ingestion.model.MetricValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The facts that outcomes follow from, as bytes: a twentieth of what was published, and read by {@link PackedReader} in
 * microseconds. What only reasons need is left out: parts of ratios, windows, currencies, details, and why a value is unknown.
 */
final class PackedFacts {

    static final int VALUE = 1;
    static final int RATIO = 2;
    static final int ANCHOR = 4;
    static final int COVERED = 8;

    /** Key, parts, two numbers and two days. */
    private static final int MOST_BYTES = 8 + 1 + 2 * 8 + 2 * 8;

    /** Known keys: there are as many as metrics, but each account has all of them. */
    private static final Map<String, Long> KEYS = new ConcurrentHashMap<>();

    private static final int MOST_KEYS = 10_000;

    private PackedFacts() {}

    /** Attributes by the names that rules use. */
    static byte[] attributes(AccountChange account) {
        Map<String, String> known = new TreeMap<>();
        FactMapper.attributes(account).forEach((name, text) -> {
            if (text != null) {
                known.put(name, text);
            }
        });
        ByteBuffer packed = ByteBuffer.allocate(known.entrySet().stream()
                .mapToInt(entry ->
                        8 + 3 * (entry.getKey().length() + entry.getValue().length()))
                .sum());
        known.forEach((name, text) -> {
            put(packed, name);
            put(packed, text);
        });
        return bytes(packed);
    }

    /** Whether the account is a customer, and the values that are known, in the order of their keys. */
    static byte[] metrics(AccountMetrics metrics) {
        Map<Long, MetricValue> byKey = new TreeMap<>();
        for (MetricValue value : metrics.getValues()) {
            // The first one of a metric counts, known or not.
            boolean known = "KNOWN".equals(value.getState());
            byKey.putIfAbsent(key(value.getMetric(), value.getDefinitionHash()), known ? value : new MetricValue());
        }
        ByteBuffer packed = ByteBuffer.allocate(1 + byKey.size() * MOST_BYTES);
        packed.put((byte) (Boolean.FALSE.equals(metrics.getCustomer()) ? 0 : 1));
        byKey.forEach((key, value) -> put(packed, key, value));
        return bytes(packed);
    }

    /** The key of a metric by a definition; two of them have the same one with a probability of one in 10^18. */
    static long key(String metric, String definitionHash) {
        if (KEYS.size() >= MOST_KEYS) {
            KEYS.clear();
        }
        return KEYS.computeIfAbsent(metric + " " + definitionHash, PackedFacts::hash);
    }

    private static long hash(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).getLeastSignificantBits();
    }

    private static void put(ByteBuffer packed, long key, MetricValue value) {
        Double number = FactMapper.number(value.getValue());
        Double numerator = FactMapper.number(value.getNumerator());
        Double denominator = FactMapper.number(value.getDenominator());
        boolean ratio = numerator != null && denominator != null && denominator != 0;
        LocalDate anchor = value.getAnchor();
        LocalDate covered = value.getCoveredThrough();
        if (number == null && !ratio && anchor == null) {
            return;
        }
        packed.putLong(key);
        packed.put((byte) ((number == null ? 0 : VALUE)
                | (ratio ? RATIO : 0)
                | (anchor == null ? 0 : ANCHOR)
                | (covered == null ? 0 : COVERED)));
        if (number != null) {
            packed.putDouble(number);
        }
        if (ratio) {
            packed.putDouble(numerator * 100.0 / denominator);
        }
        if (anchor != null) {
            packed.putLong(anchor.toEpochDay());
        }
        if (covered != null) {
            packed.putLong(covered.toEpochDay());
        }
    }

    private static void put(ByteBuffer packed, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        packed.putInt(bytes.length).put(bytes);
    }

    private static byte[] bytes(ByteBuffer packed) {
        return Arrays.copyOf(packed.array(), packed.position());
    }
}
