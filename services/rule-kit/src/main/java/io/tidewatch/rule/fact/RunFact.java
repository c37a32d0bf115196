package io.tidewatch.rule.fact;

/**
 * What the generated class {@code rules.Run} extends: a playbook run as judgements read it, its judgement words by index.
 * Days are elapsed days since the opening, with fractions. The days of a word that does not hold are held as NaN and never
 * compared, because every rule asks {@code …Known} first.
 */
public abstract class RunFact {
    private final String account;
    private final String playbook;
    private final double daysOpen;
    private final double[] afterDays;

    /**
     * A run at one time.
     *
     * @param account id of the account
     * @param playbook id of the playbook
     * @param daysOpen days since the opening
     * @param afterDays by the order of the generated properties: days from the opening to the instant at which the word holds;
     *     NaN while it does not hold
     */
    protected RunFact(String account, String playbook, double daysOpen, double[] afterDays) {
        this.account = account;
        this.playbook = playbook;
        this.daysOpen = daysOpen;
        this.afterDays = afterDays;
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

    /** Whether a word holds. */
    protected final boolean holds(int index) {
        return !Double.isNaN(afterDays[index]);
    }

    /** Elapsed days from the opening to the instant at which a word holds; NaN while it does not hold. */
    protected final double afterDays(int index) {
        return afterDays[index];
    }
}
