package io.tidewatch.metric.oracle;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.oracle.Evaluates.Seen;
import io.tidewatch.metric.oracle.Evaluates.SeenFigure;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares an implementation with the slow one, for all metrics over random accounts, several days and groups. */
final class Comparison {
    private static final List<LocalDate> GROUP_DAYS =
            List.of(LocalDate.parse("2026-03-31"), LocalDate.parse("2024-02-29"));
    private static final int GROUP = 7;

    /** One account on one day; {@code from} is t0, or null for one period before the day. */
    record Case(long seed, PlainAccount account, LocalDate asOf, LocalDate from) {}

    private final CheckedLanguage language;
    private final Evaluates oracle;
    private final List<Case> cases = new ArrayList<>();
    private final long firstSeed;
    private final int groups;
    /** Kept when one comparison is made many times; else null. */
    private Map<Case, Map<String, Seen>> expected;

    private Map<String, Map<String, List<SeenFigure>>> expectedGroups;

    Comparison(CheckedLanguage language, long firstSeed, int accounts) {
        this.language = language;
        this.oracle = new OracleEvaluates(language);
        this.firstSeed = firstSeed;
        this.groups = accounts / GROUP;
        for (long seed = firstSeed; seed < firstSeed + accounts; seed++) {
            PlainAccount account = RandomAccounts.of(language.vocabulary(), seed);
            LocalDate asOf = RandomAccounts.asOf(account);
            cases.add(new Case(seed, account, asOf, null));
            cases.add(new Case(seed, account, asOf.minusDays(1), null));
            cases.add(new Case(seed, account, asOf.plusDays(1), asOf.minusDays(29)));
        }
    }

    /** Keeps what the slow implementation says. */
    Comparison keepingExpected() {
        expected = new IdentityHashMap<>();
        expectedGroups = new TreeMap<>();
        return this;
    }

    private Map<String, Seen> expected(Case one) {
        return expected == null
                ? oracle.account(one.account(), one.asOf(), one.from())
                : expected.computeIfAbsent(one, none -> oracle.account(one.account(), one.asOf(), one.from()));
    }

    /** The first difference of each metric, with what one needs to run it again. */
    Map<String, String> differences(Evaluates evaluator) {
        Map<String, String> found = new TreeMap<>();
        for (Case one : cases) {
            Differences.ofAccounts(expected(one), evaluator.account(one.account(), one.asOf(), one.from()))
                    .forEach((id, difference) -> {
                        if (!found.containsKey(id)) {
                            found.put(id, message(id, one, difference, evaluator));
                        }
                    });
        }
        found.putAll(groupDifferences(evaluator));
        return found;
    }

    /** Whether there is any difference; stops at the first one. */
    boolean finds(Evaluates evaluator) {
        for (Case one : cases) {
            if (!Differences.ofAccounts(expected(one), evaluator.account(one.account(), one.asOf(), one.from()))
                    .isEmpty()) {
                return true;
            }
        }
        return !groupDifferences(evaluator).isEmpty();
    }

    private String message(String id, Case one, String difference, Evaluates evaluator) {
        PlainAccount smallest = Differences.smallest(one.account(), candidate -> {
            Map<String, Seen> right = oracle.account(candidate, one.asOf(), one.from());
            Map<String, Seen> other = evaluator.account(candidate, one.asOf(), one.from());
            return Differences.ofAccounts(Map.of(id, right.get(id)), other).containsKey(id);
        });
        return Differences.message(id, one.seed(), one.asOf(), one.from(), smallest, difference);
    }

    private Map<String, String> groupDifferences(Evaluates evaluator) {
        Map<String, String> found = new TreeMap<>();
        Set<String> ids = new TreeSet<>(language.metrics().keySet());
        // A formula over sums that reads the account has no meaning for several.
        ids.removeIf(id -> language.metrics().get(id).syntax().value().text().contains("account."));
        for (long first = 0; first < groups; first++) {
            for (LocalDate asOf : GROUP_DAYS) {
                String currency = first % 2 == 0 ? "USD" : null;
                List<PlainAccount> members =
                        RandomAccounts.group(language.vocabulary(), firstSeed + first * GROUP, GROUP, asOf, currency);
                Map<String, List<SeenFigure>> right = expectedGroup(first, ids, members, asOf);
                Map<String, List<SeenFigure>> other = evaluator.group(ids, members, asOf, null);
                if (other == null) {
                    return found;
                }
                for (String id : ids) {
                    String difference = Differences.ofFigures(right.get(id), other.getOrDefault(id, List.of()));
                    if (difference != null) {
                        found.putIfAbsent(
                                id + " of a group",
                                id + " of accounts " + (firstSeed + first * GROUP) + " and on, " + asOf + ": "
                                        + difference);
                    }
                }
            }
        }
        return found;
    }

    private Map<String, List<SeenFigure>> expectedGroup(
            long first, Set<String> ids, List<PlainAccount> members, LocalDate asOf) {
        return expectedGroups == null
                ? oracle.group(ids, members, asOf, null)
                : expectedGroups.computeIfAbsent(first + " " + asOf, none -> oracle.group(ids, members, asOf, null));
    }
}
