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

    public String getAccount() {
        return account;
    }

    public String getKind() {
        return kind;
    }

    public String getMeetingKind() {
        return meetingKind;
    }

    public boolean isMeetingKindKnown() {
        return meetingKind != null;
    }

    public boolean isMeetingKindUnknown() {
        return meetingKind == null;
    }

    public String getStatus() {
        return status;
    }

    public boolean isWithSponsor() {
        return withSponsor;
    }

    public double getTakesPlaceAfterDays() {
        return takesPlaceAfterDays;
    }

    public double getTwoWayAfterDays() {
        return twoWayAfterDays;
    }

    public boolean isTwoWayAfterDaysKnown() {
        return !Double.isNaN(twoWayAfterDays);
    }

    public boolean isTwoWayAfterDaysUnknown() {
        return Double.isNaN(twoWayAfterDays);
    }

    public double getRecordedAfterDays() {
        return recordedAfterDays;
    }

    public boolean isRecordedAfterDaysKnown() {
        return !Double.isNaN(recordedAfterDays);
    }

    public boolean isRecordedAfterDaysUnknown() {
        return Double.isNaN(recordedAfterDays);
    }
}
