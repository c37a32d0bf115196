package io.tidewatch.ingestion.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidewatch.ingestion.metric.Separation.Split;
import io.tidewatch.ingestion.metric.Separation.Youden;
import io.tidewatch.metric.Direction;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeparationTest {

    private static final Offset<Double> FOUR_DIGITS = within(0.00005);

    private static final double[] LOW = {10, 20, 30, 40, 50};
    private static final double[] HIGH = {45, 60, 70, 80, 90};

    /** The examples of table II in Newcombe (1998), method 10. */
    @ParameterizedTest
    @CsvSource({
        "56, 70, 48, 80, 0.2, 0.0524, 0.3339",
        "9, 10, 3, 10, 0.6, 0.1705, 0.8090",
        "5, 56, 0, 29, 0.0893, -0.0381, 0.1926"
    })
    void theIntervalIsThatOfNewcombe(int some, int all, int others, int allOthers, double j, double low, double high) {
        Youden youden = Youden.of(some, all, others, allOthers);

        assertThat(youden.j()).isCloseTo(j, FOUR_DIGITS);
        assertThat(youden.low()).isCloseTo(low, FOUR_DIGITS);
        assertThat(youden.high()).isCloseTo(high, FOUR_DIGITS);
    }

    @Test
    void ofBoundsWithTheSameJTheOneThatWarnsAboutTheFewestIsBest() {
        // Below 45 are four of five who left and none who renewed; below 60, all five and one.
        Split higher =
                new Separation(LOW, HIGH, Direction.HIGHER_IS_BETTER).best().orElseThrow();
        // From 50 on are one of five who renewed and all who left; from 60 on, none and four.
        Split lower =
                new Separation(HIGH, LOW, Direction.LOWER_IS_BETTER).best().orElseThrow();

        assertThat(higher.bound()).isEqualTo(45);
        assertThat(higher.youden().j()).isEqualTo(0.8);
        assertThat(lower.bound()).isEqualTo(60);
        assertThat(lower.youden().j()).isEqualTo(0.8);
    }

    @Test
    void aValueAtTheBoundIsNotBelowIt() {
        Separation separation = new Separation(LOW, HIGH, Direction.HIGHER_IS_BETTER);

        assertThat(separation.at(50))
                .extracting(Split::churnedBelow, Split::churnedFrom, Split::renewedBelow, Split::renewedFrom)
                .containsExactly(4, 1, 1, 4);
        assertThat(separation.at(50.000001).churnedBelow()).isEqualTo(5);
        assertThat(separation.at(0).youden().j()).isZero();
        assertThat(separation.at(1_000).youden().j()).isZero();
    }

    @Test
    void theWrongWayNothingSeparates() {
        Split best =
                new Separation(HIGH, LOW, Direction.HIGHER_IS_BETTER).best().orElseThrow();

        assertThat(best.youden().j()).isNegative();
        assertThat(best.youden().isBeyondChance()).isFalse();
    }

    @Test
    void withoutABadSideAGroupOrDifferentValuesThereIsNoBestBound() {
        assertThat(new Separation(LOW, HIGH, Direction.CONTEXT).best()).isEmpty();
        assertThat(new Separation(LOW, HIGH, Direction.CONTEXT).at(45).youden()).isNull();
        assertThat(new Separation(LOW, new double[0], Direction.HIGHER_IS_BETTER).best())
                .isEmpty();
        assertThat(new Separation(new double[] {1, 1}, new double[] {1}, Direction.LOWER_IS_BETTER).best())
                .isEmpty();
    }

    /** The interval of a bound that was chosen afterwards lies above 0 far more often than in one of forty cases. */
    @Test
    void aMetricThatForetellsNothingIsRarelySaidToSeparate() {
        Random random = new Random(7);
        int cases = 2_000;
        int byInterval = 0;
        int said = 0;
        for (int number = 0; number < cases; number++) {
            double[] some = random.doubles(40).sorted().toArray();
            double[] others = random.doubles(160).sorted().toArray();
            Youden best = new Separation(some, others, Direction.HIGHER_IS_BETTER)
                    .best()
                    .orElseThrow()
                    .youden();
            byInterval += best.low() > 0 ? 1 : 0;
            said += best.isBeyondChance() ? 1 : 0;
        }

        assertThat((double) byInterval / cases).isGreaterThan(0.12);
        assertThat((double) said / cases).isLessThan(0.055);
    }

    @Test
    void theBestBoundIsThatOfTryingEachOne() {
        Random random = new Random(11);
        for (int number = 0; number < 300; number++) {
            // Whole numbers, so that many are the same.
            double[] churned = some(random);
            double[] renewed = some(random);
            for (Direction direction : new Direction[] {Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER}) {
                Separation separation = new Separation(churned, renewed, direction);
                double most = DoubleStream.concat(Arrays.stream(churned), Arrays.stream(renewed))
                        .filter(bound -> bound > Math.min(churned[0], renewed[0]))
                        .map(bound -> slowly(churned, renewed, direction, bound))
                        .max()
                        .orElse(Double.NaN);

                assertThat(separation.best().map(best -> best.youden().j()).orElse(Double.NaN))
                        .isEqualTo(most, within(1e-12));
            }
        }
    }

    private static double[] some(Random random) {
        return IntStream.range(0, 1 + random.nextInt(12))
                .mapToDouble(any -> random.nextInt(6))
                .sorted()
                .toArray();
    }

    /** J as its definition says it. */
    private static double slowly(double[] churned, double[] renewed, Direction direction, double bound) {
        return share(churned, direction, bound) - share(renewed, direction, bound);
    }

    private static double share(double[] values, Direction direction, double bound) {
        return Arrays.stream(values)
                        .filter(value -> direction == Direction.HIGHER_IS_BETTER ? value < bound : value >= bound)
                        .count()
                / (double) values.length;
    }
}
