package io.tidewatch.rule.compile;

import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.rule.fact.Judgements;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.tidewatch.rule.playbook.RunJudge;
import io.tidewatch.rule.playbook.RunJudgement;
import io.tidewatch.rule.playbook.Touchpoint;
import io.tidewatch.rule.threshold.AccountFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Judges runs by the rules of a bundle, in two looks: first the words of the playbook, which follow from touchpoints, other records
 * and the account, then success and failure, which may follow from the words, too.
 */
final class RunRuleJudge implements RunJudge {
    private static final Set<String> VERDICTS = Set.of(JudgementRules.SUCCESS, JudgementRules.FAILURE);

    private final RuleSessions sessions;
    private final Vocabulary vocabulary;
    private final JudgementRules rules;
    /** By kind, those of the records that the rules read. */
    private final Map<String, RecordType> types;

    RunRuleJudge(RuleSessions sessions, Vocabulary vocabulary, JudgementRules rules) {
        this.sessions = sessions;
        this.vocabulary = vocabulary;
        this.rules = rules;
        this.types = JudgementRules.recordsRead(rules.rules(), vocabulary).stream()
                .collect(Collectors.toMap(type -> type.kind().name(), type -> type));
    }

    /** The kinds of record that the rules read, touchpoints apart, in order. */
    SortedSet<String> kinds() {
        return new TreeSet<>(types.keySet());
    }

    @Override
    public RunJudgement judge(PlaybookRun run, AccountFacts facts, List<Touchpoint> touchpoints, Instant now) {
        return judge(run, facts, touchpoints, now, Map.of());
    }

    /**
     * The same where judgements hold from given times on, whatever their rules say.
     *
     * @param posed words of the playbook, success and failure, each with the time from which it holds
     */
    RunJudgement judge(
            PlaybookRun run,
            AccountFacts facts,
            List<Touchpoint> touchpoints,
            Instant now,
            Map<String, Instant> posed) {
        if (!facts.accountId().equals(run.accountId())) {
            throw new IllegalArgumentException("The facts are of " + facts.accountId() + ", the run is not");
        }
        List<Touchpoint> own = touchpoints.stream()
                .filter(touchpoint -> touchpoint.accountId().equals(run.accountId()))
                .toList();
        List<io.tidewatch.rule.fact.Touchpoint> seen = seen(run, own, now);
        List<AccountRecord> read = facts.records().stream()
                .filter(record -> types.containsKey(record.kind()))
                .toList();
        List<RuleSessions.RecordRow> records = read.stream()
                .map(record -> {
                    RecordType type = types.get(record.kind());
                    return new RuleSessions.RecordRow(type.name(), type.row(record, run, now));
                })
                .toList();
        AccountRow account = AccountRow.of(facts, vocabulary, DayCount.dayOf(now));
        Judgements first = sessions.judgeRun(row(run, Map.of(), now), account, seen, records, rules.count());
        Map<String, Instant> held = held(run, first, own, read, now);
        Set<String> holding = new HashSet<>();
        posed.forEach((word, at) -> {
            if (!at.isAfter(now)) {
                holding.add(word);
                held.merge(word, at, RunRuleJudge::earlier);
            }
        });
        held.keySet().removeAll(VERDICTS);
        // Without a word that holds, the second look would see what the first one saw.
        Judgements second =
                held.isEmpty() ? first : sessions.judgeRun(row(run, held, now), account, seen, records, rules.count());
        second.all().forEach(fired -> holding.add(rules.held(fired.rule(), run.playbookId())));
        return new RunJudgement(
                held, holding.contains(JudgementRules.SUCCESS), holding.contains(JudgementRules.FAILURE));
    }

    /**
     * Whether an account meets what a playbook without words of its own calls its success, whatever touchpoints there are.
     *
     * @param account the values of the account
     */
    boolean succeeds(String playbookId, String accountId, AccountRow account) {
        double[] noWords = new double[vocabulary.judgements().size()];
        Arrays.fill(noWords, Double.NaN);
        RunRow run = new RunRow(accountId, playbookId, 0, noWords);
        return sessions.judgeRun(run, account, List.of(), List.of(), rules.count()).all().stream()
                .anyMatch(fired -> JudgementRules.SUCCESS.equals(rules.held(fired.rule(), playbookId)));
    }

    private RunRow row(PlaybookRun run, Map<String, Instant> held, Instant now) {
        return RunRow.of(run, vocabulary.judgements(), held, now);
    }

    /** The words that hold: each with the instant of its earliest record or, without one, the time since which it holds. */
    private Map<String, Instant> held(
            PlaybookRun run,
            Judgements judgements,
            List<Touchpoint> touchpoints,
            List<AccountRecord> records,
            Instant now) {
        Map<String, Instant> held = new TreeMap<>();
        Set<String> withoutInstant = new HashSet<>();
        for (Judgements.Fired fired : judgements.all()) {
            String word = rules.held(fired.rule(), run.playbookId());
            if (word == null || VERDICTS.contains(word)) {
                continue;
            }
            Instant at = at(fired, run, touchpoints, records, now);
            if (at == null) {
                withoutInstant.add(word);
            } else {
                held.merge(word, at, RunRuleJudge::earlier);
            }
        }
        withoutInstant.forEach(word -> held.putIfAbsent(word, heldSince(run, word, now)));
        return held;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** When the record happened that a rule named; null when it named none, or that is not known. */
    private Instant at(
            Judgements.Fired fired,
            PlaybookRun run,
            List<Touchpoint> touchpoints,
            List<AccountRecord> records,
            Instant now) {
        if (fired.witness() < 0) {
            return null;
        }
        if (fired.witness() < touchpoints.size()) {
            Touchpoint touchpoint = touchpoints.get(fired.witness());
            return touchpoint.twoWayAt() == null ? touchpoint.occurredAt() : touchpoint.twoWayAt();
        }
        AccountRecord record = records.get(fired.witness() - touchpoints.size());
        RecordType type = types.get(record.kind());
        return type.at(record, JudgementRules.time(rules.rule(fired.rule()), type), run, now);
    }

    private static Instant heldSince(PlaybookRun run, String word, Instant now) {
        Instant before = run.held().get(word);
        // A time that lies ahead came from a record that no longer counts.
        return before == null || before.isAfter(now) ? now : before;
    }

    private static List<io.tidewatch.rule.fact.Touchpoint> seen(
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
                    RunRow.days(run, touchpoint.occurredAt()),
                    pastDays(run, touchpoint.twoWayAt(), now),
                    pastDays(run, touchpoint.recordedAt(), now)));
        }
        return facts;
    }

    /** Elapsed days since the opening; NaN when it is not known or has not happened yet. */
    private static double pastDays(PlaybookRun run, Instant at, Instant now) {
        return at == null || at.isAfter(now) ? Double.NaN : RunRow.days(run, at);
    }
}
