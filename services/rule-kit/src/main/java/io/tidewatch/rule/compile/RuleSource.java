package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.bundle.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One rule of a file, understood and ready to be written again.
 *
 * @param number its number in the bundle; generated consequences report it
 * @param file file it is written in
 * @param line its first line; for a decision table the row
 * @param name its title
 * @param metadata annotation name → value
 * @param places annotation name → where it is written
 * @param patterns its patterns in order
 * @param outcome the id its consequence names (a threshold or a judgement)
 * @param target name of the pattern the consequence is about
 * @param witness name of the touchpoint pattern given with a judgement, or null
 * @param outside the accounts that a rule of a threshold is known not to be about; null when it is about all
 * @param clear when the flag is clear, of the accounts that it is about; null when the rule does not say so
 * @param healthy when the flag is healthy, in the same way
 */
record RuleSource(
        int number,
        String file,
        int line,
        String name,
        Map<String, String> metadata,
        Map<String, Place> places,
        List<Pattern> patterns,
        String outcome,
        String target,
        String witness,
        Further outside,
        Further clear,
        Further healthy) {

    /** What it was written as. */
    Origin origin() {
        return Origin.of(file);
    }

    /** Whether it is about accounts or the portfolio; else it judges runs. */
    boolean isThreshold() {
        return !subject().equals(Vocabulary.RUN);
    }

    /** Whether it is about the whole portfolio. */
    boolean isOfPortfolio() {
        return subject().equals(Vocabulary.PORTFOLIO);
    }

    /** The fact type of its first pattern. */
    String subject() {
        return patterns.getFirst().type();
    }

    /** What is compiled beside the rule itself. */
    List<Further> further() {
        return Stream.of(outside, clear, healthy).filter(Objects::nonNull).toList();
    }

    /** The highest number in the bundle that it has taken. */
    int lastNumber() {
        return further().stream().mapToInt(Further::number).reduce(number, Math::max);
    }

    /** What a rule of a threshold reads to raise its flag and to clear it. */
    Stream<String> reads() {
        Stream<String> raising = patterns.getFirst().reads().stream();
        return clear == null
                ? raising
                : Stream.concat(raising, clear.pattern().reads().stream()).distinct();
    }

    /** The conditions of a rule of a threshold as written: one that raises, clears or makes healthy each. */
    List<String> bounds() {
        List<String> bounds = new ArrayList<>(patterns.getFirst().bounds());
        if (clear != null) {
            bounds.add("clear when " + String.join(", ", clear.pattern().bounds()));
        }
        if (healthy != null) {
            bounds.add("healthy when " + String.join(", ", healthy.pattern().bounds()));
        }
        return bounds;
    }

    /** Adds a problem of one of its annotations; {@code suggestion} may be null. */
    void problem(ProblemList problems, String annotation, String sentence, String suggestion) {
        Place place = places.getOrDefault(annotation, Place.line(line));
        problems.add(file, place.line(), place.says(sentence), suggestion);
    }

    /**
     * One pattern.
     *
     * @param name its name in the rule, or null
     * @param type fact type
     * @param guards properties that must hold first, because the rule reads what they guard
     * @param conditions its conditions as they are compiled
     * @param reads names of the properties of this fact that the rule reads anywhere
     * @param bounds its conditions as written
     * @param parts its conditions one by one, those too that && joins
     */
    record Pattern(
            String name,
            String type,
            List<String> guards,
            List<String> conditions,
            Set<String> reads,
            List<String> bounds,
            List<Term> parts) {}

    /**
     * A condition that is compiled as a rule of its own, beside the rule it belongs to.
     *
     * @param number its number in the bundle; several rules may share it
     * @param pattern the account
     */
    record Further(int number, Pattern pattern) {}
}
