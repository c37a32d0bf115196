package io.tidewatch.metric.language;

import java.math.BigDecimal;
import java.util.List;

/**
 * A range of values with a name. The first band that fits counts.
 *
 * @param end where the band ends; null for the last one
 * @param including whether {@code end} is part of it ({@code to}) or not ({@code below})
 */
public record Band(String name, Place place, BigDecimal end, boolean including) {

    /** The name of the band that a value lies in; null when there are no bands. */
    public static String of(List<Band> bands, double value) {
        for (Band band : bands) {
            double end =
                    band.end() == null ? Double.POSITIVE_INFINITY : band.end().doubleValue();
            if (value < end || band.including() && value == end) {
                return band.name();
            }
        }
        return null;
    }
}
