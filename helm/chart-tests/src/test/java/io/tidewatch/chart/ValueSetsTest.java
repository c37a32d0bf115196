package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every set of values gives objects that Kubernetes knows, in each of its versions. */
class ValueSetsTest {

    static Stream<Arguments> setsAndVersions() {
        return ValueSets.names().stream()
                .flatMap(set -> Stream.of("1.27.0", "1.31.0", "1.34.0").map(version -> Arguments.of(set, version)));
    }

    @ParameterizedTest
    @MethodSource("setsAndVersions")
    void theSetRendersAndEveryFieldIsKnown(String set, String version) {
        RenderedChart chart = RenderedChart.of(set, version);

        assertThat(chart.objects())
                .isNotEmpty()
                .allSatisfy(object -> assertThat(object.getMetadata().getName()).isNotBlank())
                .extracting(
                        object -> object.getKind() + " " + object.getMetadata().getName())
                .doesNotHaveDuplicates();
    }

    @Test
    void thereAreThirtySetsOrMore() {
        assertThat(ValueSets.names()).hasSizeGreaterThanOrEqualTo(30);
    }
}
