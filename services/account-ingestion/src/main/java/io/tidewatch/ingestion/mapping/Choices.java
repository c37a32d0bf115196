package io.tidewatch.ingestion.mapping;

import java.util.List;

/** The closed lists of words in the records. */
public final class Choices {

    /** How the customer buys. */
    public static final List<String> BUSINESS_MODELS =
            List.of("ENTERPRISE", "CONSUMPTION", "PRODUCT_LED", "SEAT_BASED");
    /** Where the account stands with us. */
    public static final List<String> LIFECYCLE_STAGES = List.of("IMPLEMENTATION", "ADOPTION", "ENGAGEMENT", "RENEWAL");
    /** What a contact is for us. */
    public static final List<String> CONTACT_ROLES = List.of("EXECUTIVE_SPONSOR", "CHAMPION", "USER", "OTHER");
    /** Forms of communication. */
    public static final List<String> TOUCHPOINT_KINDS = List.of("MEETING", "CALL", "EMAIL");
    /** What a meeting is about. */
    public static final List<String> MEETING_KINDS =
            List.of("STRATEGIC", "OPERATIONAL_REVIEW", "BUSINESS_REVIEW", "OTHER");
    /** What became of a touchpoint. */
    public static final List<String> TOUCHPOINT_STATES =
            List.of("SCHEDULED", "HELD", "MISSED", "DECLINED", "CANCELLED", "SENT");
    /** Who began. */
    public static final List<String> DIRECTIONS = List.of("INBOUND", "OUTBOUND");

    private Choices() {}
}
