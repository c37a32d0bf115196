package io.tidewatch.ingestion.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NewMarksTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final NewMarks marks = new NewMarks();

    @Test
    @Timeout(60)
    void marksThatWereAddedMeanwhileEndTheNextWait() throws InterruptedException {
        marks.added();

        assertThat(marks.await(LONG)).isTrue();
    }

    @Test
    void marksThatWereAddedTogetherEndOneWait() throws InterruptedException {
        marks.added();
        marks.added();
        marks.await(LONG);

        assertThat(marks.await(Duration.ZERO)).isFalse();
    }
}
