package io.tidewatch.rule.playbook;

/**
 * One action of a playbook.
 *
 * @param step its key, once in the playbook
 * @param kind what to do
 * @param audience whom it is for; CRM for CRM_UPDATE and SCHEDULE_CHANGE
 * @param title what people read in lists, as its message says it; null when it says nothing
 * @param messageId message to send; null for CRM_UPDATE and SCHEDULE_CHANGE
 * @param draftMessageId message to attach as a draft to the executive sponsor, or null
 * @param crmStage stage to show for CRM_UPDATE, e.g. AT_RISK; else null
 * @param schedule the change for SCHEDULE_CHANGE, else null
 */
public record ActionDefinition(
        String step,
        ActionKind kind,
        Audience audience,
        String title,
        String messageId,
        String draftMessageId,
        String crmStage,
        ScheduleChange schedule) {

    /** A task that sends one message. */
    public static ActionDefinition task(String step, Audience audience, String title, String messageId) {
        return new ActionDefinition(step, ActionKind.TASK, audience, title, messageId, null, null, null);
    }

    /** Its title; without one, the words of its key: {@code sponsor-mail} as {@code Sponsor mail}. */
    public String titleOrKey() {
        return title == null ? inWords(step) : title;
    }

    /** A key as people read it. */
    public static String inWords(String key) {
        return Character.toUpperCase(key.charAt(0)) + key.substring(1).replace('-', ' ');
    }
}
