package io.tidewatch.rule.message;

/**
 * A message as an analyst wrote it, in the template language Qute. The data it may use is listed in rules/FACTS.md.
 *
 * @param id kebab-case; playbooks name it
 * @param subject one line
 * @param text plain text body
 * @param html HTML body
 */
public record MessageTemplate(String id, String subject, String text, String html) {}
