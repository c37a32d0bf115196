package io.tidewatch.rule.compile;

import io.tidewatch.rule.fact.Judgements;
import io.tidewatch.rule.fact.Run;
import io.tidewatch.rule.playbook.Judgement;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.RunJudge;
import io.tidewatch.rule.playbook.RunJudgement;
import io.tidewatch.rule.playbook.Touchpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Judges runs by the rules of a bundle, in two looks: first what follows from touchpoints (response, strategic
 * conversation), then what follows from that (success, failure).
 */
final class RunRuleJudge implements RunJudge {
    private static final double NANOS_PER_DAY = Duration.ofDays(1).toNanos();

    private final RuleSessions sessions;
    private final JudgementRules rules;

    RunRuleJudge(RuleSessions sessions, JudgementRules rules) {
        this.sessions = sessions;
        this.rules = rules;
    }

    @Override
    public RunJudgement judge(PlaybookRun run, List<Touchpoint> touchpoints, Instant now) {
        List<Touchpoint> own = touchpoints.stream()
                .filter(touchpoint -> touchpoint.accountId().equals(run.accountId()))
                .toList();
        List<io.tidewatch.rule.fact.Touchpoint> facts = facts(run, own, now);
        Judgements first = sessions.judgeRun(fact(run, now, null, false), facts, rules.count());
        Instant respondedAt = respondedAt(run, first, own);
        boolean conversation = holding(run, first).contains(Judgement.STRATEGIC_CONVERSATION);
        Judgements second = sessions.judgeRun(fact(run, now, respondedAt, conversation), facts, rules.count());
        Set<Judgement> held = holding(run, second);
        return new RunJudgement(
                respondedAt, conversation, held.contains(Judgement.SUCCESS), held.contains(Judgement.FAILURE));
    }

    private Set<Judgement> holding(PlaybookRun run, Judgements judgements) {
        Set<Judgement> held = EnumSet.noneOf(Judgement.class);
        for (Judgements.Fired fired : judgements.all()) {
            Judgement judgement = rules.held(fired.rule(), run.playbookId());
            if (judgement != null) {
                held.add(judgement);
            }
        }
        return held;
    }

    private Instant respondedAt(PlaybookRun run, Judgements judgements, List<Touchpoint> touchpoints) {
        Instant earliest = null;
        for (Judgements.Fired fired : judgements.all()) {
            if (rules.held(fired.rule(), run.playbookId()) == Judgement.RESPONSE) {
                Touchpoint touchpoint = touchpoints.get(fired.touchpoint());
                Instant at = touchpoint.twoWayAt() == null ? touchpoint.occurredAt() : touchpoint.twoWayAt();
                earliest = earliest == null || at.isBefore(earliest) ? at : earliest;
            }
        }
        return earliest;
    }

    private static Run fact(PlaybookRun run, Instant now, Instant respondedAt, boolean conversation) {
        return new Run(
                run.accountId(),
                run.playbookId(),
                days(run, now),
                respondedAt == null ? Double.NaN : days(run, respondedAt),
                conversation);
    }

    private static List<io.tidewatch.rule.fact.Touchpoint> facts(
            PlaybookRun run, List<Touchpoint> touchpoints, Instant now) {
        List<io.tidewatch.rule.fact.Touchpoint> facts = new ArrayList<>();
        for (Touchpoint touchpoint : touchpoints) {
            facts.add(new io.tidewatch.rule.fact.Touchpoint(
                    facts.size(),
                    touchpoint.accountId(),
                    touchpoint.kind().name(),
                    touchpoint.meetingKind() == null
                            ? null
                            : touchpoint.meetingKind().name(),
                    touchpoint.status().name(),
                    touchpoint.withSponsor(),
                    days(run, touchpoint.occurredAt()),
                    pastDays(run, touchpoint.twoWayAt(), now),
                    pastDays(run, touchpoint.recordedAt(), now)));
        }
        return facts;
    }

    /** Elapsed days since the opening; NaN when it is not known or has not happened yet. */
    private static double pastDays(PlaybookRun run, Instant at, Instant now) {
        return at == null || at.isAfter(now) ? Double.NaN : days(run, at);
    }

    private static double days(PlaybookRun run, Instant at) {
        Duration since = Duration.between(run.openedAt(), at);
        // Far away is far away; nanoseconds would overflow after 292 years.
        long most = Duration.ofDays(36_500).getSeconds();
        return Math.abs(since.getSeconds()) > most
                ? Math.signum(since.getSeconds()) * 36_500
                : since.toNanos() / NANOS_PER_DAY;
    }
}
