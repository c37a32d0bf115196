package io.tidewatch.ingestion.metric;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** The values of accounts with the same outcome, and why others have none. For one thread. */
final class OutcomeValues {

    /** How many different reasons are kept; some name numbers or days of the account. */
    static final int MOST_REASONS = 20;

    /** Why the accounts beyond them have no value. */
    static final String OTHER_REASONS = "Other reasons.";

    /** By currency; under the empty text what has none. */
    private final Map<String, DoubleStream.Builder> values = new TreeMap<>();

    private final Map<String, Long> numbers = new TreeMap<>();
    private final Map<String, Long> missing = new TreeMap<>();

    /**
     * Adds an account with a value.
     *
     * @param currency of an amount; null for everything else, and for an amount of nothing
     */
    void add(double value, String currency) {
        String key = currency == null ? "" : currency;
        values.computeIfAbsent(key, any -> DoubleStream.builder()).add(value);
        numbers.merge(key, 1L, Long::sum);
    }

    /** Adds accounts without a value. */
    void leaveOut(String reason, long accounts) {
        boolean room = missing.containsKey(reason) || missing.size() < MOST_REASONS;
        missing.merge(room ? reason : OTHER_REASONS, accounts, Long::sum);
    }

    /** Adds those of others, which must not be used any more. */
    void addAll(OutcomeValues others) {
        others.values.forEach((currency, some) -> {
            DoubleStream.Builder to = values.computeIfAbsent(currency, any -> DoubleStream.builder());
            some.build().forEach(to);
            numbers.merge(currency, others.numbers.get(currency), Long::sum);
        });
        others.missing.forEach(this::leaveOut);
    }

    /** By currency, how many accounts have a value in it; under the empty text those that have none. */
    Map<String, Long> numbers() {
        return numbers;
    }

    /** By reason, how many accounts have no value. */
    Map<String, Long> missing() {
        return missing;
    }

    /**
     * The values in ascending order, of which those in other currencies are left out. Can be called once.
     *
     * @param currency of the amounts that are compared; null without amounts
     */
    double[] in(String currency) {
        DoubleStream all = DoubleStream.empty();
        for (Map.Entry<String, DoubleStream.Builder> some : values.entrySet()) {
            if (some.getKey().isEmpty() || some.getKey().equals(currency)) {
                all = DoubleStream.concat(all, some.getValue().build());
            } else {
                leaveOut(
                        "The amount is in " + some.getKey() + " and cannot be compared with those in " + currency + ".",
                        numbers.get(some.getKey()));
            }
        }
        return all.sorted().toArray();
    }
}
