package io.tidewatch.ingestion.metric;

import io.tidewatch.ingestion.api.model.BoundSide;
import io.tidewatch.ingestion.api.model.MetricSeparation;
import io.tidewatch.ingestion.api.model.OutcomeGroup;
import io.tidewatch.ingestion.api.model.SeparatingBound;
import io.tidewatch.ingestion.api.model.WithoutValue;
import io.tidewatch.metric.Direction;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How well a metric separates, as answers show it. */
final class SeparationBodies {

    private SeparationBodies() {}

    static MetricSeparation of(SeparationQuestions.Answer answer) {
        SeparationQuestion question = answer.question();
        OutcomeValues left = answer.sums().churned();
        OutcomeValues stayed = answer.sums().renewed();
        String currency = currency(left, stayed);
        double[] churned = left.in(currency);
        double[] renewed = stayed.in(currency);
        Direction direction = answer.definition().direction();
        Separation separation = new Separation(churned, renewed, direction);
        MetricSeparation body = new MetricSeparation()
                .metric(answer.definition().id())
                .definitionHash(answer.definition().definitionHash())
                .catalogueHash(answer.catalogueHash())
                .direction(direction.name())
                .from(question.after().plusDays(1))
                .asOf(question.asOf())
                .windowDays(question.windowDays())
                .currency(currency)
                .churned(group(churned, left.missing()))
                .renewed(group(renewed, stayed.missing()))
                .undecided(withoutValue(answer.sums().undecided()));
        if (question.bound() != null) {
            body.atBound(bound(separation.at(question.bound()), direction));
        }
        return judged(body, separation, direction, Math.min(churned.length, renewed.length));
    }

    /** The currency of most amounts; null without amounts. */
    private static String currency(OutcomeValues left, OutcomeValues stayed) {
        Map<String, Long> numbers = new HashMap<>(left.numbers());
        stayed.numbers().forEach((currency, number) -> numbers.merge(currency, number, Long::sum));
        numbers.remove("");
        return numbers.entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private static MetricSeparation judged(
            MetricSeparation body, Separation separation, Direction direction, int accounts) {
        if (direction == Direction.CONTEXT) {
            return body.state("NOT_JUDGED").reason("Neither more nor less of this metric is good by itself.");
        }
        if (accounts < Separation.LEAST_ACCOUNTS) {
            return body.state("UNKNOWN")
                    .reason("Fewer than " + Separation.LEAST_ACCOUNTS
                            + " accounts of a group have a value; chance would separate so few as well.");
        }
        Optional<Separation.Split> best = separation.best();
        best.ifPresent(
                split -> body.best(bound(split, direction).chance(split.youden().chance())));
        if (best.isEmpty()) {
            return body.state("NONE").reason("All accounts have the same value.");
        }
        return best.get().youden().isBeyondChance()
                ? body.state("FOUND")
                : body.state("NONE").reason("No bound separates the groups better than chance does.");
    }

    private static OutcomeGroup group(double[] values, Map<String, Long> missing) {
        OutcomeGroup body = new OutcomeGroup().accounts((long) values.length).withoutValue(withoutValue(missing));
        if (values.length == 0) {
            return body;
        }
        double mean = Arrays.stream(values).sum() / values.length;
        return body.mean(number(mean))
                .p10(percentile(values, 0.1))
                .p25(percentile(values, 0.25))
                .median(percentile(values, 0.5))
                .p75(percentile(values, 0.75))
                .p90(percentile(values, 0.9));
    }

    /** By linear interpolation between closest ranks, as in the metric language. */
    private static String percentile(double[] ascending, double share) {
        double rank = share * (ascending.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, ascending.length - 1);
        return number(ascending[below] + (rank - below) * (ascending[above] - ascending[below]));
    }

    private static List<WithoutValue> withoutValue(Map<String, Long> missing) {
        return missing.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(entry -> new WithoutValue().reason(entry.getKey()).accounts(entry.getValue()))
                .toList();
    }

    private static SeparatingBound bound(Separation.Split split, Direction direction) {
        SeparatingBound body = new SeparatingBound()
                .bound(number(split.bound()))
                .below(side(split.churnedBelow(), split.renewedBelow()))
                .from(side(split.churnedFrom(), split.renewedFrom()));
        Separation.Youden youden = split.youden();
        return youden == null
                ? body
                : body.warns(direction == Direction.HIGHER_IS_BETTER ? "BELOW" : "FROM")
                        .j(youden.j())
                        .jLow(youden.low())
                        .jHigh(youden.high())
                        .truePositiveRate(youden.truePositives())
                        .falsePositiveRate(youden.falsePositives());
    }

    private static BoundSide side(int churned, int renewed) {
        int all = churned + renewed;
        return new BoundSide()
                .churned((long) churned)
                .renewed((long) renewed)
                .churnRate(all == 0 ? null : Double.valueOf((double) churned / all));
    }

    private static String number(double value) {
        return DetailTexts.number(SeparationSums.rounded(value));
    }
}
