package io.tidewatch.metric.language;

import io.tidewatch.metric.language.MeasureSyntax.Aggregate;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds windows after a day whose cohort reaches up to the as-of day: those who began last had less time than those who
 * began first, and the figure is too low. {@code in: 90d ago 14d} with {@code 14d since createdOn} gives all the same time.
 */
final class CohortHints {
    private final Vocabulary vocabulary;
    private final Mistakes mistakes;

    CohortHints(Vocabulary vocabulary, Mistakes mistakes) {
        this.vocabulary = vocabulary;
        this.mistakes = mistakes;
    }

    void check(Definitions own, Map<String, MeasureSyntax> allMeasures) {
        own.measures().values().forEach(measure -> {
            if (measure instanceof Aggregate aggregate) {
                check(aggregate, anchor -> cohort(allMeasures.get(anchor)));
            }
        });
        for (SubjectsSyntax subject : own.subjects().values()) {
            for (Aggregate aggregate : subject.with().values()) {
                check(aggregate, anchor -> cohort(subject, anchor));
            }
        }
    }

    /** The window of an aggregate of the subject, or of the subjects themselves when the day is theirs. */
    private Window cohort(SubjectsSyntax subject, String anchor) {
        Aggregate above = subject.with().get(anchor);
        if (above != null) {
            return cohort(above);
        }
        return isDay(subject, anchor) ? subject.time().in() : null;
    }

    /** The window in which the first or last day of records is looked for. */
    private static Window cohort(MeasureSyntax measure) {
        boolean day = measure instanceof Aggregate aggregate
                && (aggregate.function() == AggregateFunction.FIRST || aggregate.function() == AggregateFunction.LAST);
        return day ? ((Aggregate) measure).time().in() : null;
    }

    /** Whether a field is the day by which the subjects count. */
    private boolean isDay(SubjectsSyntax subject, String field) {
        RecordKind kind = vocabulary.kind(subject.each().name());
        Mention dated = subject.time().dated();
        return kind != null && field.equals(dated == null ? kind.time() : dated.name());
    }

    private void check(Aggregate aggregate, Function<String, Window> cohortOf) {
        if (!(aggregate.time().in() instanceof Window.Relative relative)
                || relative.side() == Window.Relative.Side.BEFORE
                || relative.days() == 0) {
            return;
        }
        int needed = relative.days() - (relative.side() == Window.Relative.Side.SINCE ? 1 : 0);
        Window cohort = cohortOf.apply(relative.anchor());
        int ago = cohort instanceof Window.Last last ? last.ago() : 0;
        if (cohort instanceof Window.Period || cohort instanceof Window.Last && ago < needed) {
            String window = cohort instanceof Window.Last last ? last.days() + "d ago " + needed + "d" : null;
            mistakes.add(
                    MistakeKind.UNSHIFTED_COHORT,
                    aggregate.time().inText().place(),
                    "'" + relative.anchor() + "' can be later than " + needed + " days ago, so '"
                            + aggregate.time().inText().name() + "' is not over for all of them.",
                    window);
        }
    }
}
