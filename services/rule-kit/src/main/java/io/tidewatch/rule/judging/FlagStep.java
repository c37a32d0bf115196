package io.tidewatch.rule.judging;

import io.tidewatch.rule.threshold.FlagState;

/**
 * A flag that a judgement changed.
 *
 * @param before null when there was none
 * @param after with the evidence of this judgement if it is a transition
 * @param transition whether its status, level or question changed, or it was frozen or thawed, so that it is part of its history; otherwise only a timer did, or
 *     what people declared about it ended
 */
public record FlagStep(FlagState before, FlagState after, boolean transition) {

    /** Whether readers see the change, so that it has to be published. */
    public boolean published() {
        return transition || before != null && !before.care().equals(after.care());
    }
}
