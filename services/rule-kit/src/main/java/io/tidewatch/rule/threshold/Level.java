package io.tidewatch.rule.threshold;

import java.util.Arrays;
import java.util.List;

/** How serious a raised flag is, or that a clear one is more than that. From the lowest to the highest. */
public enum Level {
    /** Beyond the healthy bound. Only a clear flag has this level, so it is never an alarm. */
    HEALTHY,
    /** A step of the account's journey, or another recurring task, is due. It asks for work and is not an alarm. */
    NEXT_STEP,
    /** A reason to celebrate with the customer; its rule ends it after a number of days. */
    MILESTONE,
    /** Worth a look. */
    WATCH,
    /** Room to grow, e.g. ready to expand. */
    OPPORTUNITY,
    /** The customer may be lost. */
    AT_RISK;

    /** The names of the levels that a raised flag can have, from the lowest to the highest. */
    public static List<String> ofRaisedFlags() {
        return Arrays.stream(values())
                .filter(level -> level != HEALTHY)
                .map(Enum::name)
                .toList();
    }
}
