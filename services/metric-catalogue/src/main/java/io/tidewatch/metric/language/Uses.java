package io.tidewatch.metric.language;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The names that a part of a file uses, by what they stand for. Collected from the syntax alone, so that what is wrong with a
 * part does not hide what it uses.
 */
public record Uses(Set<String> measures, Set<String> subjects, Set<String> parameters) {
    /** None yet. */
    public Uses() {
        this(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    }

    /** Adds what an expression over measures uses; null adds nothing. */
    public Uses formula(Formula formula) {
        measures.addAll(names(formula));
        records(formula);
        return this;
    }

    /** Adds what a measure uses. Inputs of a score may be metrics, and are added as measures. */
    public Uses measure(MeasureSyntax measure) {
        switch (measure) {
            case MeasureSyntax.Computed computed -> formula(computed.formula());
            case MeasureSyntax.OtherMetric other -> {
                // A metric is not a name of the file.
            }
            case MeasureSyntax.Score score ->
                score.inputs().forEach(input -> measures.add(input.of().name()));
            case MeasureSyntax.Aggregate aggregate -> {
                subjects.add(aggregate.of().name());
                records(aggregate.argument());
                records(aggregate.where());
                if (aggregate.time().in() instanceof Window.Relative relative) {
                    measures.add(relative.anchor());
                }
            }
        }
        return this;
    }

    /** Adds the parameters that subjects use; their names are not measures. */
    Uses subjects(SubjectsSyntax syntax) {
        records(syntax.where());
        for (MeasureSyntax.Aggregate aggregate : syntax.with().values()) {
            records(aggregate.argument());
            records(aggregate.where());
        }
        return this;
    }

    /** Adds the parameters of a formula about records. */
    private void records(Formula formula) {
        walk(formula, node -> {
            if (node instanceof Expression.Parameter parameter) {
                parameters.add(parameter.name());
            }
        });
    }

    /** The first parts of the names of a formula, such as {@code user} of {@code user.role}; null has none. */
    static Set<String> names(Formula formula) {
        Set<String> names = new TreeSet<>();
        walk(formula, node -> {
            if (node instanceof Expression.Name name) {
                names.add(name.path().getFirst());
            }
        });
        return names;
    }

    /** What a formula over measures reads itself: fields of the account. */
    static Reads reads(Formula formula) {
        return names(formula).contains(Vocabulary.ACCOUNT) ? Reads.of(Set.of(Vocabulary.ACCOUNT)) : Reads.NOTHING;
    }

    /** Gives every node of a formula to the visitor; null has none. */
    static void walk(Formula formula, Consumer<Expression> visitor) {
        Deque<Expression> waiting = new ArrayDeque<>();
        if (formula != null) {
            waiting.add(formula.tree());
        }
        while (!waiting.isEmpty()) {
            Expression node = waiting.pop();
            visitor.accept(node);
            waiting.addAll(node.parts());
        }
    }
}
