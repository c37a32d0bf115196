package io.tidewatch.metric.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.language.AggregateFunction;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.CheckedMetric;
import io.tidewatch.metric.language.MeasureSyntax;
import io.tidewatch.metric.oracle.Evaluates.Part;
import io.tidewatch.metric.oracle.Evaluates.Seen;
import io.tidewatch.metric.oracle.Evaluates.SeenFigure;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What holds for every implementation, whatever the records. */
final class Laws {
    private static final Set<AggregateFunction> POOLED = Set.of(AggregateFunction.MEAN, AggregateFunction.MEDIAN);

    private final CheckedLanguage language;
    private final Evaluates implementation;
    private final int accounts;

    Laws(CheckedLanguage language, Evaluates implementation, int accounts) {
        this.language = language;
        this.implementation = implementation;
        this.accounts = accounts;
    }

    private interface Check {
        void of(PlainAccount account, LocalDate asOf, String about);
    }

    private void forAll(Check check) {
        forAll(accounts, check);
    }

    private void forAll(int number, Check check) {
        for (long seed = 0; seed < number; seed++) {
            PlainAccount account = RandomAccounts.of(language.vocabulary(), seed);
            check.of(account, RandomAccounts.asOf(account), "seed " + seed);
        }
    }

    /** Slots of cadences are left out: months have different lengths. */
    void shiftedDaysChangeNothing() {
        forAll((account, asOf, about) -> {
            PlainAccount plain = Changed.without(account, "cadence");
            for (int days : List.of(1, 59, -366)) {
                Map<String, Seen> before = implementation.account(plain, asOf, null);
                Map<String, Seen> after =
                        implementation.account(Changed.shifted(plain, days), asOf.plusDays(days), null);
                assertSame(before, after, about + " shifted by " + days);
            }
        });
    }

    void theOrderOfRecordsChangesNothing() {
        forAll((account, asOf, about) -> assertSame(
                implementation.account(account, asOf, null),
                implementation.account(Changed.shuffled(account, 1), asOf, null),
                about + " shuffled"));
    }

    void whatHappensLaterChangesNothing() {
        forAll((account, asOf, about) -> assertSame(
                implementation.account(account, asOf, null),
                implementation.account(Changed.withLater(language.vocabulary(), account, asOf), asOf, null),
                about + " with later records"));
    }

    /** A day has the same values whether it is asked about alone or together with later ones, for which more slots are derived. */
    static void eachDayHasTheValuesThatItHasAlone(
            CheckedLanguage language, EvaluatorEvaluates evaluator, int accounts) {
        Set<String> wrong = new TreeSet<>();
        new Laws(language, evaluator, accounts).forAll((account, asOf, about) -> {
            List<LocalDate> days = List.of(asOf, asOf.plusDays(400), asOf.plusDays(1), asOf.minusDays(90));
            evaluator
                    .account(Changed.withHorizon(account, asOf.plusDays(400)), days)
                    .forEach((day, together) -> {
                        Map<String, Seen> alone = evaluator.account(Changed.withHorizon(account, day), day, null);
                        together.forEach((id, seen) -> {
                            if (!seen.equals(alone.get(id))) {
                                wrong.add(id + ", " + about + ", " + day + ": alone " + alone.get(id) + ", together "
                                        + seen);
                            }
                        });
                    });
        });
        assertThat(wrong).isEmpty();
    }

