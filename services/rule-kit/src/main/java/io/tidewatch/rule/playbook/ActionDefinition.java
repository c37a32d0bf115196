package io.tidewatch.rule.playbook;

/**
 * One action of a playbook.
 *
 * @param step its key, once in the playbook
 * @param kind what to do
 * @param audience whom it is for; CRM for CRM_UPDATE
 * @param messageId message to send; null for CRM_UPDATE
 * @param draftMessageId message to attach as a draft to the executive sponsor, or null
 * @param crmStage stage to show for CRM_UPDATE, e.g. AT_RISK; else null
 */
public record ActionDefinition(
        String step, ActionKind kind, Audience audience, String messageId, String draftMessageId, String crmStage) {}
