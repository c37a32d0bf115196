package io.tidewatch.reporting.portfolio;

/**
 * Which accounts a report is about.
 *
 * @param segment only this segment; null for all
 * @param csm     only the accounts of this CSM (e-mail); null for all
 */
public record Selection(String segment, String csm) {

    /** All accounts. */
    public static final Selection ALL = new Selection(null, null);

    /** Blank means all. */
    public Selection {
        segment = segment == null || segment.isBlank() ? null : segment.strip();
        csm = csm == null || csm.isBlank() ? null : csm.strip();
    }
}
