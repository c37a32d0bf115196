package io.tidewatch.rule.fact;

import java.util.ArrayList;
import java.util.List;

/** Notes which judgement rule fired for a run, and for which touchpoint or other record. */
public final class Judgements {
    private final List<Fired> fired = new ArrayList<>();

    /** One firing; {@code witness} is the place of what it names among touchpoints and records, or -1 when the rule names none. */
    public record Fired(int rule, int witness) {}

    /** Called by generated consequences. */
    public void fired(RunFact run, int rule) {
        fired.add(new Fired(rule, -1));
    }

    /** Called by generated consequences. */
    public void fired(RunFact run, int rule, Touchpoint touchpoint) {
        fired.add(new Fired(rule, touchpoint.place()));
    }

    /** Called by generated consequences. */
    public void fired(RunFact run, int rule, AccountFact record) {
        fired.add(new Fired(rule, record.place()));
    }

    /** Every firing, in any order. */
    public List<Fired> all() {
        return List.copyOf(fired);
    }
}
