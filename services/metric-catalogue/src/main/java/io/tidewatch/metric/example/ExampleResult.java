package io.tidewatch.metric.example;

import java.util.List;

/**
 * How one example of a metric went.
 *
 * @param file where it is written
 * @param line its first line
 * @param name what it shows, with the metric before it
 * @param metric id
 * @param withValue whether it expects a value
 * @param differences what was not as expected, as sentences; empty when it passed
 */
public record ExampleResult(
        String file, int line, String name, String metric, boolean withValue, List<String> differences) {
    public ExampleResult {
        differences = List.copyOf(differences);
    }
}
