package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        String witness) {

    /** Whether it is about accounts; else it judges runs. */
    boolean isThreshold() {
        return patterns.getFirst().type().equals(Vocabulary.ACCOUNT);
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
     */
    record Pattern(
            String name,
            String type,
            List<String> guards,
            List<String> conditions,
            Set<String> reads,
            List<String> bounds) {}
}
