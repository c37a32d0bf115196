package io.tidewatch.engine.judging;

import io.tidewatch.engine.api.model.WhatIfRequest;
import io.tidewatch.engine.api.model.WhatIfValue;
import io.tidewatch.metric.Unit;
import io.tidewatch.metric.catalogue.Anchoring;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.problem.Problem;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.threshold.AccountAttribute;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.spelling.Spelling;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Facts of an account with what a request changes of them. */
public final class PosedFacts {

    private static final String UNKNOWN = "the request says so";

    private static final int MOST_DAYS = 36_500;

    private final Catalogue catalogue;
    private final LocalDate day;
    private final List<Problem.Fault> faults = new ArrayList<>();

    /** By the metrics and attributes of that catalogue, on that business day. */
    public PosedFacts(Catalogue catalogue, LocalDate day) {
        this.catalogue = catalogue;
        this.day = day;
    }

    /** The facts with all changes; fails with {@code value-not-possible}, which lists every change that is not. */
    public AccountFacts of(WhatIfRequest request, AccountFacts facts) {
        Map<String, String> attributes = new HashMap<>(facts.attributes());
        if (request.getAttributes() != null) {
            request.getAttributes().forEach((name, value) -> attribute(name, value, attributes));
        }
        Map<String, MetricValue> metrics = new HashMap<>(facts.metrics());
        List<WhatIfValue> values = request.getValues() == null ? List.of() : request.getValues();
        for (int index = 0; index < values.size(); index++) {
            value("/values/" + index, values.get(index), metrics);
        }
        if (!faults.isEmpty()) {
            throw new ProblemException(
                    WhatIfProblem.VALUE_NOT_POSSIBLE, "The active rules cannot judge this account.", faults);
        }
        boolean customer = request.getCustomer() == null ? facts.customer() : request.getCustomer();
        return new AccountFacts(facts.accountId(), attributes, metrics, customer).with(facts.records());
    }

    private void attribute(String name, String value, Map<String, String> attributes) {
        String pointer = "/attributes/" + name.replace("~", "~0").replace("/", "~1");
        Map<String, AccountAttribute> known = new HashMap<>();
        AccountAttribute.of(catalogue).forEach(attribute -> known.put(attribute.property(), attribute));
        AccountAttribute attribute = known.get(name);
        if (attribute == null) {
            unknownWord(pointer, "attribute", name, known.keySet());
        } else if (value != null
                && !attribute.words().isEmpty()
                && !attribute.words().contains(value)) {
            faults.add(new Problem.Fault(
                    pointer,
                    null,
                    "\"" + name + "\" must be one of " + String.join(", ", attribute.words()) + ".",
                    Spelling.closest(value, attribute.words())));
        } else {
            attributes.put(name, value);
        }
    }

    private void unknownWord(String pointer, String what, String name, Collection<String> known) {
        faults.add(new Problem.Fault(
                pointer,
                null,
                "The active rules have no " + what + " \"" + name + "\".",
                Spelling.closest(name, known)));
    }

    private void value(String pointer, WhatIfValue value, Map<String, MetricValue> metrics) {
        MetricDefinition metric = catalogue.tracked().stream()
                .filter(known -> known.id().equals(value.getMetric()))
                .findFirst()
                .orElse(null);
        if (metric == null) {
            List<String> ids =
                    catalogue.tracked().stream().map(MetricDefinition::id).toList();
            unknownWord(pointer + "/metric", "metric", value.getMetric(), ids);
            return;
        }
        boolean ratio = value.getNumerator() != null && value.getDenominator() != null;
        if (!ratio && (value.getNumerator() != null || value.getDenominator() != null)
                || ratio && (value.getValue() != null || metric.unit() != Unit.PERCENT)) {
            faults.add(
                    Problem.Fault.at(
                            pointer,
                            "Give \"value\" alone; only a percentage may have \"numerator\" and \"denominator\" in its place."));
        } else if (ratio) {
            metrics.put(
                    metric.id(),
                    MetricValue.Known.percent(
                            value.getNumerator().doubleValue(),
                            value.getDenominator().doubleValue(),
                            metric.windowDays(day),
                            day));
        } else if (metric.anchoring() != Anchoring.NONE && value.getValue() != null && !isDays(value.getValue())) {
            faults.add(Problem.Fault.at(
                    pointer + "/value",
                    "An age or a countdown must be a whole number of days, at most " + MOST_DAYS + "."));
        } else {
            metrics.put(metric.id(), of(metric, value));
        }
    }

    private static boolean isDays(BigDecimal number) {
        return number.abs().compareTo(BigDecimal.valueOf(MOST_DAYS)) <= 0
                && number.stripTrailingZeros().scale() <= 0;
    }

    private MetricValue of(MetricDefinition metric, WhatIfValue value) {
        if (value.getValue() == null) {
            return new MetricValue.Unknown(UNKNOWN);
        }
        return switch (metric.anchoring()) {
            case NONE ->
                new MetricValue.Known(
                        value.getValue().doubleValue(), null, null, metric.windowDays(day), day, null, Map.of());
            case SINCE -> new MetricValue.Age(day.minusDays(value.getValue().intValueExact()), day, Map.of());
            case UNTIL ->
                new MetricValue.Countdown(day.plusDays(value.getValue().intValueExact()), day, Map.of());
        };
    }
}
