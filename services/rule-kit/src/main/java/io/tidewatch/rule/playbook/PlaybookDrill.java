package io.tidewatch.rule.playbook;

import io.tidewatch.rule.threshold.AccountFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * One run of a playbook from its opening to its end, for practice: decided by {@link PlaybookEngine} as any other run, in a time
 * of its own that jumps to whatever is next. A pure function of its arguments.
 */
public final class PlaybookDrill {

    /** How long after its window an open run is looked at again: a rule may say "after 30 days" and mean the end of that day. */
    private static final Duration REST = Duration.ofDays(1);

    private final PlaybookEngine engine;
    private final AccountFacts facts;
    private final TreeSet<Instant> answers;

    /**
     * A drill.
     *
     * @param engine with the judgements of the drill
     * @param facts what is known of the account all the time; ages and countdowns go on
     * @param answers the times from which judgements hold that the engine poses
     */
    public PlaybookDrill(PlaybookEngine engine, AccountFacts facts, Collection<Instant> answers) {
        this.engine = engine;
        this.facts = facts;
        this.answers = new TreeSet<>(answers);
    }

    /**
     * Runs the playbook: looked at whenever something is due or an answer comes, and at each midnight, as the service does. It
     * ends with the run, or a day after the window of a run that neither succeeds nor fails.
     *
     * @param thresholdId the threshold whose flag it is about; may be null
     * @return the opening, then each look that changed the run or decided an action, in order
     */
    public List<Moment> run(PlaybookDefinition playbook, String thresholdId, Instant openedAt) {
        List<Moment> moments = new ArrayList<>();
        moments.add(new Moment(openedAt, engine.open(playbook, facts, thresholdId, 1, openedAt)));
        PlaybookRun run = moments.getFirst().advance().run();
        Instant last = run.endsAt().plus(REST);
        for (Instant now = next(run, openedAt); run.open() && !now.isAfter(last); now = next(run, now)) {
            RunAdvance advance = engine.advance(run, null, facts, List.of(), List.of(), now);
            run = advance.run();
            if (advance.changed() || !advance.actions().isEmpty()) {
                moments.add(new Moment(now, advance));
            }
        }
        return moments;
    }

    private Instant next(PlaybookRun run, Instant now) {
        Instant next = now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        Instant due = run.nextDueAt();
        if (due != null && due.isAfter(now) && due.isBefore(next)) {
            next = due;
        }
        Instant answer = answers.higher(now);
        return answer != null && answer.isBefore(next) ? answer : next;
    }

    /**
     * A look at the run.
     *
     * @param at its time
     * @param advance what it decided
     */
    public record Moment(Instant at, RunAdvance advance) {}
}
