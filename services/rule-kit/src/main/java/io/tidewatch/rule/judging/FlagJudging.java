package io.tidewatch.rule.judging;

import io.tidewatch.metric.Question;
import io.tidewatch.rule.compile.AccountResults;
import io.tidewatch.rule.threshold.Evidence;
import io.tidewatch.rule.threshold.FlagCare;
import io.tidewatch.rule.threshold.FlagChange;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.FlagTransition;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One judgement of the flags of one account; to be used once. */
final class FlagJudging {

    private final JudgingCore core;
    private final AccountResults results;
    private final Instant now;
    /** Null outside of maintenance. */
    private final Instant maintenanceUntil;
    /** By threshold: as they were at first, as they are now after it was judged. */
    private final Map<String, FlagState> flags = new LinkedHashMap<>();

    private final List<FlagState> acting = new ArrayList<>();
    private final List<FlagStep> steps = new ArrayList<>();

    FlagJudging(
            JudgingCore core, List<FlagState> before, AccountResults results, Instant now, Instant maintenanceUntil) {
        this.core = core;
        this.results = results;
        this.now = now;
        this.maintenanceUntil = maintenanceUntil;
        before.forEach(flag -> flags.put(flag.thresholdId(), flag));
    }

    /** Judges the thresholds at those places, and ends the flags of those that are no longer about the account. */
    void judge(BitSet unsettled) {
        List<FlagState> before = List.copyOf(flags.values());
        unsettled.stream()
                .filter(place -> results.outcome(place) != Outcome.OFF)
                .mapToObj(results::get)
                .forEach(this::judge);
        before.forEach(this::retire);
    }

    /** The flag of a threshold; null when it has none. */
    FlagState of(String thresholdId) {
        return flags.get(thresholdId);
    }

    /** All flags. */
    Collection<FlagState> all() {
        return flags.values();
    }

    /** Flags on which their playbooks have to act now. */
    List<FlagState> acting() {
        return acting;
    }

    /** What changed. */
    List<FlagStep> steps() {
        return steps;
    }

    /** What maintenance put off, and what people declared of a flag, ends by time or by their decision: such flags are judged each time. */
    Settled settled() {
        boolean declared = flags.values().stream().anyMatch(flag -> !flag.care().equals(FlagCare.NONE));
        if (maintenanceUntil != null || declared) {
            return null;
        }
        Instant until = flags.values().stream()
                .map(FlagState::dueAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return new Settled(results.signature(), until);
    }

    private void judge(ThresholdResult result) {
        FlagState before = flags.get(result.thresholdId());
        if (before == null && result.outcome() != Outcome.RAISE && core.isNextStep(result.thresholdId())) {
            return;
        }
        FlagChange change = FlagTransition.apply(before, result, now);
        boolean anew = change.raisedAnew(before);
        if (anew && maintenanceUntil != null) {
            if (before == null) {
                return;
            }
            change = putOff(before);
            anew = false;
        }
        FlagState after = attend(change.state(), anew);
        boolean attended = !after.care().equals(change.state().care());
        if (change.kind() != FlagChange.Kind.NONE) {
            change(before, after, change.kind() == FlagChange.Kind.TRANSITION);
        } else if (attended) {
            change(before, after.withCare(after.care(), after.version() + 1), false);
        }
    }

    /** A flag that would begin an episode stays as it is; a timer that would have raised it runs until the end of maintenance. */
    private FlagChange putOff(FlagState flag) {
        boolean due = flag.dueAt() != null && flag.dueAt().isBefore(maintenanceUntil);
        return due
                ? new FlagChange(flag.dueAt(maintenanceUntil), FlagChange.Kind.TIMER)
                : new FlagChange(flag, FlagChange.Kind.NONE);
    }

    /**
     * Applies what people declared: an episode that begins during a snooze waits for its end, and an acknowledgement holds for
     * one episode only.
     */
    private FlagState attend(FlagState flag, boolean anew) {
        FlagCare care = flag.care().lasting(now);
        boolean snoozed = care.snooze() != null;
        if (anew) {
            care = care.acknowledged(null).waiting(snoozed);
        }
        boolean waited = care.waiting() && flag.status() == FlagStatus.RAISED && quietUntil(care) == null;
        if (waited) {
            care = care.waiting(false);
        }
        FlagState attended = care.equals(flag.care()) ? flag : flag.withCare(care, flag.version());
        if (waited || anew && !snoozed) {
            acting.add(attended);
        }
        return attended;
    }

    /** Until when nobody is to be bothered with a flag; null when they are. */
    Instant quietUntil(FlagCare care) {
        Instant snoozed = care.snooze() == null ? null : care.snooze().until();
        boolean maintenanceIsLonger =
                maintenanceUntil != null && (snoozed == null || maintenanceUntil.isAfter(snoozed));
        return maintenanceIsLonger ? maintenanceUntil : snoozed;
    }

    private void change(FlagState before, FlagState after, boolean transition) {
        flags.put(after.thresholdId(), after);
        steps.add(new FlagStep(before, after, transition));
    }

    /** The flag of a threshold that the rules no longer have, or not for this account, becomes UNKNOWN and answers no question. */
    private void retire(FlagState flag) {
        int place = results.placeOf(flag.thresholdId());
        if (place >= 0 && results.outcome(place) != Outcome.OFF) {
            return;
        }
        boolean retired =
                flag.status() == FlagStatus.UNKNOWN && flag.question() == Question.NONE && flag.level() == null;
        FlagCare care = flag.care().lasting(now);
        if (retired && !care.equals(flag.care())) {
            change(flag, flag.withCare(care, flag.version() + 1), false);
        } else if (!retired && place >= 0) {
            change(flag, FlagTransition.switchOff(flag, results.get(place).evidence(), now), true);
        } else if (!retired) {
            Evidence why = Evidence.without(
                    core.bundle().hash(), flag.thresholdId(), "The rules no longer have this threshold.");
            change(flag, FlagTransition.retire(flag, why, now), true);
        }
    }
}
