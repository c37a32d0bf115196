package io.tidewatch.rule.compile;

import io.tidewatch.metric.Unit;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.reading.FileProblem;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.rule.message.Win;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.threshold.Level;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is worth a look in a bundle that passed every check: bounds that may be mistakes, bounds whose review is due, parts that
 * lead nowhere. Nothing of it keeps a bundle from being activated.
 */
public final class RuleNotes {
    /** Pairs of rules are compared, which would take long in a table with thousands of rows. */
    private static final int MOST_COMPARED = 300;

    private final CompiledBundle bundle;
    private final LocalDate today;
    private final Map<String, Property> account;
    private final ProblemList notes = new ProblemList();

    private RuleNotes(CompiledBundle bundle, LocalDate today) {
        this.bundle = bundle;
        this.today = today;
        this.account = bundle.vocabulary().properties();
    }

    /** The notes, by file and line. */
    public static List<FileProblem> of(CompiledBundle bundle, LocalDate today) {
        RuleNotes notes = new RuleNotes(bundle, today);
        Set<String> withPlaybook =
                bundle.playbooks().stream().map(PlaybookDefinition::thresholdId).collect(Collectors.toSet());
        for (CompiledThreshold threshold : bundle.compiledThresholds()) {
            notes.threshold(threshold, withPlaybook);
        }
        RuleNotes ofPortfolio = new RuleNotes(bundle.portfolio().bundle(), today);
        ofPortfolio.portfolio(bundle.portfolio());
        notes.notes.addAll(ofPortfolio.notes.sorted());
        notes.list("metrics", "No threshold reads these tracked metrics: ", notes.metricsWithoutThreshold());
        PlaybookNotes.add(bundle, notes.notes);
        return notes.notes.sorted();
    }

    private void list(String file, String sentence, List<String> ids) {
        if (!ids.isEmpty()) {
            notes.add(file, 0, sentence + String.join(", ", ids) + ".");
        }
    }

    private List<String> metricsWithoutThreshold() {
        Set<String> read = new TreeSet<>();
        Stream.concat(bundle.compiledThresholds().stream(), bundle.portfolio().bundle().compiledThresholds().stream())
                .forEach(threshold -> read.addAll(threshold.definition().metricIds()));
        if (bundle.cites(MessageTemplate.WINS)) {
            read.add(Win.REVIEW_METRIC);
        }
        return bundle.catalogue().tracked().stream()
                .filter(MetricDefinition::ofAccounts)
                .map(MetricDefinition::id)
                .filter(Predicate.not(read::contains))
                .toList();
    }

    private void portfolio(CompiledPortfolio portfolio) {
        for (CompiledThreshold threshold : bundle.compiledThresholds()) {
            String id = threshold.definition().id();
            if (portfolio.notice(id) == null) {
                notes.add(
                        threshold.definition().file(),
                        threshold.definition().line(),
                        "The threshold '" + id
                                + "' of the portfolio has no @message: its flag is shown, but nobody is notified.");
            }
            bounds(threshold);
        }
    }

    private void threshold(CompiledThreshold threshold, Set<String> withPlaybook) {
        String id = threshold.definition().id();
        if (!withPlaybook.contains(id)) {
            notes.add(
                    threshold.definition().file(),
                    threshold.definition().line(),
                    "No playbook belongs to the threshold '" + id + "': its flag is shown, but nobody is asked to act."
                            + (owned(threshold) ? "" : " It has no @owner either."));
        }
        bounds(threshold);
    }

    private void bounds(CompiledThreshold threshold) {
        for (CompiledThreshold.Rule rule : threshold.rules()) {
            review(rule.source());
            RuleRegions.of(rule.source(), account)
                    .raise()
                    .numbers()
                    .forEach((property, range) -> percentage(rule.source(), property, range));
        }
        overlaps(threshold.rules(), account).forEach(overlap -> overlap.first()
                .problem(
                        notes,
                        "level",
                        "'" + overlap.first().name() + "' and '"
                                + overlap.second().name() + "' (line "
                                + overlap.second().line()
                                + ") both flag an account with " + overlap.account()
                                + ", at different levels; the more serious one counts.",
                        null));
    }

    private static boolean owned(CompiledThreshold threshold) {
        return threshold.rules().getFirst().source().metadata().containsKey("owner");
    }

    private void review(RuleSource rule) {
        String by = rule.metadata().get("reviewBy");
        if (by != null && LocalDate.parse(by).isBefore(today)) {
            rule.problem(notes, "reviewBy", "The review of this bound was due on " + by + ".", null);
        }
    }

    private void percentage(RuleSource rule, String property, Range range) {
        if (account.get(property).unit() != Unit.PERCENT) {
            return;
        }
        for (double bound : new double[] {range.low(), range.high()}) {
            double size = Math.abs(bound);
            if (size > 0 && size < 1) {
                rule.problem(
                        notes,
                        "",
                        property + " is a percentage, so " + plain(bound) + " means " + plain(bound) + " %.",
                        plain(bound * 100));
            } else if (size > 100 && !Double.isInfinite(size)) {
                rule.problem(
                        notes, "", "The bound of " + plain(bound) + " % for " + property + " is above 100 %.", null);
            }
        }
    }

    private static String plain(double number) {
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    /** Two rules with different levels that flag the same account. */
    record Overlap(RuleSource first, RuleSource second, String account) {}

    static List<Overlap> overlaps(List<CompiledThreshold.Rule> rules, Map<String, Property> account) {
        List<Overlap> overlaps = new ArrayList<>();
        if (rules.size() > MOST_COMPARED) {
            return overlaps;
        }
        List<Region> regions = rules.stream()
                .map(rule -> RuleRegions.of(rule.source(), account).raise())
                .toList();
        for (int first = 0; first < rules.size(); first++) {
            Level level = rules.get(first).level();
            for (int second = first + 1; second < rules.size(); second++) {
                Region both = regions.get(first).and(regions.get(second));
                if (level != rules.get(second).level() && both.exact()) {
                    RuleSource one = rules.get(first).source();
                    RuleSource other = rules.get(second).source();
                    both.one().ifPresent(shared -> overlaps.add(new Overlap(one, other, RowChecks.shown(shared))));
                }
            }
        }
        return overlaps;
    }
}
