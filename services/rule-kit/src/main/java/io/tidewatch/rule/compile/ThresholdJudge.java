package io.tidewatch.rule.compile;

import io.tidewatch.metric.DayCount;
import io.tidewatch.rule.fact.FiredRules;
import io.tidewatch.rule.fact.Flags;
import io.tidewatch.rule.pack.Packs;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.Evidence;
import io.tidewatch.rule.threshold.Level;
import io.tidewatch.rule.threshold.Outcome;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Judges accounts in batches: one short-lived session for each. */
final class ThresholdJudge {
    private static final int BATCH = 250;

    private final RuleSessions sessions;
    private final Vocabulary vocabulary;
    private final EvidenceWriter evidence;
    private final ThresholdDeciding[] thresholds;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final Decisions decisions;
    private final String key;
    private final int rules;

    ThresholdJudge(
            RuleSessions sessions,
            Vocabulary vocabulary,
            List<CompiledThreshold> thresholds,
            Packs packs,
            EvidenceWriter evidence) {
        this.sessions = sessions;
        this.vocabulary = vocabulary;
        this.evidence = evidence;
        this.thresholds = thresholds.stream()
                .map(threshold -> new ThresholdDeciding(threshold, vocabulary))
                .toArray(ThresholdDeciding[]::new);
        thresholds.forEach(threshold -> indexes.put(threshold.definition().id(), indexes.size()));
        List<String> ids = thresholds.stream()
                .map(threshold -> threshold.definition().id())
                .toList();
        this.decisions = new Decisions(this.thresholds, new Switches(packs, ids, vocabulary));
        this.key = key(thresholds);
        this.rules =
                thresholds.stream().mapToInt(CompiledThreshold::compiledRules).sum();
    }

    /** The same for bundles whose thresholds turn equal outcomes into equal flags. */
    private static String key(List<CompiledThreshold> thresholds) {
        String all = thresholds.stream()
                .map(CompiledThreshold::definition)
                .map(definition -> definition.id() + " " + definition.question() + " " + definition.level() + " "
                        + definition.hold() + " " + definition.minimumDuration())
                .collect(Collectors.joining("\n"));
        UUID hash = UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(hash.getMostSignificantBits()) + " ";
    }

    List<AccountResults> judge(List<AccountFacts> accounts, Instant asOf) {
        LocalDate day = DayCount.dayOf(asOf);
        List<AccountResults> results = new ArrayList<>(accounts.size());
        for (int from = 0; from < accounts.size(); from += BATCH) {
            judgeBatch(accounts.subList(from, Math.min(accounts.size(), from + BATCH)), day, results);
        }
        return results;
    }

    private void judgeBatch(List<AccountFacts> batch, LocalDate day, List<AccountResults> results) {
        List<AccountRow> rows = new ArrayList<>(batch.size());
        for (AccountFacts facts : batch) {
            rows.add(AccountRow.of(facts, vocabulary, day));
        }
        Flags flags = sessions.judgeAccounts(rows, rules);
        for (int index = 0; index < batch.size(); index++) {
            results.add(new AccountResults(this, batch.get(index), rows.get(index), flags.of(index), day));
        }
    }

    /** One letter per threshold, see {@link Decision}. */
    String decisions(FiredRules fired, AccountRow row, boolean customer) {
        return decisions.of(fired, row, customer);
    }

    /** See {@link AccountResults#signature}. */
    String key() {
        return key;
    }

    /** The place of a threshold; -1 when the bundle does not have it. */
    int indexOf(String thresholdId) {
        return indexes.getOrDefault(thresholdId, -1);
    }

    /** See {@link AccountResults#isOutside}. */
    boolean isOutside(int index, FiredRules fired) {
        return thresholds[index].isOutside(fired);
    }

    /** A decision with its reasons. */
    ThresholdResult result(
            int index, Decision decision, AccountFacts facts, AccountRow row, FiredRules fired, LocalDate day) {
        ThresholdDeciding deciding = thresholds[index];
        ThresholdDefinition definition = deciding.threshold().definition();
        Level level = decision == Decision.UNKNOWN ? definition.level() : decision.level();
        return new ThresholdResult(
                facts.accountId(),
                definition.id(),
                decision.outcome(),
                level,
                definition.question(),
                definition.hold(),
                definition.minimumDuration(),
                evidence(deciding, decision, facts, row, fired, day));
    }

    private Evidence evidence(
            ThresholdDeciding deciding,
            Decision decision,
            AccountFacts facts,
            AccountRow row,
            FiredRules fired,
            LocalDate day) {
        CompiledThreshold threshold = deciding.threshold();
        CompiledThreshold.Rule raised = deciding.raised(fired);
        if (decision == Decision.NOT_A_CUSTOMER) {
            return evidence.notACustomer(threshold, raised, facts, day);
        }
        if (decision.outcome() == Outcome.RAISE) {
            return evidence.raised(raised, facts, day);
        }
        return switch (decision) {
            case UNKNOWN -> evidence.unknown(threshold, deciding.unknown(fired, row, vocabulary), facts, day);
            case HEALTHY -> evidence.notRaised(threshold, "Healthy.", facts, day);
            case OFF -> evidence.switchedOff(threshold);
            case STAYS -> evidence.notRaised(threshold, "Between the bounds.", facts, day);
            default -> evidence.notRaised(threshold, "Threshold not crossed.", facts, day);
        };
    }
}
