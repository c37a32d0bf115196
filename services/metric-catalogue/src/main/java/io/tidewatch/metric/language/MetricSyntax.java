package io.tidewatch.metric.language;

import io.tidewatch.metric.Membership;
import io.tidewatch.metric.Unit;
import java.util.List;
import java.util.Objects;

/**
 * A metric, as its file says it.
 *
 * @param profile what the file says for people
 * @param group whether only groups have a value
 * @param membership on which day the accounts of a group belong to it
 * @param period how long before the as-of day the earlier day lies; null when the metric has none
 * @param everyone whether the file says {@code population: everyone}
 * @param population which accounts count; null when everyone does or the file says nothing
 * @param value the formula, over an account's measures or a group's sums
 * @param by measures that are split by a field of their records
 * @param bands ranges with names; empty when there are none
 * @param overAccounts how values of accounts become one of a group; null means by the formula over the sums
 * @param details measures that are shown beside the value
 * @param alsoCalled other names
 */
public record MetricSyntax(
        Place place,
        String id,
        MetricProfile profile,
        Unit unit,
        boolean group,
        Membership membership,
        PeriodLength period,
        Definitions own,
        boolean everyone,
        Formula population,
        Formula value,
        List<Split> by,
        List<Band> bands,
        Mention overAccounts,
        List<Mention> details,
        List<String> alsoCalled) {
    public MetricSyntax {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(value, "value");
        by = List.copyOf(by);
        bands = List.copyOf(bands);
        details = List.copyOf(details);
        alsoCalled = List.copyOf(alsoCalled);
    }

    /** A measure and the field of its records by which it is split. */
    public record Split(Mention measure, String field) {}
}
