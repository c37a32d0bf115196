package io.tidewatch.reporting.retention;

import io.tidewatch.reporting.portfolio.Selection;
import java.time.LocalDate;

/**
 * What was asked for.
 *
 * @param asOf      the later day; null for today
 * @param from      the earlier day; null for the same day a year before (28 February for 29 February)
 * @param selection which accounts
 */
public record ReportRequest(LocalDate asOf, LocalDate from, Selection selection) {}
