package io.tidewatch.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.Trend.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrendTest {

    @ParameterizedTest
    @CsvSource({
        // The band is 2 % of the larger figure: a move by just as much is stable.
        "100, 98, STABLE",
        "100, 97.99, DECLINING",
        "98, 100, STABLE",
        "97.99, 100, IMPROVING",
        "100, 100, STABLE",
        // 0.3 has no exact binary representation.
        "0.3, 0.294, STABLE",
        "0.3, 0.2939, DECLINING",
        // From and to nothing, and below 0.
        "0, 0, STABLE",
        "0, 0.001, IMPROVING",
        "0.001, 0, DECLINING",
        "-100, -98, STABLE",
        "-100, -97.99, IMPROVING",
        "-1, 1, IMPROVING"
    })
    void aMoveCountsBeyondTheBandAndIsJudgedByTheDirection(double previous, double current, Judgement higherIsBetter) {
        assertThat(judged(current, previous, Direction.HIGHER_IS_BETTER)).isEqualTo(higherIsBetter);
        assertThat(judged(current, previous, Direction.LOWER_IS_BETTER)).isEqualTo(opposite(higherIsBetter));
        assertThat(judged(previous, current, Direction.HIGHER_IS_BETTER)).isEqualTo(opposite(higherIsBetter));
    }

    @Test
    void aMissingFigureIsUnknownAndSaysWhichOne() {
        assertThat(Trend.of(null, 1.0, Direction.HIGHER_IS_BETTER, Trend.STABLE))
                .isEqualTo(new Trend(Judgement.UNKNOWN, "The figure is not known."));
        assertThat(Trend.of(0.0, null, Direction.LOWER_IS_BETTER, Trend.STABLE))
                .isEqualTo(new Trend(Judgement.UNKNOWN, "The figure of the earlier day is not known."));
    }

    @Test
    void whereNeitherWayIsGoodNothingIsJudged() {
        assertThat(judged(50.0, 100.0, Direction.CONTEXT)).isEqualTo(Judgement.NOT_JUDGED);
        assertThat(Trend.of(null, 1.0, Direction.CONTEXT, Trend.STABLE).judgement())
                .isEqualTo(Judgement.NOT_JUDGED);
    }

    private static Judgement judged(double current, double previous, Direction direction) {
        return Trend.of(current, previous, direction, Trend.STABLE).judgement();
    }

    private static Judgement opposite(Judgement judgement) {
        return switch (judgement) {
            case IMPROVING -> Judgement.DECLINING;
            case DECLINING -> Judgement.IMPROVING;
            default -> judgement;
        };
    }
}
