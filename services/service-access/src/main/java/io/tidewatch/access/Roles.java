package io.tidewatch.access;

/** The realm roles; every operation declares those that may call it. */
public final class Roles {

    /** Customer success manager. */
    public static final String CSM = "csm";
    /** Leader of the CSMs. */
    public static final String CS_LEADER = "cs-leader";
    /** Responsible for the commercial side of accounts. */
    public static final String SALES = "sales";
    /** Reads reports and is notified of renewal risks. */
    public static final String EXECUTIVE = "executive";
    /** Edits rules. */
    public static final String ANALYST = "analyst";
    /** Runs the installation. */
    public static final String ADMIN = "admin";
    /** An external system that imports data or follows the feeds. */
    public static final String INTEGRATION = "integration";
    /** A service of Tidewatch. */
    public static final String SERVICE = "service";

    private Roles() {}
}
