package io.tidewatch.rule.compile;

import io.tidewatch.rule.fact.FiredRules;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.LocalDate;
import java.util.AbstractList;
import java.util.BitSet;

/**
 * What the thresholds of a bundle say of one account, in the order of their ids. Results are decided already; the reasons are
 * written when a result is asked for, because hardly any is.
 */
public final class AccountResults extends AbstractList<ThresholdResult> {
    private final ThresholdJudge judge;
    private final AccountFacts facts;
    private final AccountRow row;
    private final FiredRules fired;
    private final LocalDate day;
    private final String decisions;

    AccountResults(ThresholdJudge judge, AccountFacts facts, AccountRow row, FiredRules fired, LocalDate day) {
        this.judge = judge;
        this.facts = facts;
        this.row = row;
        this.fired = fired;
        this.day = day;
        this.decisions = judge.decisions(fired, row, facts.customer());
    }

    @Override
    public ThresholdResult get(int index) {
        return judge.result(index, Decision.of(decisions.charAt(index)), facts, row, fired, day);
    }

    /** The outcome at a place, without the reasons. */
    public Outcome outcome(int index) {
        return Decision.of(decisions.charAt(index)).outcome();
    }

    @Override
    public int size() {
        return decisions.length();
    }

    /** The place of a threshold; negative when the bundle does not have it. */
    public int placeOf(String thresholdId) {
        return judge.indexOf(thresholdId);
    }

    /** Whether a threshold, which the bundle has, is known not to be about the account, whatever its values are. */
    public boolean isOutside(String thresholdId) {
        return judge.isOutside(placeOf(thresholdId), fired);
    }

    /** The result of a threshold; null when the bundle does not have it. */
    public ThresholdResult of(String thresholdId) {
        int index = placeOf(thresholdId);
        return index < 0 ? null : get(index);
    }

    /**
     * All that flags follow from, as a short text: outcomes, levels and thresholds. With equal texts flags stay as they are
     * until one of them is due.
     */
    public String signature() {
        return judge.key() + decisions;
    }

    /**
     * The places of the results that differ from those with a signature.
     *
     * @param signature of other results for the account; those by other thresholds differ throughout
     */
    public BitSet changedSince(String signature) {
        String key = judge.key();
        BitSet changed = new BitSet(0);
        if (signature.length() != key.length() + decisions.length() || !signature.startsWith(key)) {
            changed.set(0, decisions.length());
        } else if (!signature.endsWith(decisions)) {
            for (int index = 0; index < decisions.length(); index++) {
                changed.set(index, signature.charAt(key.length() + index) != decisions.charAt(index));
            }
        }
        return changed;
    }
}
