package io.tidewatch.metric.language;

/** A number or list with a name, which formulas read as {@code $name}. */
public record ParameterSyntax(Place place, Setting setting) {}
