package io.tidewatch.metric.language;

import java.math.BigDecimal;

/**
 * A range of values with a name. The first band that fits counts.
 *
 * @param end where the band ends; null for the last one
 * @param including whether {@code end} is part of it ({@code to}) or not ({@code below})
 */
public record Band(String name, Place place, BigDecimal end, boolean including) {}
