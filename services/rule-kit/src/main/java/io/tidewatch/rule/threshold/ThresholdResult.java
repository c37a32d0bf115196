package io.tidewatch.rule.threshold;

import io.tidewatch.metric.Question;
import java.time.Duration;

/**
 * One threshold judged for one account at one time.
 *
 * @param accountId the account
 * @param thresholdId the threshold
 * @param outcome RAISE, CLEAR, UNKNOWN, STAYS, NOT_A_CUSTOMER or OFF
 * @param level level of the flag when RAISE, the highest one that the threshold can raise when UNKNOWN, HEALTHY or null when
 *     CLEAR, else null
 * @param question what the threshold is about
 * @param hold how long after it was cleared a flag that is raised again continues the same episode
 * @param minimumDuration how long the threshold has to be crossed before a new episode begins; zero when it begins at once
 * @param evidence why; never null
 */
public record ThresholdResult(
        String accountId,
        String thresholdId,
        Outcome outcome,
        Level level,
        Question question,
        Duration hold,
        Duration minimumDuration,
        Evidence evidence) {}
