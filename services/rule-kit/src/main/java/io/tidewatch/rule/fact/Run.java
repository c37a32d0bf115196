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

    public String getAccount() {
        return account;
    }

    public String getPlaybook() {
        return playbook;
    }

    public double getDaysOpen() {
        return daysOpen;
    }

    public boolean isResponse() {
        return isRespondedAfterDaysKnown();
    }

    public double getRespondedAfterDays() {
        return respondedAfterDays;
    }

    public boolean isRespondedAfterDaysKnown() {
        return !Double.isNaN(respondedAfterDays);
    }

    public boolean isRespondedAfterDaysUnknown() {
        return Double.isNaN(respondedAfterDays);
    }

    public boolean isStrategicConversation() {
        return strategicConversation;
    }
}
