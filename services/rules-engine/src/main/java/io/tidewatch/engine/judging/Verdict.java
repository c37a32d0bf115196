package io.tidewatch.engine.judging;

import io.tidewatch.engine.fact.JudgedStore;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.engine.run.DecidedRun;
import io.tidewatch.engine.run.RunCancelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The outcome of judging some accounts: all that has to be written, in one transaction. */
final class Verdict {
    /** Flags to store: those of the transitions, and those whose timers began or ended. */
    final List<StoredFlag> flags = new ArrayList<>();
    /** Changes of state or level, to be stored. */
    final List<FlagStore.Transition> transitions = new ArrayList<>();
    /** Flags to publish: those of the transitions, and those of which people's declarations ended. */
    final List<StoredFlag> published = new ArrayList<>();

    final List<DecidedRun> opened = new ArrayList<>();
    final List<DecidedRun> advanced = new ArrayList<>();
    final List<RunCancelling.Cancellation> cancelled = new ArrayList<>();
    /** By account, what the judgement left of it. */
    final Map<String, JudgedStore.Judged> judged = new HashMap<>();
    /** Accounts with a run whose bundle is not compiled yet: they are judged again soon. */
    final Set<String> unfinished = new HashSet<>();
}
