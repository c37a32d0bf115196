package io.tidewatch.rule.threshold;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * All that rules may know of one account.
 *
 * @param accountId canonical id
 * @param attributes property of an {@link AccountAttribute} → text; an attribute that is not known is left out or null
 * @param metrics metric id → value; a metric that is left out is unknown
 * @param customer false when the account is known not to be a customer
 */
public record AccountFacts(
        String accountId, Map<String, String> attributes, Map<String, MetricValue> metrics, boolean customer) {
    public AccountFacts {
        Objects.requireNonNull(accountId, "accountId");
        Map<String, String> known = new HashMap<>(attributes);
        known.values().removeIf(Objects::isNull);
        attributes = Map.copyOf(known);
        metrics = Map.copyOf(metrics);
    }

    /** Of an account that is a customer, as far as is known. */
    public AccountFacts(String accountId, Map<String, String> attributes, Map<String, MetricValue> metrics) {
        this(accountId, attributes, metrics, true);
    }
}
