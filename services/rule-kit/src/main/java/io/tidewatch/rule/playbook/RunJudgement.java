package io.tidewatch.rule.playbook;

import java.time.Instant;

/**
 * What the judgements of a playbook hold of a run at one time.
 *
 * @param respondedAt when the customer first responded, or null
 * @param strategicConversation whether a strategic conversation is on record
 * @param success whether it has worked
 * @param failure whether it has failed
 */
public record RunJudgement(Instant respondedAt, boolean strategicConversation, boolean success, boolean failure) {
    /** True when the given judgement holds. */
    public boolean holds(Judgement judgement) {
        return switch (judgement) {
            case RESPONSE -> respondedAt != null;
            case STRATEGIC_CONVERSATION -> strategicConversation;
            case SUCCESS -> success;
            case FAILURE -> failure;
        };
    }
}
