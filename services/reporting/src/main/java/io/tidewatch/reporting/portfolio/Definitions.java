package io.tidewatch.reporting.portfolio;

/**
 * The definitions by which reports read the values of accounts.
 *
 * @param arr           hash of the definition of annual recurring revenue; null when not known
 * @param daysToRenewal hash of the definition of the days to the renewal; null when not known
 */
public record Definitions(String arr, String daysToRenewal) {}
