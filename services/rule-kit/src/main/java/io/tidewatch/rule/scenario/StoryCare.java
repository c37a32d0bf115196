package io.tidewatch.rule.scenario;

import io.tidewatch.rule.judging.AccountState;
import io.tidewatch.rule.threshold.FlagCare;
import io.tidewatch.rule.threshold.FlagNote;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** What people declare during a story: that flags are snoozed or acknowledged, and maintenance for all accounts. */
final class StoryCare {
    private static final String BY = "a colleague";

    private final Story story;
    private final IntFunction<Instant> at;
    private final List<String> refused = new ArrayList<>();

    /**
     * The declarations of a story.
     *
     * @param at the time at which a day is looked at
     */
    StoryCare(Story story, IntFunction<Instant> at) {
        this.story = story;
        this.at = at;
    }

    /** The state of the account after what is declared before it is looked at on that day. */
    AccountState declared(AccountState state, int day) {
        AccountState after = state;
        for (Story.Declared snooze : on(story.snoozes(), day)) {
            FlagState flag = flag(after, snooze);
            if (flag != null) {
                after = with(after, flag, flag.care().snoozed(note(snooze)));
            }
        }
        for (Story.Declared acknowledgement : on(story.flagAcknowledgements(), day)) {
            FlagState flag = flag(after, acknowledgement);
            if (flag != null && flag.status() != FlagStatus.RAISED) {
                refused.add("day " + day + ", the flag '" + flag.thresholdId() + "' is " + flag.status()
                        + "; only a raised flag can be acknowledged.");
            } else if (flag != null) {
                after = with(after, flag, flag.care().acknowledged(note(acknowledgement)));
            }
        }
        return after;
    }

    /** When the maintenance of that day ends; null when there is none. */
    Instant maintenanceUntil(int day) {
        return story.maintenance().stream()
                .filter(window -> window.from() <= day && day < window.until())
                .map(window -> at.apply(window.until()))
                .max(Instant::compareTo)
                .orElse(null);
    }

    /** What the service would have refused, as sentences. */
    List<String> refused() {
        return refused;
    }

    private static List<Story.Declared> on(List<Story.Declared> all, int day) {
        return all.stream().filter(declared -> declared.from() == day).toList();
    }

    private FlagState flag(AccountState state, Story.Declared declared) {
        FlagState found = state.flags().stream()
                .filter(flag -> flag.thresholdId().equals(declared.flag()))
                .findFirst()
                .orElse(null);
        if (found == null) {
            refused.add("day " + declared.from() + ", the account has no flag '" + declared.flag()
                    + "' yet: it was never judged by this threshold.");
        }
        return found;
    }

    private FlagNote note(Story.Declared declared) {
        return new FlagNote(BY, declared.reason(), at.apply(declared.from()), at.apply(declared.until()));
    }

    /** What the flags follow from is not known any more, so each is judged again. */
    private static AccountState with(AccountState state, FlagState flag, FlagCare care) {
        List<FlagState> flags = new ArrayList<>(state.flags());
        flags.set(flags.indexOf(flag), flag.withCare(care, flag.version() + 1));
        return new AccountState(flags, state.runs());
    }
}
