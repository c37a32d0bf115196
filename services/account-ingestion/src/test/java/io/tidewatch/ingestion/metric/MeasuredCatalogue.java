package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.Measure;
import io.tidewatch.metric.MeasureUse;
import io.tidewatch.metric.MetricDefinition;
import io.tidewatch.metric.MetricKind;
import io.tidewatch.metric.ObservationKind;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.language.PeriodLength;
import io.tidewatch.metric.language.ResolvedDefinition;
import io.tidewatch.metric.language.Setting;
import java.util.List;
import java.util.Optional;

/**
 * The metrics of a catalogue that the computation in SQL can compute: ten, by their ids. It takes windows and parameters from
 * their definitions, and does not look at their formulas. Goes when the evaluator of the metric language computes all metrics.
 */
final class MeasuredCatalogue {
    private final Catalogue catalogue;
    private final List<MetricDefinition> metrics;
    private final List<MetricDefinition> tracked;

    private MeasuredCatalogue(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.metrics = measured(catalogue.metrics());
        this.tracked = measured(catalogue.tracked());
    }

    static MeasuredCatalogue of(Catalogue catalogue) {
        return new MeasuredCatalogue(catalogue);
    }

    /** Those that can be computed, ordered by id. */
    List<MetricDefinition> metrics() {
        return metrics;
    }

    /** Those of them that the catalogue tracks. */
    List<MetricDefinition> tracked() {
        return tracked;
    }

    /** The one with this id. */
    Optional<MetricDefinition> metric(String id) {
        return metrics.stream().filter(metric -> metric.id().equals(id)).findFirst();
    }

    private List<MetricDefinition> measured(List<io.tidewatch.metric.catalogue.MetricDefinition> all) {
        return all.stream().map(this::measured).flatMap(Optional::stream).toList();
    }

    private Optional<MetricDefinition> measured(io.tidewatch.metric.catalogue.MetricDefinition metric) {
        MetricDefinition measured =
                switch (metric.id()) {
                    case "active-user-percentage" ->
                        of(
                                metric,
                                MetricKind.DISTINCT_RATIO,
                                use(Measure.ACTIVE_USERS),
                                use(Measure.PURCHASED_SEATS),
                                ObservationKind.USERS,
                                ObservationKind.USAGE);
                    case "arr" -> of(metric, MetricKind.STATE, use(Measure.ARR), null);
                    case "average-resolution-time" ->
                        of(
                                metric,
                                MetricKind.MEAN,
                                use(Measure.RESOLUTION_HOURS),
                                use(Measure.RESOLVED_TICKETS),
                                ObservationKind.TICKETS);
                    case "days-since-executive-contact" ->
                        of(
                                metric,
                                MetricKind.AGE,
                                use(Measure.LAST_SPONSOR_CONTACT),
                                null,
                                ObservationKind.CONTACTS,
                                ObservationKind.TOUCHPOINTS);
                    case "days-to-renewal" -> of(metric, MetricKind.COUNTDOWN, use(Measure.NEXT_PAID_END), null);
                    case "gross-revenue-retention" ->
                        of(metric, MetricKind.PERIOD_RATIO, use(Measure.MRR_RETAINED), use(Measure.MRR_AT_START));
                    case "logo-churn" ->
                        of(metric, MetricKind.PERIOD_RATIO, use(Measure.ACCOUNTS_LOST), use(Measure.ACCOUNTS_AT_START));
                    case "net-revenue-retention" ->
                        of(metric, MetricKind.PERIOD_RATIO, use(Measure.MRR_AT_END), use(Measure.MRR_AT_START));
                    case "power-user-percentage" ->
                        of(
                                metric,
                                MetricKind.DISTINCT_RATIO,
                                powerUsers(),
                                use(Measure.ASSIGNED_SEATS),
                                ObservationKind.USERS,
                                ObservationKind.USAGE);
                    case "seat-utilization" ->
                        of(
                                metric,
                                MetricKind.RATIO,
                                use(Measure.ASSIGNED_SEATS),
                                use(Measure.PURCHASED_SEATS),
                                ObservationKind.USERS);
                    default -> null;
                };
        return Optional.ofNullable(measured);
    }

    private static MetricDefinition of(
            io.tidewatch.metric.catalogue.MetricDefinition metric,
            MetricKind kind,
            MeasureUse numerator,
            MeasureUse denominator,
            ObservationKind... coverage) {
        PeriodLength period = metric.period();
        boolean months = period != null && period.months();
        return new MetricDefinition(
                metric.id(),
                kind,
                period == null ? metric.windowDays() : months ? null : Integer.valueOf(period.length()),
                months ? period.length() : null,
                numerator,
                denominator,
                List.of(coverage),
                metric.membership(),
                metric.definitionHash());
    }

    private static MeasureUse use(Measure measure) {
        return new MeasureUse(measure, null, null, List.of());
    }

    private MeasureUse powerUsers() {
        return new MeasureUse(
                Measure.POWER_USERS,
                number("minValueActions"),
                number("minValueDays"),
                ((Setting.Value.Texts) setting("valueFeatures")).texts());
    }

    private Integer number(String parameter) {
        return ((Setting.Value.Amount) setting(parameter)).number().intValueExact();
    }

    private Setting.Value setting(String parameter) {
        return ResolvedDefinition.of(
                        catalogue.language(), catalogue.language().metrics().get("power-user-percentage"))
                .setting(parameter)
                .standard();
    }
}
