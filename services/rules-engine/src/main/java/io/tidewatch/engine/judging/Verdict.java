package io.tidewatch.engine.judging;

import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.flag.HeldFlag;
import io.tidewatch.engine.run.RunStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What judging some accounts came to: all that has to be written, in one transaction. */
final class Verdict {
    final List<HeldFlag> flags = new ArrayList<>();
    final List<FlagStore.Transition> transitions = new ArrayList<>();
    /** Flags that the feed tells of: all but those of which only a timer was set. */
    final List<HeldFlag> told = new ArrayList<>();

    final List<RunStep> opened = new ArrayList<>();
    final List<RunStep> advanced = new ArrayList<>();
    /** Accounts with a run whose bundle is not compiled yet: to be looked at again. */
    final Set<String> unfinished = new HashSet<>();
}
