package io.tidewatch.rule.playbook;

import java.time.Instant;

/**
 * A colleague ticked a task or acknowledged a message. It stops reminders, never an escalation.
 *
 * @param runId the run
 * @param step the step it is about, or null for the run as a whole
 * @param by who
 * @param at when (business time)
 */
public record Acknowledgement(String runId, String step, String by, Instant at) {}
