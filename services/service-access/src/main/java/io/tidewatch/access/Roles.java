package io.tidewatch.access;

/** The realm roles; every operation names those that may use it. */
public final class Roles {

    /** Customer success manager. */
    public static final String CSM = "csm";
    /** Leads the CSMs. */
    public static final String CS_LEADER = "cs-leader";
    /** Owns the commercial side of accounts. */
    public static final String SALES = "sales";
    /** Reads reports, and is told of renewal risks. */
    public static final String EXECUTIVE = "executive";
    /** Edits rules. */
    public static final String ANALYST = "analyst";
    /** Runs the installation. */
    public static final String ADMIN = "admin";
    /** An outside system that brings data or follows the feeds. */
    public static final String INTEGRATION = "integration";
    /** One of our own services. */
    public static final String SERVICE = "service";

    private Roles() {}
}
