package io.tidewatch.suite.example;

/**
 * What is true of one example account on the day of loading; observations are made up so that they say exactly this.
 *
 * @param id the canonical id
 * @param name the company's name
 * @param segment ENTERPRISE, MID_MARKET or SMB
 * @param industry the company's business
 * @param country two letters
 * @param csm e-mail of the customer success manager
 * @param salesOwner e-mail of the sales owner
 * @param contract what was bought
 * @param seats who uses it
 * @param sponsor how it stands with the executive sponsor
 */
record ExamplePlan(
        String id,
        String name,
        String segment,
        String industry,
        String country,
        String csm,
        String salesOwner,
        Contract contract,
        Seats seats,
        Sponsor sponsor) {

    /**
     * What was bought. Terms last 365 days and follow each other.
     *
     * @param termStartedDaysAgo when the present term began; of a churned account, the days since the last one ended
     * @param earlierTerms how many terms came before
     * @param mrrNow monthly recurring revenue of the present term, in cents
     * @param mrrBefore of the term before, in cents
     * @param churned whether there is no present term
     * @param trial whether nothing was ever paid
     */
    record Contract(
            int termStartedDaysAgo, int earlierTerms, long mrrNow, long mrrBefore, boolean churned, boolean trial) {}

    /**
     * Who uses it.
     *
     * @param purchased seats bought
     * @param assigned users with a seat
     * @param power users who do a lot nearly every working day
     * @param light users who come once a week; the others never come
     */
    record Seats(int purchased, int assigned, int power, int light) {}

    /**
     * How it stands with the executive sponsor.
     *
     * @param known whether there is a contact with that role
     * @param lastContactDaysAgo the last two-way contact; -1 when there never was one
     * @param outreach what we tried since then, in vain
     */
    record Sponsor(boolean known, int lastContactDaysAgo, Outreach outreach, int tries) {}

    /** How we tried to reach a sponsor. */
    enum Outreach {
        NOBODY_WROTE,
        MAILS,
        MEETINGS
    }

    /** The days for which the account has been a paying customer without a break; 0 when it is none now. */
    int activeDays() {
        return contract.churned() || contract.trial()
                ? 0
                : contract.termStartedDaysAgo() + 365 * contract.earlierTerms();
    }

    /** The days since the account is known at all. */
    int knownDays() {
        return contract.termStartedDaysAgo() + 365 * Math.max(contract.earlierTerms(), contract.churned() ? 1 : 0);
    }
}
