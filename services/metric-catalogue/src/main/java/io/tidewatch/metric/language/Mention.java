package io.tidewatch.metric.language;

/** A name that a file uses for something defined elsewhere: a kind, a field, a measure, a metric. */
public record Mention(String name, Place place) {}
