package io.tidewatch.rule.fact;

/**
 * A touchpoint as judgements read it, seen from one run. Days are elapsed days since the opening of the run, with
 * fractions, negative before it.
 */
public final class Touchpoint {
    private final int row;
    private final String account;
    private final String kind;
    private final String meetingKind;
    private final String status;
    private final boolean withSponsor;
    private final double takesPlaceAfterDays;
    private final double twoWayAfterDays;
    private final double recordedAfterDays;

    /** Texts may be null and numbers NaN where unknown. */
    public Touchpoint(
            int row,
            String account,
            String kind,
            String meetingKind,
            String status,
            boolean withSponsor,
            double takesPlaceAfterDays,
            double twoWayAfterDays,
            double recordedAfterDays) {
        this.row = row;
        this.account = account;
        this.kind = kind;
        this.meetingKind = meetingKind;
        this.status = status;
        this.withSponsor = withSponsor;
        this.takesPlaceAfterDays = takesPlaceAfterDays;
        this.twoWayAfterDays = twoWayAfterDays;
        this.recordedAfterDays = recordedAfterDays;
    }

    int place() {
        return row;
    }

    /** Id of the account. */
    public String getAccount() {
        return account;
    }

    /** MEETING, CALL or EMAIL. */
    public String getKind() {
        return kind;
    }

    /** What a meeting was about; null when not known. */
    public String getMeetingKind() {
        return meetingKind;
    }

    /** Whether the kind of meeting is known. */
    public boolean isMeetingKindKnown() {
        return meetingKind != null;
    }

    /** Whether the kind of meeting is not known. */
    public boolean isMeetingKindUnknown() {
        return meetingKind == null;
    }

    /** What became of it. */
    public String getStatus() {
        return status;
    }

    /** Whether an executive sponsor took part. */
    public boolean isWithSponsor() {
        return withSponsor;
    }

    /** Elapsed days from the opening to the touchpoint. */
    public double getTakesPlaceAfterDays() {
        return takesPlaceAfterDays;
    }

    /** Elapsed days from the opening to the exchange; NaN when there was none. */
    public double getTwoWayAfterDays() {
        return twoWayAfterDays;
    }

    /** Whether there was an exchange. */
    public boolean isTwoWayAfterDaysKnown() {
        return !Double.isNaN(twoWayAfterDays);
    }

    /** Whether there was no exchange. */
    public boolean isTwoWayAfterDaysUnknown() {
        return Double.isNaN(twoWayAfterDays);
    }

    /** Elapsed days from the opening to its being on record; NaN when not known. */
    public double getRecordedAfterDays() {
        return recordedAfterDays;
    }

    /** Whether it is known since when it is on record. */
    public boolean isRecordedAfterDaysKnown() {
        return !Double.isNaN(recordedAfterDays);
    }

    /** Whether it is not known since when it is on record. */
    public boolean isRecordedAfterDaysUnknown() {
        return Double.isNaN(recordedAfterDays);
    }
}
