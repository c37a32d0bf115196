package io.tidewatch.rule.compile;

import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.language.Band;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The bands of metrics in conditions: {@code customerHealthScoreBand == "RED"} is compiled as {@code customerHealthScore < 40.0}. So
 * a band is known when the value is, and the bounds of bands are tested like those that a rule writes itself.
 */
final class Bands {
    private Bands() {}

    /** The property of the value, for that of its band; both may be paths. */
    static String value(String bandProperty) {
        return bandProperty.substring(0, bandProperty.length() - MetricDefinition.BAND.length());
    }

    /** Adds the property of the band of a metric, and its twins, which are those of the value. */
    static void add(Map<String, Property> fact, MetricDefinition metric) {
        metric.bandProperty().ifPresent(name -> {
            List<String> words = metric.bands().stream().map(Band::name).toList();
            fact.put(
                    name,
                    new Property(
                            name,
                            Property.Type.TEXT,
                            metric.property() + "Known",
                            metric.id(),
                            null,
                            words,
                            "the band of " + metric.property() + ": "
                                    + metric.bands().stream().map(Bands::shown).collect(Collectors.joining(", ")),
                            metric.bands()));
            List.of("Known", "Unknown").forEach(twin -> fact.put(name + twin, fact.get(metric.property() + twin)));
        });
    }

    private static String shown(Band band) {
        String end = band.end() == null
                ? "above"
                : (band.including() ? "to " : "below ") + band.end().toPlainString();
        return band.name() + " " + end;
    }

    /**
     * That the value lies in one of some bands.
     *
     * @param band the property of the band
     * @param names some of its bands, but not all
     */
    static Term among(Term band, Set<String> names) {
        List<Band> bands = band.bands();
        List<Term> ranges = new ArrayList<>();
        for (int first = 0; first < bands.size(); first++) {
            int last = first;
            while (last < bands.size() && names.contains(bands.get(last).name())) {
                last++;
            }
            if (last > first) {
                ranges.add(range(band, first == 0 ? null : bands.get(first - 1), bands.get(last - 1)));
                first = last;
            }
        }
        return ranges.size() == 1
                ? ranges.getFirst()
                : new Term(
                        ranges.stream().map(Term::drl).collect(Collectors.joining(" || ")),
                        Property.Type.FLAG,
                        Term.Bond.OR,
                        band.reads());
    }

    /**
     * That the value lies behind a band and not behind another one.
     *
     * @param before null for the lowest range
     */
    private static Term range(Term band, Band before, Band last) {
        Term low = before == null ? null : bound(band, before.including() ? ">" : ">=", before);
        Term high = last.end() == null ? null : bound(band, last.including() ? "<=" : "<", last);
        if (low == null || high == null) {
            return low == null ? high : low;
        }
        return new Term(low.drl() + " && " + high.drl(), Property.Type.FLAG, Term.Bond.AND, band.reads())
                .joining(low, high);
    }

    private static Term bound(Term band, String sign, Band end) {
        String number = ConditionReader.number(end.end().toPlainString());
        return new Term(
                value(band.drl()) + " " + sign + " " + number, Property.Type.FLAG, Term.Bond.COMPARISON, band.reads());
    }
}
