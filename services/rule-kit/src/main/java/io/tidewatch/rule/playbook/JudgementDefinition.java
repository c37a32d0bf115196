package io.tidewatch.rule.playbook;

/**
 * A judgement word as its playbook declares it.
 *
 * @param sentence what people read while it holds
 * @param line where it is written in the file of the playbook
 */
public record JudgementDefinition(String sentence, int line) {}