    /** Nothing changes before the day on which the evaluator says that something can. */
    void nothingChangesBeforeTheNextChange(EvaluatorEvaluates evaluator) {
        List<String> wrong = new ArrayList<>();
        int[] later = {0};
        forAll((account, asOf, about) -> {
            Map<String, Seen> before = evaluator.account(account, asOf, null);
            // As the service computes values: later slots of cadences are not there yet.
            LocalDate next = evaluator.nextChange(Changed.withHorizon(account, asOf), asOf);
            LocalDate end = next == null ? asOf.plusDays(40) : next;
            for (LocalDate day = asOf.plusDays(1); day.isBefore(end) && wrong.isEmpty(); day = day.plusDays(1)) {
                later[0]++;
                LocalDate then = day;
                evaluator.account(account, day, null).forEach((id, seen) -> {
                    Seen was = before.get(id);
                    boolean same = was.state().equals(seen.state())
                            && (was.value() == null || was.value().isNear(seen.value()));
                    if (!same) {
                        wrong.add(id + ", " + about + ": " + was.value() + ", on " + then + " " + seen.value());
                    }
                });
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(later[0]).isPositive();
    }

    /** A metric that reads a score is left out: a score does without an input. */
    void withoutCoverageANumberIsTheSameOrNone() {
        Set<String> plain = language.metrics().keySet().stream()
                .filter(id -> !readsScore(id))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> wrong = new ArrayList<>();
        Set<String> lost = new TreeSet<>();
        forAll(accounts / 6, (account, asOf, about) -> {
            Map<String, Seen> before = implementation.account(account, asOf, null);
            for (String kind : account.covered().keySet()) {
                Map<String, Seen> after = implementation.account(Changed.uncovered(account, kind), asOf, null);
                for (String id : plain) {
                    Part value = after.get(id).value();
                    if (value != null && !value.equals(before.get(id).value())) {
                        wrong.add(id + ", " + about + " without " + kind + ": " + value);
                    }
                    if (before.get(id).value() != null && after.get(id).state().equals("UNKNOWN")) {
                        lost.add(kind);
                    }
                }
            }
        });
        assertThat(wrong).isEmpty();
        // Every kind that account metrics of the catalogue need makes one of them unknown.
        assertThat(lost).contains("usage", "contract_period", "ticket", "touchpoint", "milestone", "contact", "user");
    }

    private boolean readsScore(String id) {
        CheckedMetric metric = language.metrics().get(id);
        return metric.syntax().own().measures().values().stream().anyMatch(MeasureSyntax.Score.class::isInstance)
                || metric.metrics().stream().anyMatch(this::readsScore);
    }

    /** A group of one account has the account's value, where the formula is over sums. */
    void aGroupOfOneHasTheValueOfItsAccount() {
        Set<String> ids = bySums();
        List<String> wrong = new ArrayList<>();
        forAll((account, asOf, about) -> {
            Map<String, Seen> alone = implementation.account(account, asOf, null);
            Map<String, List<SeenFigure>> groups = implementation.group(ids, List.of(account), asOf, null);
            for (String id : ids) {
                Part value = alone.get(id).value();
                SeenFigure group = groups.get(id).getFirst();
                // An account is left out of a group when a detail is unknown.
                if (value != null && group.leftOut() == 0 && !group.value().isNear(value)) {
                    wrong.add(id + ", " + about + ": alone " + value + ", group " + groups.get(id));
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    /** Of metrics that add up, two groups together have the sum of both. */
    void whatAddsUpIsTheSumOfItsParts() {
        Set<String> ids = bySums().stream()
                .filter(id -> language.metrics().get(id).adds() && !poolsItems(id))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> wrong = new ArrayList<>();
        for (long seed = 0; seed < accounts; seed += 6) {
            LocalDate asOf = LocalDate.parse("2026-03-31");
            List<PlainAccount> all = RandomAccounts.group(language.vocabulary(), seed, 6, asOf, "USD");
            Map<String, List<SeenFigure>> whole = implementation.group(ids, all, asOf, null);
            Map<String, List<SeenFigure>> left = implementation.group(ids, all.subList(0, 2), asOf, null);
            Map<String, List<SeenFigure>> right = implementation.group(ids, all.subList(2, 6), asOf, null);
            for (String id : ids) {
                double sum = number(left.get(id)) + number(right.get(id));
                if (!Part.number(sum, null).isNear(Part.number(number(whole.get(id)), null))) {
                    wrong.add(id + ", seed " + seed + ": " + whole.get(id) + ", parts " + sum);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Whether a mean or median is formed again of the items of all accounts. */
    private boolean poolsItems(String id) {
        return language.metrics().get(id).syntax().own().measures().values().stream()
                .anyMatch(measure ->
                        measure instanceof MeasureSyntax.Aggregate aggregate && POOLED.contains(aggregate.function()));
    }

    private static double number(List<SeenFigure> figures) {
        Part value = figures.isEmpty() ? null : figures.getFirst().value();
        return value == null || value.number() == null ? 0 : value.number();
    }

    /** Metrics of accounts whose group has the formula over the sums. */
    private Set<String> bySums() {
        return language.metrics().values().stream()
                .filter(metric -> !metric.syntax().group() && metric.syntax().overAccounts() == null)
                .map(metric -> metric.syntax().id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void assertSame(Map<String, Seen> before, Map<String, Seen> after, String about) {
        before.forEach((id, seen) -> {
            assertThat(after.get(id).state()).as(id + ", " + about).isEqualTo(seen.state());
            if (seen.value() != null) {
                assertThat(after.get(id).value().isNear(seen.value()))
                        .as(id + ", " + about + ": " + seen.value() + ", then "
                                + after.get(id).value())
                        .isTrue();
            }
        });
    }
}
