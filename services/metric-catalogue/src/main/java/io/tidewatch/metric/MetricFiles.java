package io.tidewatch.metric;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlMap;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads and checks the files of {@code rules/metrics}. */
final class MetricFiles {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Set<MetricKind> WITH_WINDOW = EnumSet.of(MetricKind.DISTINCT_RATIO, MetricKind.MEAN);
    private static final Set<MetricKind> WITH_DENOMINATOR =
            EnumSet.of(MetricKind.RATIO, MetricKind.PERIOD_RATIO, MetricKind.DISTINCT_RATIO, MetricKind.MEAN);

    /** A contract period holds until it is changed, so these need no source to cover the day. */
    private static final Set<MetricKind> FROM_CONTRACTS =
            EnumSet.of(MetricKind.PERIOD_RATIO, MetricKind.STATE, MetricKind.COUNTDOWN);

    private MetricFiles() {}

    static Catalogue read(Map<String, String> files, ProblemList problems) {
        List<MetricDefinition> metrics = new ArrayList<>();
        Map<String, String> fileOfId = new HashMap<>();
        new TreeMap<>(files)
                .forEach((file, text) -> YamlMap.read(file, text, problems).ifPresent(map -> {
                    int before = problems.size();
                    MetricDefinition metric = metric(map, problems);
                    if (problems.size() > before || metric == null) {
                        return;
                    }
                    String other = fileOfId.putIfAbsent(metric.id(), file);
                    if (other != null) {
                        problems.add(
                                file, map.line("id"), "The metric '" + metric.id() + "' is already in " + other + ".");
                    } else {
                        metrics.add(metric);
                    }
                }));
        return new Catalogue(metrics);
    }

    private static MetricDefinition metric(YamlMap map, ProblemList problems) {
        int before = problems.size();
        String id = map.text("id");
        checkId(map, id, problems);
        String name = map.text("name");
        String description = map.text("description");
        List<Question> questions = notEmpty(map, "questions", map.choices("questions", Question.class), problems);
        if (questions.size() > 1 && questions.contains(Question.NONE)) {
            problems.add(map.file(), map.line("questions"), "'NONE' must be the only question.");
        }
        MetricType type = map.choice("type", MetricType.class);
        String focusArea = map.text("focusArea");
        List<LifecycleStage> stages = notEmpty(map, "stages", map.choices("stages", LifecycleStage.class), problems);
        JourneyStep journeyStep = map.choice("journeyStep", JourneyStep.class);
        Unit unit = map.choice("unit", Unit.class);
        Direction direction = map.choice("direction", Direction.class);
        MetricKind kind = map.choice("kind", MetricKind.class);
        Integer windowDays = map.wholeNumber("windowDays", 1, 3650).orElse(null);
        // Two days are compared by the calendar: 365 days before the end of a leap year is another day than a year
        // before.
        Integer windowMonths = map.wholeNumber("windowMonths", 1, 120).orElse(null);
        MeasureUse numerator = null;
        MeasureUse denominator = null;
        if (kind != null) {
            requireExactlyWhen(WITH_WINDOW.contains(kind), "windowDays", kind, map, problems);
            requireExactlyWhen(kind == MetricKind.PERIOD_RATIO, "windowMonths", kind, map, problems);
            requireExactlyWhen(WITH_DENOMINATOR.contains(kind), "denominator", kind, map, problems);
            numerator = measure(map, numeratorKey(kind), kind, problems);
            denominator = WITH_DENOMINATOR.contains(kind) ? measure(map, "denominator", kind, problems) : null;
        }
        List<ObservationKind> coverage = map.choices("coverage", ObservationKind.class);
        if (kind != null && !FROM_CONTRACTS.contains(kind)) {
            notEmpty(map, "coverage", coverage, problems);
        }
        boolean overAccounts = map.flag("addsOverAccounts", false);
        boolean overDays = map.flag("addsOverDays", false);
        Membership membership = map.choice("membership", Membership.class);
        MetricStatus status = map.choice("status", MetricStatus.class);
        if (kind != null) {
            map.finish();
        }
        if (problems.size() > before || numerator == null) {
            return null;
        }
        return new MetricDefinition(
                id,
                name,
                description,
                questions,
                type,
                focusArea,
                stages,
                journeyStep,
                unit,
                direction,
                kind,
                windowDays,
                windowMonths,
                numerator,
                denominator,
                coverage,
                overAccounts,
                overDays,
                membership,
                status);
    }

    private static String numeratorKey(MetricKind kind) {
        return switch (kind) {
            case AGE, COUNTDOWN -> "anchor";
            case STATE -> "measure";
            default -> "numerator";
        };
    }

    private static void checkId(YamlMap map, String id, ProblemList problems) {
        if (id == null) {
            return;
        }
        if (!ID.matcher(id).matches() || id.length() > 60) {
            problems.add(
                    map.file(),
                    map.line("id"),
                    "An id must be lower-case words joined by hyphens, such as seat-utilization.");
        } else if (!map.file().endsWith("/" + id + ".yaml") && !map.file().equals(id + ".yaml")) {
            problems.add(
                    map.file(), map.line("id"), "The file of the metric '" + id + "' must be named " + id + ".yaml.");
        }
    }

    private static void requireExactlyWhen(
            boolean needed, String key, MetricKind kind, YamlMap map, ProblemList problems) {
        if (needed && !map.has(key)) {
            problems.add(map.file(), map.line(), "A metric of kind " + kind + " must have '" + key + "'.");
        } else if (!needed && map.has(key)) {
            problems.add(map.file(), map.line(key), "A metric of kind " + kind + " must not have '" + key + "'.");
        }
    }

    private static <T> List<T> notEmpty(YamlMap map, String key, List<T> found, ProblemList problems) {
        if (found.isEmpty()) {
            problems.add(map.file(), map.line(key), "'" + key + "' must have at least one entry.");
        }
        return found;
    }

    private static MeasureUse measure(YamlMap map, String key, MetricKind kind, ProblemList problems) {
        MeasureUse[] found = new MeasureUse[1];
        map.requiredMap(key, use -> {
            Measure measure = use.choice("name", Measure.class);
            if (measure == null) {
                return;
            }
            if (!measure.kinds().contains(kind)) {
                problems.add(
                        use.file(),
                        use.line("name"),
                        "The measure " + measure + " cannot be used in a metric of kind " + kind + ".");
            }
            Set<MeasureParameter> wanted = measure.parameters();
            Integer minValueActions = null;
            Integer minDays = null;
            List<String> features = List.of();
            if (wanted.contains(MeasureParameter.MIN_VALUE_ACTIONS)) {
                minValueActions = needed(use, "minValueActions", 1_000_000, problems);
            }
            if (wanted.contains(MeasureParameter.MIN_DAYS)) {
                minDays = needed(use, "minDays", 3650, problems);
            }
            if (wanted.contains(MeasureParameter.VALUE_FEATURES)) {
                features = notEmpty(use, "valueFeatures", use.texts("valueFeatures"), problems);
            }
            use.finish();
            found[0] = new MeasureUse(measure, minValueActions, minDays, features);
        });
        return found[0];
    }

    private static Integer needed(YamlMap use, String key, int most, ProblemList problems) {
        if (!use.has(key)) {
            problems.add(use.file(), use.line(), "'" + key + "' is missing.");
        }
        return use.wholeNumber(key, 1, most).orElse(null);
    }
}
