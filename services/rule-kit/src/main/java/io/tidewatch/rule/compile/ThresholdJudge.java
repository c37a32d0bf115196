package io.tidewatch.rule.compile;

import io.tidewatch.metric.DayCount;
import io.tidewatch.rule.fact.Flags;
import io.tidewatch.rule.threshold.AccountAttribute;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Outcome;
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
        this.rules = thresholds.stream()
                .mapToInt(threshold -> threshold.rules().size())
                .sum();
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
        String id = threshold.definition().id();
        var question = threshold.definition().question();
        var hold = threshold.definition().hold();
        if (raised != null) {
            return new ThresholdResult(
                    facts.accountId(),
                    id,
                    Outcome.RAISE,
                    raised.level(),
                    question,
                    hold,
                    evidence.raised(raised, facts, day));
        }
        List<String> unknown = unknown(threshold, row);
        return unknown.isEmpty()
                ? new ThresholdResult(
                        facts.accountId(),
                        id,
                        Outcome.CLEAR,
                        null,
                        question,
                        hold,
                        evidence.clear(threshold, facts, day))
                : new ThresholdResult(
                        facts.accountId(),
                        id,
                        Outcome.UNKNOWN,
                        threshold.definition().level(),
                        question,
                        hold,
                        evidence.unknown(threshold, unknown, facts, day));
    }

    /** The properties the threshold compares that are not known of this account. */
    private List<String> unknown(CompiledThreshold threshold, AccountRow row) {
        List<String> unknown = new ArrayList<>();
        for (CompiledThreshold.Rule rule : threshold.rules()) {
            for (String property : rule.source().patterns().getFirst().reads()) {
                Integer number = numberIndex.get(property);
                Integer text = textIndex.get(property);
                boolean missing = (number != null && Double.isNaN(row.numbers()[number]))
                        || (text != null && row.texts()[text] == null);
                if (missing && !unknown.contains(property)) {
                    unknown.add(property);
                }
            }
        }
        return unknown;
    }
}
