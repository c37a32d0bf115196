package io.tidewatch.rule.fact;

/** A playbook run as judgements read it. Days are elapsed days since the opening, with fractions. */
public final class Run {
    private final String account;
    private final String playbook;
    private final double daysOpen;
    private final double respondedAfterDays;
    private final boolean strategicConversation;

    /** {@code respondedAfterDays} is NaN while there is no response. */
    public Run(
            String account,
            String playbook,
            double daysOpen,
            double respondedAfterDays,
            boolean strategicConversation) {
        this.account = account;
        this.playbook = playbook;
        this.daysOpen = daysOpen;
        this.respondedAfterDays = respondedAfterDays;
        this.strategicConversation = strategicConversation;
    }

    /** Id of the account. */
    public String getAccount() {
        return account;
    }

    /** Id of the playbook. */
    public String getPlaybook() {
        return playbook;
    }

    /** Elapsed days since the opening. */
    public double getDaysOpen() {
        return daysOpen;
    }

    /** Whether the customer has responded. */
    public boolean isResponse() {
        return isRespondedAfterDaysKnown();
    }

    /** Elapsed days from the opening to the first response; NaN when there is none. */
    public double getRespondedAfterDays() {
        return respondedAfterDays;
    }

    /** Whether there is a response. */
    public boolean isRespondedAfterDaysKnown() {
        return !Double.isNaN(respondedAfterDays);
    }

    /** Whether there is no response. */
    public boolean isRespondedAfterDaysUnknown() {
        return Double.isNaN(respondedAfterDays);
    }

    /** Whether a strategic conversation is on record. */
    public boolean isStrategicConversation() {
        return strategicConversation;
    }
}
