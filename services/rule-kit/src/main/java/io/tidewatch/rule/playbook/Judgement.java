package io.tidewatch.rule.playbook;

/** What the judgements of a playbook (DRL) can hold of a run. */
public enum Judgement {
    /** The customer has responded since the opening. */
    RESPONSE("response"),
    /** A strategic conversation is held or on the calendar, recorded in time. */
    STRATEGIC_CONVERSATION("strategicConversation"),
    /** The playbook has worked. */
    SUCCESS("success"),
    /** The playbook has not worked, and its time is over. */
    FAILURE("failure");

    private final String word;

    Judgement(String word) {
        this.word = word;
    }

    /** The word rules use. */
    public String word() {
        return word;
    }
}
