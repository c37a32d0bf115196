package io.tidewatch.benchmarks.base;

import java.time.LocalDate;

/**
 * How an account is linked to its neighbours, which are made without it: both sides follow from their numbers.
 *
 * @param parent number of the account that it belongs to; 0 for none
 * @param referrer number of the account that recommended us to it; 0 for none
 * @param referred number of the account that it recommended us to; 0 for none
 * @param referredStart the first day of that account; null without one
 */
record Links(int parent, int referrer, int referred, LocalDate referredStart) {

    private static final int FAMILY = 20;
    private static final int REFERRAL_BLOCK = 8;
    private static final int REFERRER = 2;
    private static final int REFERRED = 6;

    /** Who recommends us has been a customer for this long. */
    private static final int DAYS_BEFORE_REFERRAL = 90;

    static Links of(BaseSettings base, int number) {
        int parent = parent(base, number);
        int apart = REFERRED - REFERRER;
        return switch (number % REFERRAL_BLOCK) {
            case REFERRER ->
                refers(base, number)
                        ? new Links(parent, 0, number + apart, Prospect.start(base, number + apart))
                        : new Links(parent, 0, 0, null);
            case REFERRED -> new Links(parent, refers(base, number - apart) ? number - apart : 0, 0, null);
            default -> new Links(parent, 0, 0, null);
        };
    }

    /** The first of twenty accounts may have one to three subsidiaries after it. */
    private static int parent(BaseSettings base, int number) {
        int first = number - number % FAMILY + 1;
        int members = new Dice(base.seed(), first, -3).between(-1, 3);
        return number > first && number <= first + members ? first : 0;
    }

    private static boolean refers(BaseSettings base, int referrer) {
        int referred = referrer - REFERRER + REFERRED;
        return referred <= base.accounts()
                && Prospect.start(base, referrer)
                        .plusDays(DAYS_BEFORE_REFERRAL)
                        .isBefore(Prospect.start(base, referred));
    }
}
