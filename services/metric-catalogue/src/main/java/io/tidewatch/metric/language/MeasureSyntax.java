package io.tidewatch.metric.language;

import java.math.BigDecimal;
import java.util.List;

/** What an account has one value of: an aggregate, an expression, another metric, or a score. */
public sealed interface MeasureSyntax {
    /** Where it stands. */
    Place place();

    /**
     * Records, or subjects, that become one value.
     *
     * @param argument what of them; null for a count
     * @param of a kind of record or a set of subjects
     * @param where which of them; null means all
     * @param number which different day counts for {@link AggregateFunction#FIRST}, else 1
     */
    record Aggregate(
            Place place,
            AggregateFunction function,
            Formula argument,
            Mention of,
            TimeClause time,
            Formula where,
            int number)
            implements MeasureSyntax {}

    /** An expression over other measures. */
    record Computed(Formula formula) implements MeasureSyntax {
        @Override
        public Place place() {
            return formula.place();
        }
    }

    /** The value of another metric. */
    record OtherMetric(Mention metric) implements MeasureSyntax {
        @Override
        public Place place() {
            return metric.place();
        }
    }

    /**
     * The weighted mean of what several inputs reach on their scales.
     *
     * @param minimumCoverage share of the weights, from 1 to 100, that must have a value; null means any
     */
    record Score(Place place, List<Input> inputs, Integer minimumCoverage) implements MeasureSyntax {
        public Score {
            inputs = List.copyOf(inputs);
        }

        /**
         * One input of a score.
         *
         * @param of a measure or a metric
         * @param atNothing value that gives 0 points
         * @param atAll value that gives 100 points
         */
        public record Input(Mention of, BigDecimal atNothing, BigDecimal atAll, Setting weight) {}
    }
}
