package io.tidewatch.metric.language;

import java.util.Set;

/** Finds names that a metric defines and nothing of it uses: they are forgotten, or the name in a formula is another one. */
final class UnusedNames {
    private final MetricSyntax metric;
    private final DefinitionsChecker definitions;
    private final Mistakes mistakes;

    UnusedNames(MetricSyntax metric, DefinitionsChecker definitions, Mistakes mistakes) {
        this.metric = metric;
        this.definitions = definitions;
        this.mistakes = mistakes;
    }

    /** Checks the names of the file, given the measures that the metric reaches. */
    void check(Set<String> reached) {
        Definitions own = metric.own();
        own.measures().forEach((name, syntax) -> unused("measure", name, reached, syntax.place()));

        Uses used = new Uses().formula(metric.value()).formula(metric.population());
        reached.forEach(name -> used.measure(definitions.allMeasures().get(name)));
        own.subjects().forEach((name, syntax) -> unused("set of subjects", name, used.subjects(), syntax.place()));

        definitions.allSubjects().forEach((name, syntax) -> {
            if (used.subjects().contains(name)) {
                used.subjects(syntax);
            }
        });
        own.parameters().forEach((name, syntax) -> unused("parameter", name, used.parameters(), syntax.place()));
    }

    private void unused(String what, String name, Set<String> used, Place place) {
        if (!used.contains(name)) {
            mistakes.add(MistakeKind.UNUSED, place, "The " + what + " '" + name + "' is not used.", null);
        }
    }
}
