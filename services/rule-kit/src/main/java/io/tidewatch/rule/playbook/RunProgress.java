package io.tidewatch.rule.playbook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A run while it is being advanced. */
final class RunProgress {
    final PlaybookRun before;
    final RunJudgement judged;
    final Instant acknowledgedAt;
    private final Instant raisedAgainAt;
    final List<PlannedAction> actions = new ArrayList<>();
    final List<String> opens = new ArrayList<>();
    final Set<String> doneSteps;
    Instant nextReminderAt;
    private RunStatus status = RunStatus.OPEN;
    private Instant closedAt;

    RunProgress(PlaybookRun before, RunJudgement judged, Instant acknowledgedAt, Instant raisedAgainAt) {
        this.before = before;
        this.judged = judged;
        this.acknowledgedAt = acknowledgedAt;
        this.raisedAgainAt = raisedAgainAt;
        this.doneSteps = new TreeSet<>(before.doneSteps());
        this.nextReminderAt = acknowledgedAt == null ? before.nextReminderAt() : null;
    }

    void close(RunStatus as, Instant now) {
        status = as;
        closedAt = now;
        if (as != RunStatus.SUCCEEDED) {
            nextReminderAt = null;
        }
    }

    /** The run as it stands now; what is due next is filled in later. */
    PlaybookRun run(long version) {
        return new PlaybookRun(
                before.runId(),
                before.accountId(),
                before.playbookId(),
                before.thresholdId(),
                before.raising(),
                before.openedAt(),
                before.dueTimes(),
                before.endsAt(),
                status,
                judged.held(),
                acknowledgedAt,
                closedAt,
                raisedAgainAt,
                doneSteps,
                before.skipped(),
                nextReminderAt,
                status == RunStatus.OPEN ? before.nextStep() : null,
                status == RunStatus.OPEN ? before.nextDueAt() : null,
                version);
    }
}
