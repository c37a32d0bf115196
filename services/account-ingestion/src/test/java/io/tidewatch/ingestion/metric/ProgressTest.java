package io.tidewatch.ingestion.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is said of a catalogue whose values are being computed. */
class ProgressTest {

    @Test
    void theTimeLeftFollowsFromWhatIsDone() {
        CatalogueStore.Progress progress = new CatalogueStore.Progress("hash", "COMPUTING", 3_000, 100_000, 20);
        assertThat(progress.rate()).isEqualTo(150);
        assertThat(progress.secondsLeft()).isEqualTo(647);
    }

    @Test
    void beforeTheFirstAccountAndWhenReadyThereIsNoRate() {
        assertThat(new CatalogueStore.Progress("hash", "COMPUTING", 0, 100_000, 20).rate())
                .isNull();
        assertThat(new CatalogueStore.Progress("hash", "COMPUTING", 0, 100_000, 20).secondsLeft())
                .isNull();
        assertThat(new CatalogueStore.Progress("hash", "READY", 100_000, 100_000, 9_000).secondsLeft())
                .isNull();
    }
}
