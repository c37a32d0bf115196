package io.tidewatch.metric.oracle;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.oracle.Evaluates.Part;
import io.tidewatch.metric.oracle.Evaluates.Seen;
import io.tidewatch.metric.oracle.Evaluates.SeenFigure;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Finds where two implementations differ. */
final class Differences {
    private static final LocalDate EARLY = LocalDate.parse("2000-01-01");

    private Differences() {}

    /** How the values of an account differ, by metric; only metrics that do. */
    static Map<String, String> ofAccounts(Map<String, Seen> oracle, Map<String, Seen> evaluator) {
        Map<String, String> differences = new TreeMap<>();
        oracle.forEach((id, expected) -> {
            Seen actual = evaluator.get(id);
            String difference = actual == null ? "not evaluated" : difference(expected, actual);
            if (difference != null) {
                differences.put(id, difference);
            }
        });
        return differences;
    }

    private static String difference(Seen oracle, Seen evaluator) {
        if (!oracle.state().equals(evaluator.state())) {
            return "state: oracle " + oracle.state() + " " + oracle.value() + ", evaluator " + evaluator.state() + " "
                    + evaluator.value();
        }
        if (oracle.value() != null && !oracle.value().isNear(evaluator.value())) {
            return "value: oracle " + oracle.value() + ", evaluator " + evaluator.value();
        }
        for (Map.Entry<String, Part> measure : evaluator.measures().entrySet()) {
            Part expected = oracle.measures().get(measure.getKey());
            if (!expected.isNear(measure.getValue())) {
                return "measure " + measure.getKey() + ": oracle " + expected + ", evaluator " + measure.getValue();
            }
        }
        if (!oracle.labels().keySet().equals(evaluator.labels().keySet())) {
            return "labels: oracle " + oracle.labels().keySet() + ", evaluator "
                    + evaluator.labels().keySet();
        }
        for (Map.Entry<String, Seen> label : oracle.labels().entrySet()) {
            String difference = difference(label.getValue(), evaluator.labels().get(label.getKey()));
            if (difference != null) {
                return "label " + label.getKey() + ": " + difference;
            }
        }
        return null;
    }

    /** How the figures of one group differ, of which there is one for each currency where a rate is missing; null where they do not. */
    static String ofFigures(List<SeenFigure> oracle, List<SeenFigure> evaluator) {
        if (oracle.size() != evaluator.size()) {
            return "figures: oracle " + oracle.size() + ", evaluator " + evaluator.size();
        }
        for (int number = 0; number < oracle.size(); number++) {
            String difference = ofFigures(oracle.get(number), evaluator.get(number));
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static String ofFigures(SeenFigure oracle, SeenFigure evaluator) {
        if (oracle.members() != evaluator.members() || oracle.leftOut() != evaluator.leftOut()) {
            return "accounts: oracle " + oracle.members() + " and " + oracle.leftOut() + " left out, evaluator "
                    + evaluator.members() + " and " + evaluator.leftOut();
        }
        String whole = ofFormulas(oracle, evaluator);
        if (whole != null) {
            return whole;
        }
        if (!oracle.labels().keySet().equals(evaluator.labels().keySet())) {
            return "labels: oracle " + oracle.labels().keySet() + ", evaluator "
                    + evaluator.labels().keySet();
        }
        for (Map.Entry<String, SeenFigure> label : oracle.labels().entrySet()) {
            String difference = ofFormulas(label.getValue(), evaluator.labels().get(label.getKey()));
            if (difference != null) {
                return "label " + label.getKey() + ": " + difference;
            }
        }
        return null;
    }

    private static String ofFormulas(SeenFigure oracle, SeenFigure evaluator) {
        if (!oracle.value().isNear(evaluator.value())) {
            return "value: oracle " + oracle.value() + ", evaluator " + evaluator.value();
        }
        for (Map.Entry<String, Part> measure : evaluator.measures().entrySet()) {
            Part expected = oracle.measures().get(measure.getKey());
            if (expected != null && !expected.isNear(measure.getValue())) {
                return "measure " + measure.getKey() + ": oracle " + expected + ", evaluator " + measure.getValue();
            }
        }
        return null;
    }

    /** The account with as few records as still differ, for a message that one can read. */
    static PlainAccount smallest(PlainAccount account, Predicate<PlainAccount> differs) {
        PlainAccount smallest = account;
        for (int size = Math.max(1, account.records().size() / 2); size > 0; size /= 2) {
            for (int at = 0; at < smallest.records().size(); ) {
                List<AccountRecord> fewer = new ArrayList<>(smallest.records());
                fewer.subList(at, Math.min(at + size, fewer.size())).clear();
                PlainAccount candidate = smallest.with(fewer);
                if (differs.test(candidate)) {
                    smallest = candidate;
                } else {
                    at += size;
                }
            }
        }
        return smallest;
    }

    /** What one needs to see and to run a difference again. */
    static String message(
            String metric, long seed, LocalDate asOf, LocalDate from, PlainAccount smallest, String difference) {
        String since = from == null ? "" : " from " + from;
        StringBuilder text = new StringBuilder(metric + ", seed " + seed + ", " + asOf + since + ": " + difference);
        smallest.records().forEach(record -> text.append("\n    ").append(record));
        text.append("\n    attributes ").append(smallest.attributes());
        smallest.covered().forEach((kind, days) -> {
            if (days.from().isAfter(EARLY) || days.through().isBefore(asOf.plusYears(1))) {
                text.append("\n    covered ").append(kind).append(' ').append(days);
            }
        });
        return text.toString();
    }
}
