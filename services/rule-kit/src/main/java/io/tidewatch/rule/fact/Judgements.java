package io.tidewatch.rule.fact;

import java.util.ArrayList;
import java.util.List;

/** Notes which judgement rule fired for a run, and for which touchpoint. */
public final class Judgements {
    private final List<Fired> fired = new ArrayList<>();

    /** One firing; {@code touchpoint} is its place in the list judged, or -1 when the rule names none. */
    public record Fired(int rule, int touchpoint) {}

    /** Called by generated consequences. */
    public void fired(RunFact run, int rule) {
        fired.add(new Fired(rule, -1));
    }

    /** Called by generated consequences. */
    public void fired(RunFact run, int rule, Touchpoint touchpoint) {
        fired.add(new Fired(rule, touchpoint.place()));
    }

    /** Every firing, in any order. */
    public List<Fired> all() {
        return List.copyOf(fired);
    }
}
