package io.tidewatch.ingestion.mapping;

import io.tidewatch.metric.BusinessModel;
import io.tidewatch.metric.LifecycleStage;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

    // No file of a catalogue changes the fields that ship with the metric language.
    private static final Vocabulary SHIPPED = MetricLanguage.check(Map.of()).vocabulary();

    /** The role of a contact at the customer. */
    public static final List<String> CONTACT_ROLES = words("contact", "role");
    /** The forms of communication. */
    public static final List<String> TOUCHPOINT_KINDS = words("touchpoint", "kind");
    /** What a meeting is about. */
    public static final List<String> MEETING_KINDS = words("touchpoint", "meetingKind");
    /** The states of a touchpoint. */
    public static final List<String> TOUCHPOINT_STATES = words("touchpoint", "status");
    /** Which side started a touchpoint. */
    public static final List<String> DIRECTIONS = words("touchpoint", "direction");

    private Choices() {}

    private static List<String> words(String kind, String field) {
        return SHIPPED.kind(kind).fields().get(field).words();
    }

    private static List<String> names(Enum<?>[] words) {
        return Arrays.stream(words).map(Enum::name).toList();
    }
}
