package io.tidewatch.rule.compile;

import io.tidewatch.metric.DayCount;
import io.tidewatch.rule.fact.Flags;
import io.tidewatch.rule.threshold.AccountAttribute;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Evidence;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Judges accounts in batches: one short-lived session for a hundred of them. */
final class ThresholdJudge {
    private static final int BATCH = 100;

    private final RuleSessions sessions;
    private final Vocabulary vocabulary;
    private final List<CompiledThreshold> thresholds;
    private final EvidenceWriter evidence;
    private final int rules;
    private final Map<String, Integer> numberIndex = new HashMap<>();
    private final Map<String, Integer> textIndex = new HashMap<>();

    ThresholdJudge(
            RuleSessions sessions, Vocabulary vocabulary, List<CompiledThreshold> thresholds, EvidenceWriter evidence) {
        this.sessions = sessions;
        this.vocabulary = vocabulary;
        this.thresholds = thresholds;
        this.evidence = evidence;
        this.rules =
                thresholds.stream().mapToInt(CompiledThreshold::compiledRules).sum();
        for (int index = 0; index < vocabulary.metrics().size(); index++) {
            numberIndex.put(vocabulary.metrics().get(index).property(), index);
        }
        for (int index = 0; index < vocabulary.attributes().size(); index++) {
            AccountAttribute attribute = vocabulary.attributes().get(index);
            if (attribute.type() == AccountAttribute.Type.NUMBER) {
                numberIndex.put(attribute.property(), vocabulary.metrics().size() + index);
            } else {
                textIndex.put(attribute.property(), index);
            }
        }
    }

    List<ThresholdResult> judge(List<AccountFacts> accounts, Instant asOf) {
        LocalDate day = DayCount.dayOf(asOf);
        List<ThresholdResult> results = new ArrayList<>(accounts.size() * thresholds.size());
        for (int from = 0; from < accounts.size(); from += BATCH) {
            judgeBatch(accounts.subList(from, Math.min(accounts.size(), from + BATCH)), day, results);
        }
        return results;
    }

    private void judgeBatch(List<AccountFacts> batch, LocalDate day, List<ThresholdResult> results) {
        List<AccountRow> rows = batch.stream()
                .map(facts -> AccountRow.of(facts, vocabulary, day))
                .toList();
        Flags flags = sessions.judgeAccounts(rows, rules);
        for (int index = 0; index < batch.size(); index++) {
            for (CompiledThreshold threshold : thresholds) {
                AccountFacts facts = batch.get(index);
                ThresholdResult result = result(threshold, facts, rows.get(index), flags, index, day);
                results.add(facts.customer() ? result : result.whenNotACustomer());
            }
        }
    }

    private ThresholdResult result(
            CompiledThreshold threshold, AccountFacts facts, AccountRow row, Flags flags, int index, LocalDate day) {
        CompiledThreshold.Rule raised = threshold.rules().stream()
                .filter(rule -> flags.has(index, rule.source().number()))
                .max(Comparator.comparing(CompiledThreshold.Rule::level))
                .orElse(null);
        if (raised != null) {
            return result(threshold, facts, Outcome.RAISE, raised.level(), evidence.raised(raised, facts, day));
        }
        List<RuleSource> notClear = new ArrayList<>();
        for (CompiledThreshold.Rule rule : threshold.rules()) {
            if (!isClear(rule.source(), row, flags, index)) {
                notClear.add(rule.source());
            }
        }
        if (notClear.isEmpty()) {
            Level level = isHealthy(threshold, flags, index) ? Level.HEALTHY : null;
            String verdict = level == null ? "Threshold not crossed." : "Healthy.";
            return result(threshold, facts, Outcome.CLEAR, level, evidence.notRaised(threshold, verdict, facts, day));
        }
        List<String> unknown = notClear.stream()
                .flatMap(RuleSource::reads)
                .filter(property -> isUnknown(property, row))
                .distinct()
                .toList();
        return unknown.isEmpty()
                ? result(
                        threshold,
                        facts,
                        Outcome.STAYS,
                        null,
                        evidence.notRaised(threshold, "Between the bounds.", facts, day))
                : result(
                        threshold,
                        facts,
                        Outcome.UNKNOWN,
                        threshold.definition().level(),
                        evidence.unknown(threshold, unknown, facts, day));
    }

    private static ThresholdResult result(
            CompiledThreshold threshold, AccountFacts facts, Outcome outcome, Level level, Evidence why) {
        ThresholdDefinition definition = threshold.definition();
        return new ThresholdResult(
                facts.accountId(),
                definition.id(),
                outcome,
                level,
                definition.question(),
                definition.hold(),
                definition.minimumDuration(),
                why);
    }

    /** Whether a rule that did not fire is clear for the account. */
    private boolean isClear(RuleSource rule, AccountRow row, Flags flags, int index) {
        if (isOutside(rule, flags, index)) {
            return true;
        }
        if (rule.clear() != null) {
            return flags.has(index, rule.clear().number());
        }
        for (String property : rule.patterns().getFirst().reads()) {
            if (isUnknown(property, row)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a threshold that is clear is healthy for the account. */
    private static boolean isHealthy(CompiledThreshold threshold, Flags flags, int index) {
        List<RuleSource> asked = threshold.rules().stream()
                .map(CompiledThreshold.Rule::source)
                .filter(rule -> rule.healthy() != null && !isOutside(rule, flags, index))
                .toList();
        return !asked.isEmpty()
                && asked.stream()
                        .allMatch(rule -> flags.has(index, rule.healthy().number()));
    }

    private static boolean isOutside(RuleSource rule, Flags flags, int index) {
        return rule.outside() != null && flags.has(index, rule.outside().number());
    }

    private boolean isUnknown(String property, AccountRow row) {
        Integer number = numberIndex.get(property);
        Integer text = textIndex.get(property);
        return (number != null && Double.isNaN(row.numbers()[number])) || (text != null && row.texts()[text] == null);
    }
}
