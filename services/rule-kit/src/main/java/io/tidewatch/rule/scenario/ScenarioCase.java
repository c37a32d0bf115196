package io.tidewatch.rule.scenario;

import io.tidewatch.rule.threshold.Level;
import java.util.List;
import java.util.Map;

/**
 * Values of one account, or of the portfolio, on one day, and the flags they must give.
 *
 * @param ofPortfolio whether the values are those of the portfolio
 * @param before thresholds that were raised before
 * @param raised thresholds that must be raised; exactly these
 * @param unknown thresholds that must be unknown, exactly these; null when not stated
 * @param healthy thresholds that must be healthy, exactly these; null when not stated
 * @param because threshold → sentence it must give
 * @param levels threshold → level that its flag must have while it is raised
 */
record ScenarioCase(
        String file,
        int line,
        String name,
        boolean ofPortfolio,
        Map<String, String> attributes,
        Map<String, ValueSpec> values,
        List<String> before,
        List<String> raised,
        List<String> unknown,
        List<String> healthy,
        Map<String, String> because,
        Map<String, Level> levels) {}
