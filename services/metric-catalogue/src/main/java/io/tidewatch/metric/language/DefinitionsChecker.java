package io.tidewatch.metric.language;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the parameters, subjects and measures of a file, each once: a metric takes over what was found about the shared
 * words, and checks its own.
 */
final class DefinitionsChecker {
    private final Vocabulary vocabulary;
    private final CheckedMetrics metrics;
    private final Mistakes mistakes;
    private final Map<String, ParameterSyntax> parameters = new LinkedHashMap<>();
    private final Checking checking;
    /** Null for subjects that have a mistake already. */
    private final Map<String, SubjectsFacts> subjects = new LinkedHashMap<>();

    private final Map<String, MeasureFacts> measures = new LinkedHashMap<>();
    private final Map<String, MeasureSyntax> allMeasures = new LinkedHashMap<>();
    private final Map<String, SubjectsSyntax> allSubjects = new LinkedHashMap<>();

    /**
     * Begins with the shared words.
     *
     * @param shared null while the shared words themselves are checked
     * @param types receives the type of every node that is checked
     */
    DefinitionsChecker(
            Vocabulary vocabulary,
            DefinitionsChecker shared,
            CheckedMetrics metrics,
            Map<Expression, Type> types,
            Mistakes mistakes) {
        this.vocabulary = vocabulary;
        this.metrics = metrics;
        this.mistakes = mistakes;
        this.checking = new Checking(vocabulary, parameters, types, mistakes);
        if (shared != null) {
            parameters.putAll(shared.parameters);
            subjects.putAll(shared.subjects);
            measures.putAll(shared.measures);
            allMeasures.putAll(shared.allMeasures);
            allSubjects.putAll(shared.allSubjects);
        }
    }

    /** Checks what a file defines; afterwards the maps of this checker have it beside the shared words. */
    void check(Definitions own) {
        own.parameters().forEach(this::parameter);
        AggregateChecker aggregates = new AggregateChecker(checking, subjects);
        SubjectsChecker each = new SubjectsChecker(checking, aggregates);
        own.subjects().forEach((name, syntax) -> {
            if (vocabulary.kind(name) != null) {
                taken(MistakeKind.NAME_TAKEN, syntax.place(), name, "a kind of record");
            } else if (allSubjects.putIfAbsent(name, syntax) != null) {
                taken(MistakeKind.SHARED_NAME, syntax.place(), name, "one of the shared words");
            } else {
                subjects.put(name, each.check(syntax));
            }
        });
        own.measures().forEach((name, syntax) -> {
            if (allMeasures.putIfAbsent(name, syntax) != null) {
                taken(MistakeKind.SHARED_NAME, syntax.place(), name, "one of the shared words");
            }
        });
        measures(own.measures(), aggregates);
    }

    private void parameter(String name, ParameterSyntax own) {
        ParameterSyntax shared = parameters.get(name);
        if (shared != null
                && !shared.setting().standard().sameForm(own.setting().standard())) {
            mistakes.add(
                    MistakeKind.PARAMETER_FORM,
                    own.place(),
                    "The shared parameter '" + name + "' has another form: a number stays a number, a list a list.",
                    null);
        } else {
            parameters.put(name, own);
        }
    }

    private void taken(MistakeKind kind, Place place, String name, String what) {
        mistakes.add(kind, place, "'" + name + "' is " + what + "; take another name.", null);
    }

    private void measures(Map<String, MeasureSyntax> own, AggregateChecker aggregates) {
        Set<String> circling = new HashSet<>();
        List<String> order = Order.of(own.keySet(), name -> uses(own.get(name)), circle -> {
            circling.addAll(circle);
            mistakes.add(
                    MistakeKind.CIRCLE,
                    own.get(circle.getFirst()).place(),
                    "Measures need each other in a circle: " + String.join(" -> ", circle) + ".",
                    null);
        });
        for (String name : order) {
            if (circling.contains(name)) {
                measures.putIfAbsent(name, MeasureFacts.BROKEN);
            }
        }
        for (String name : order) {
            boolean isOwn = allMeasures.get(name) == own.get(name);
            if (isOwn && !circling.contains(name)) {
                measures.put(name, measure(own.get(name), aggregates));
            }
        }
    }

