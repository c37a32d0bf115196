package io.tidewatch.metric.oracle;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.oracle.Evaluates.Seen;
import io.tidewatch.metric.oracle.Evaluates.SeenFigure;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the evaluator with the slow implementation over accounts that a test of another module makes. */
public final class GivenAccounts {
    private final CheckedLanguage language;
    private final Evaluates oracle;
    private final Evaluates evaluator;
    private final Set<String> known = new TreeSet<>();

    /** For all metrics of a catalogue. */
    public GivenAccounts(CheckedLanguage language) {
        this.language = language;
        this.oracle = new OracleEvaluates(language);
        this.evaluator = new EvaluatorEvaluates(language);
    }

    /** The first difference of each metric on a day: of the accounts alone, and of all of them as one group. */
    public Map<String, String> differences(List<PlainAccount> accounts, LocalDate asOf) {
        Map<String, String> found = new TreeMap<>();
        for (PlainAccount account : accounts) {
            Map<String, Seen> expected = oracle.account(account, asOf, null);
            expected.forEach((id, seen) -> {
                if (seen.value() != null) {
                    known.add(id);
                }
            });
            Differences.ofAccounts(expected, evaluator.account(account, asOf, null))
                    .forEach((id, difference) ->
                            found.putIfAbsent(id, id + " of " + account.id() + ", " + asOf + ": " + difference));
        }
        Set<String> ids = new TreeSet<>(language.metrics().keySet());
        // A formula over sums that reads the account has no meaning for several.
        ids.removeIf(id -> language.metrics().get(id).syntax().value().text().contains("account."));
        Map<String, List<SeenFigure>> expected = oracle.group(ids, accounts, asOf, null);
        Map<String, List<SeenFigure>> seen = evaluator.group(ids, accounts, asOf, null);
        for (String id : ids) {
            String difference = Differences.ofFigures(expected.get(id), seen.get(id));
            if (difference != null) {
                found.put(id + " of the group", id + " of the group, " + asOf + ": " + difference);
            }
        }
        return found;
    }

    /** The metrics that had a value for some account of what was compared. */
    public Set<String> known() {
        return known;
    }
}
