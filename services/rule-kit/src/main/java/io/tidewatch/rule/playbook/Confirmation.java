package io.tidewatch.rule.playbook;

import java.time.LocalDate;

/**
 * That a role agreed to its part in a playbook.
 *
 * @param by who confirmed, for people
 * @param on the day
 */
public record Confirmation(String by, LocalDate on) {}