    private static Set<String> uses(MeasureSyntax measure) {
        return new Uses().measure(measure).measures();
    }

    private MeasureFacts measure(MeasureSyntax syntax, AggregateChecker aggregates) {
        return switch (syntax) {
            case MeasureSyntax.Computed computed -> computed(computed.formula());
            case MeasureSyntax.Aggregate aggregate -> aggregates.ofAccount(aggregate, scope());
            case MeasureSyntax.OtherMetric other -> {
                CheckedMetric metric = metrics.of(other.metric(), mistakes);
                yield metric == null
                        ? MeasureFacts.BROKEN
                        : new MeasureFacts(metric.type(), metric.adds(), Reads.NOTHING);
            }
            case MeasureSyntax.Score score -> {
                score(score);
                yield new MeasureFacts(Type.NUMBER, false, Reads.NOTHING);
            }
        };
    }

    private MeasureFacts computed(Formula formula) {
        Type type = checking.type(formula, scope());
        boolean adds = type.is(Type.Sort.CONDITION) || type.isUnknown() || Additivity.adds(formula.tree(), this::adds);
        return new MeasureFacts(type, adds, Uses.reads(formula));
    }

    private void score(MeasureSyntax.Score score) {
        boolean weighty = false;
        for (MeasureSyntax.Score.Input input : score.inputs()) {
            Place place = input.of().place();
            if (input.atNothing().compareTo(input.atAll()) == 0) {
                mistakes.add(MistakeKind.SCALE, place, "The two ends of a scale must differ.", null);
            }
            Setting weight = input.weight();
            boolean negative = signum(weight.standard()) < 0
                    || weight.byModel().values().stream().anyMatch(value -> signum(value) < 0);
            if (negative) {
                mistakes.add(MistakeKind.SCALE, place, "A weight must not be negative; turn the scale round.", null);
            }
            weighty |= signum(weight.standard()) != 0;
            Type type = input(input.of());
            if (!type.isNumeric()) {
                mistakes.add(
                        MistakeKind.TYPE,
                        place,
                        "An input of a score must be a number, not " + type.shown() + ".",
                        null);
            }
        }
        if (!weighty) {
            mistakes.add(MistakeKind.SCALE, score.place(), "At least one weight must be above 0.", null);
        }
    }

    /** A name is a measure before it is a metric: what is near comes first. */
    private Type input(Mention of) {
        MeasureFacts measure = measures.get(of.name());
        if (measure != null) {
            return measure.type();
        }
        if (metrics.isKnown(of.name())) {
            CheckedMetric metric = metrics.of(of, mistakes);
            return metric == null ? Type.UNKNOWN : metric.type();
        }
        Set<String> candidates = new HashSet<>(measures.keySet());
        candidates.addAll(metrics.ids());
        mistakes.unknown(
                MistakeKind.UNKNOWN_MEASURE, of, "There is no measure or metric '" + of.name() + "'.", candidates);
        return Type.UNKNOWN;
    }

    private static int signum(Setting.Value value) {
        return value instanceof Setting.Value.Amount amount ? amount.number().signum() : 0;
    }

    private boolean adds(String measure) {
        MeasureFacts facts = measures.get(measure);
        return facts == null || facts.adds();
    }

    private MetricScope scope() {
        return new MetricScope(vocabulary, measures);
    }

    /** The type of a formula over the measures. */
    Type check(Formula formula) {
        return checking.type(formula, scope());
    }

    /** Checks a condition over the measures; null is none. */
    void checkCondition(Formula formula) {
        checking.condition(formula, scope());
    }

    Map<String, SubjectsFacts> subjects() {
        return subjects;
    }

    Map<String, MeasureFacts> measures() {
        return measures;
    }

    /** Syntax of the measures of the file and of the shared words. */
    Map<String, MeasureSyntax> allMeasures() {
        return Collections.unmodifiableMap(allMeasures);
    }

    /** Syntax of the subjects of the file and of the shared words. */
    Map<String, SubjectsSyntax> allSubjects() {
        return Collections.unmodifiableMap(allSubjects);
    }
}
