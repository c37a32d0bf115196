package io.tidewatch.reporting.portfolio;

/** SQL conditions that every statement about a selection shares. */
final class Selected {

    /** Whether account {@code a}, which may be missing, belongs to the selection; $1 segment, $2 CSM, null for all. */
    static final String ACCOUNT =
            "a.deleted is not true and ($1::text is null or a.segment = $1) and ($2::text is null or lower(a.csm_email) = lower($2))";

    /** Whether the share, or the sum, {@code s} belongs to the selection; $1 segment, $2 CSM, null for all. */
    static final String SHARE =
            "($1::text is null or s.segment = $1) and ($2::text is null or lower(s.csm) = lower($2))";

    /** Whether run {@code r} is open. */
    static final String RUN_OPEN = "r.state = 'OPEN' and not r.deleted";

    /** Whether flag {@code f} puts its account at risk. */
    static final String FLAG_AT_RISK =
            "f.state = 'RAISED' and f.level = 'AT_RISK' and f.question = 'RENEW' and not f.deleted";

    private Selected() {}
}
