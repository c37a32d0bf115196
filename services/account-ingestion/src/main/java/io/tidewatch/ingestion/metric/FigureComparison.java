package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.Trend;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A figure beside that of an earlier day.
 *
 * @param previous the earlier figure; null when it is not known
 * @param trend from that one to the figure
 */
record FigureComparison(Double previous, Trend trend) {

    /** What figures of the two days belong together by; amounts of several currencies have several figures. */
    private record Key(Map<String, String> group, String metric) {

        static Key of(GroupFigure figure) {
            return new Key(figure.group(), figure.definition().id());
        }
    }

    /**
     * The figures of the later day, each with the one of the earlier day.
     *
     * @param figures of two days and of any groups and metrics; of each group, those of both days
     */
    static List<GroupFigure> compared(List<GroupFigure> figures, AskedDays days) {
        Map<Key, List<GroupFigure>> earlier = figures.stream()
                .filter(figure -> figure.asOf().equals(days.first()))
                .collect(Collectors.groupingBy(Key::of));
        return figures.stream()
                .filter(figure -> figure.asOf().equals(days.last()))
                .map(figure -> figure.compared(of(figure, earlier.getOrDefault(Key.of(figure), List.of()))))
                .toList();
    }

    private static FigureComparison of(GroupFigure figure, List<GroupFigure> earlier) {
        GroupFigure previous = earlier.stream()
                .filter(one -> isComparable(one, figure))
                .findFirst()
                .orElse(null);
        Double then = previous == null ? null : previous.value();
        Trend trend = Trend.of(figure.value(), then, figure.definition().direction(), Trend.STABLE);
        boolean explained = trend.judgement() == Trend.Judgement.UNKNOWN && figure.value() != null;
        return new FigureComparison(
                then, explained ? new Trend(trend.judgement(), trend.reason() + " " + why(previous, earlier)) : trend);
    }

    /** An amount of nothing has no currency and compares with any. */
    private static boolean isComparable(GroupFigure one, GroupFigure other) {
        return one.currency() == null || other.currency() == null || Objects.equals(one.currency(), other.currency());
    }

    private static String why(GroupFigure previous, List<GroupFigure> earlier) {
        if (previous != null) {
            return previous.reason();
        }
        return earlier.isEmpty()
                ? "The group had no accounts then."
                : "It was in " + earlier.stream().map(GroupFigure::currency).collect(Collectors.joining(", "))
                        + " then.";
    }
}
