package io.tidewatch.engine.judging;

import io.tidewatch.engine.fact.JudgedStore;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.engine.run.DecidedRun;
import io.tidewatch.engine.run.RunCancelling;
import java.util.ArrayList;
import java.util.List;

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
    /** What the judgement left of each account; one with a run whose bundle is not compiled yet is not finished. */
    final List<JudgedStore.Judged> judged = new ArrayList<>();
}
