package io.tidewatch.rule.threshold;

/**
 * What one result did to a flag.
 *
 * @param state the flag afterwards
 * @param kind what has to be done about it
 */
public record FlagChange(FlagState state, Kind kind) {
    /** What has to be done about a change. */
    public enum Kind {
        /** Nothing changed. */
        NONE,
        /** Only the staleness timer or the minimum duration began or ended, or the hold ended: store it, publish nothing. */
        TIMER,
        /** Status, level or question changed, or it was frozen or thawed: store it and publish it. */
        TRANSITION
    }

    /** True when this change began a new episode, so that the playbooks of the threshold have to open runs. */
    public boolean raisedAnew(FlagState before) {
        return kind == Kind.TRANSITION && state.raising() > (before == null ? 0 : before.raising());
    }
}
