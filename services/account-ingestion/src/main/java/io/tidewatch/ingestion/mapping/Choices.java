package io.tidewatch.ingestion.mapping;

import io.tidewatch.metric.BusinessModel;
import io.tidewatch.metric.LifecycleStage;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The closed lists of words in records and files. */
public final class Choices {

    /** What is read as true, in any case. */
    public static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1");
    /** What is read as false, in any case. */
    public static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0");
    /** How the customer buys. */
    public static final List<String> BUSINESS_MODELS = names(BusinessModel.values());
    /** The stage of the account in its customer life. */
    public static final List<String> LIFECYCLE_STAGES = names(LifecycleStage.values());
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

    private static List<String> names(Enum<?>[] words) {
        return Arrays.stream(words).map(Enum::name).toList();
    }
}
