package io.tidewatch.engine.judging;

import io.tidewatch.engine.fact.JudgedStore;
import io.tidewatch.engine.fact.PackedReader;
import io.tidewatch.metric.DayCount;
import io.tidewatch.rule.compile.AccountResults;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** The first look of a pass at many accounts: for most of them the outcomes are those that their flags follow from. */
final class PassLook {

    private static final Logger LOG = Logger.getLogger(PassLook.class);

    private PassLook() {}

    /**
     * The accounts that have to be judged, in their order.
     *
     * @param bundle the active one; null when there is none, and then all have to
     * @param now business time
     */
    static List<String> changed(CompiledBundle bundle, List<JudgedStore.PassRow> rows, Instant now) {
        Set<String> quiet = new HashSet<>();
        try {
            if (bundle != null) {
                quiet.addAll(quiet(bundle, rows, now));
            }
        } catch (RuntimeException | StackOverflowError failure) {
            // Judging them one by one finds the account that is the cause.
            LOG.warnf(failure, "Accounts cannot be looked at together");
        }
        return rows.stream()
                .map(JudgedStore.PassRow::accountId)
                .filter(account -> !quiet.contains(account))
                .toList();
    }

    private static List<String> quiet(CompiledBundle bundle, List<JudgedStore.PassRow> rows, Instant now) {
        LocalDate day = DayCount.dayOf(now);
        PackedReader reader = new PackedReader(bundle);
        List<JudgedStore.PassRow> judged =
                rows.stream().filter(row -> row.judgedAs() != null).toList();
        List<AccountFacts> facts = new ArrayList<>(judged.size());
        for (JudgedStore.PassRow row : judged) {
            facts.add(reader.read(row.accountId(), row.attributes(), row.metrics(), day));
        }
        List<AccountResults> results = bundle.evaluate(facts, now);
        List<String> quiet = new ArrayList<>();
        for (int index = 0; index < results.size(); index++) {
            if (results.get(index).changedSince(judged.get(index).judgedAs()).isEmpty()) {
                quiet.add(judged.get(index).accountId());
            }
        }
        return quiet;
    }
}
