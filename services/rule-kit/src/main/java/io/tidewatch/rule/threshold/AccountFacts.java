package io.tidewatch.rule.threshold;

import io.tidewatch.metric.history.AccountRecord;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** All that rules may know of one account. Immutable. Facts in the order of a bundle are judged by it fastest. */
public final class AccountFacts {
    private final String accountId;
    private final FactOrder order;
    private final String[] attributes;
    private final MetricValue[] metrics;
    private final boolean customer;
    private final List<AccountRecord> records;

    /**
     * Facts by place. The arrays must not be changed afterwards.
     *
     * @param accountId canonical id
     * @param order the places
     * @param attributes texts of the attributes; null when not known
     * @param metrics values of the metrics; null when not known
     * @param customer false when the account is known not to be a customer
     */
    public AccountFacts(
            String accountId, FactOrder order, String[] attributes, MetricValue[] metrics, boolean customer) {
        this(accountId, order, attributes, metrics, customer, List.of());
    }

    private AccountFacts(
            String accountId,
            FactOrder order,
            String[] attributes,
            MetricValue[] metrics,
            boolean customer,
            List<AccountRecord> records) {
        this.accountId = Objects.requireNonNull(accountId, "accountId");
        this.order = order;
        this.attributes = attributes;
        this.metrics = metrics;
        this.customer = customer;
        this.records = List.copyOf(records);
        if (attributes.length != order.attributes().size()
                || metrics.length != order.metrics().size()) {
            throw new IllegalArgumentException("The facts of " + accountId + " are not in that order");
        }
    }

    /**
     * Facts by name.
     *
     * @param attributes property of an {@link AccountAttribute} → text; an attribute that is not known is left out or null
     * @param metrics metric id → value; a metric that is left out is unknown
     */
    public AccountFacts(
            String accountId, Map<String, String> attributes, Map<String, MetricValue> metrics, boolean customer) {
        this(
                accountId,
                new FactOrder(metrics.keySet(), attributes.keySet()),
                attributes.values().toArray(String[]::new),
                metrics.values().toArray(MetricValue[]::new),
                customer);
    }

    /** Of an account that is a customer, as far as is known. */
    public AccountFacts(String accountId, Map<String, String> attributes, Map<String, MetricValue> metrics) {
        this(accountId, attributes, metrics, true);
    }

    /** Canonical id. */
    public String accountId() {
        return accountId;
    }

    /** False when the account is known not to be a customer. */
    public boolean customer() {
        return customer;
    }

    /** Text of an attribute; null when it is not known. */
    public String attribute(String property) {
        int place = order.placeOfAttribute(property);
        return place < 0 ? null : attributes[place];
    }

    /** Value of a metric; null when nothing is known of it. */
    public MetricValue metric(String id) {
        int place = order.placeOfMetric(id);
        return place < 0 ? null : metrics[place];
    }

    /** Texts of the attributes by place; null where not known. */
    public String[] texts() {
        return attributes.clone();
    }

    /**
     * Writes the values of a day by place; NaN where unknown.
     *
     * @param numbers with room for all metrics
     */
    public void writeNumbers(LocalDate day, double[] numbers) {
        for (int place = 0; place < metrics.length; place++) {
            MetricValue value = metrics[place];
            // Most values are of this kind; without it, each would make an object on the way.
            if (value instanceof MetricValue.Known known) {
                numbers[place] = known.value();
            } else {
                numbers[place] = value == null ? Double.NaN : value.on(day).orElse(Double.NaN);
            }
        }
    }

    /** Value of the metric at a place; null when nothing is known of it. */
    public MetricValue metricAt(int place) {
        return metrics[place];
    }

    /** The attributes that are known, by name. */
    public Map<String, String> attributes() {
        return byName(order.attributes(), attributes);
    }

    /** The metrics of which something is known, by id. */
    public Map<String, MetricValue> metrics() {
        return byName(order.metrics(), metrics);
    }

    /**
     * Records that judgements may read: of each kind the newest, by when they became known. Of a kind that none reads there may be
     * none here.
     */
    public List<AccountRecord> records() {
        return records;
    }

    /** The same facts with these records. */
    public AccountFacts with(List<AccountRecord> others) {
        return new AccountFacts(accountId, order, attributes, metrics, customer, others);
    }

    /** The same facts in another order; what has no place in it is left out. */
    public AccountFacts in(FactOrder other) {
        if (other == order) {
            return this;
        }
        return new AccountFacts(
                accountId,
                other,
                other.attributes().stream().map(this::attribute).toArray(String[]::new),
                other.metrics().stream().map(this::metric).toArray(MetricValue[]::new),
                customer,
                records);
    }

    private static <T> Map<String, T> byName(List<String> names, T[] values) {
        Map<String, T> known = new LinkedHashMap<>();
        for (int place = 0; place < names.size(); place++) {
            if (values[place] != null) {
                known.put(names.get(place), values[place]);
            }
        }
        return known;
    }
}
