package io.tidewatch.engine.drill;

import io.tidewatch.engine.api.model.WhatIfRequest;
import io.tidewatch.engine.api.model.WhatIfValue;
import io.tidewatch.engine.client.ingestion.model.AccountChange;
import io.tidewatch.engine.client.ingestion.model.AccountChangeSponsorsInner;
import io.tidewatch.engine.client.ingestion.model.AccountMetrics;
import io.tidewatch.engine.client.ingestion.model.MetricValue;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.engine.judging.PosedFacts;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.threshold.AccountFacts;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The accounts of drills. Each drill has one of its own, so that nothing of it is counted for a customer. */
final class DrillAccount {

    /** With the id of the drill behind it, the id of its account; that of no customer begins so. */
    private static final String PREFIX = "*drill:";

    private static final LocalDate ALWAYS = LocalDate.of(9999, 12, 31);

    private DrillAccount() {}

    /**
     * The account of a drill, with the values and people of an existing one.
     *
     * @param today the day of its opening: what is known then stays known, as if its sources went on to deliver
     */
    static AccountFact like(AccountFact existing, UUID drillId, LocalDate today) {
        AccountMetrics metrics = existing.metrics();
        metrics.getValues().forEach(value -> {
            LocalDate covered = value.getCoveredThrough();
            if (covered != null && !covered.isBefore(today)) {
                value.setCoveredThrough(ALWAYS);
            }
        });
        return new AccountFact(PREFIX + drillId, existing.attributes(), metrics.customer(true), null, 0, null, null);
    }

    /**
     * The account of a drill with other values.
     *
     * @param posed the metrics to change, as they are known on the day of its opening
     */
    static AccountFact with(AccountFact account, List<WhatIfValue> posed, Catalogue catalogue, LocalDate today) {
        AccountFacts facts = new PosedFacts(catalogue, today)
                .of(new WhatIfRequest().values(posed), FactMapper.facts(account, catalogue, today));
        Set<String> changed = posed.stream().map(WhatIfValue::getMetric).collect(Collectors.toSet());
        List<MetricValue> values = new ArrayList<>(account.metrics().getValues());
        values.removeIf(value -> changed.contains(value.getMetric()));
        changed.forEach(id -> values.add(published(catalogue.metric(id).orElseThrow(), facts.metric(id), today)));
        return new AccountFact(
                account.accountId(),
                account.attributes(),
                new AccountMetrics()
                        .customer(true)
                        .values(values)
                        .records(account.metrics().getRecords()),
                null,
                0,
                null,
                null);
    }

    private static MetricValue published(
            MetricDefinition metric, io.tidewatch.rule.threshold.MetricValue value, LocalDate today) {
        MetricValue published = new MetricValue()
                .metric(metric.id())
                .definitionHash(metric.definitionHash())
                .state("KNOWN");
        return switch (value) {
            case io.tidewatch.rule.threshold.MetricValue.Age age -> published.anchor(age.anchor());
            case io.tidewatch.rule.threshold.MetricValue.Countdown countdown -> published.anchor(countdown.target());
            case io.tidewatch.rule.threshold.MetricValue.Known known ->
                published
                        .value(Double.toString(known.value()))
                        .numerator(text(known.numerator()))
                        .denominator(text(known.denominator()))
                        .windowDays(known.windowDays());
            default -> published.state("UNKNOWN").reason(value.unknownReason(today));
        };
    }

    private static String text(Double number) {
        return number == null ? null : number.toString();
    }

    /** A test account of which no value is known; the person who drills is its CSM and its sales owner. */
    static AccountFact test(UUID drillId, String person) {
        return new AccountFact(
                PREFIX + drillId,
                new AccountChange()
                        .name("Test account")
                        .csmEmail(person)
                        .salesOwnerEmail(person)
                        .sponsors(List.of(new AccountChangeSponsorsInner()
                                .id("test-sponsor")
                                .name("Test Sponsor"))),
                new AccountMetrics().customer(true).values(List.of()),
                null,
                0,
                null,
                null);
    }
}
