package io.tidewatch.ingestion.mapping;

import java.util.List;
import java.util.Set;

/** The closed lists of words in records and files. */
public final class Choices {

    /** What is read as true, in any case. */
    public static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1");
    /** What is read as false, in any case. */
    public static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0");
    /** How the customer buys. */
    public static final List<String> BUSINESS_MODELS =
            List.of("ENTERPRISE", "CONSUMPTION", "PRODUCT_LED", "SEAT_BASED");
    /** The stage of the account in its customer life. */
    public static final List<String> LIFECYCLE_STAGES = List.of("IMPLEMENTATION", "ADOPTION", "ENGAGEMENT", "RENEWAL");
    /** The role of a contact at the customer. */
    public static final List<String> CONTACT_ROLES = List.of("EXECUTIVE_SPONSOR", "CHAMPION", "USER", "OTHER");
    /** The forms of communication. */
    public static final List<String> TOUCHPOINT_KINDS = List.of("MEETING", "CALL", "EMAIL");
    /** What a meeting is about. */
    public static final List<String> MEETING_KINDS =
            List.of("STRATEGIC", "OPERATIONAL_REVIEW", "BUSINESS_REVIEW", "OTHER");
    /** The states of a touchpoint. */
    public static final List<String> TOUCHPOINT_STATES =
            List.of("SCHEDULED", "HELD", "MISSED", "DECLINED", "CANCELLED", "SENT");
    /** Which side started a touchpoint. */
    public static final List<String> DIRECTIONS = List.of("INBOUND", "OUTBOUND");

    private Choices() {}
}
