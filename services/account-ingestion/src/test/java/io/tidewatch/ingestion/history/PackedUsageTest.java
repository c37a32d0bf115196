package io.tidewatch.ingestion.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.ingestion.history.AccountUsage.Numbers;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is packed comes back as it was. */
class PackedUsageTest {

    private static final int UNKNOWN = AccountUsage.UNKNOWN;
    private static final int MOST = Integer.MAX_VALUE;

    @Test
    void everyNumberThatARowCanHaveComesBack() {
        AccountUsage usage = usage(new Numbers(
                new int[] {-25_567, 0, 20_000, 20_000, 2_900_000},
                new int[] {MOST, UNKNOWN, 1, 128, UNKNOWN},
                new int[] {1, 127, 128, MOST, 16_384},
                new int[] {1, 127, 128, 16_384, MOST},
                new int[] {0, UNKNOWN, MOST, 127, 126}));

        assertThat(PackedUsage.unpack(PackedUsage.pack(usage)))
                .usingRecursiveComparison()
                .isEqualTo(usage);
        assertThat(usage.userNames().texts()).containsExactly("nämé 1", "nämé 128", "nämé " + MOST);
    }

    @Test
    void noRowsComeBackAsNone() {
        assertThat(PackedUsage.unpack(PackedUsage.pack(AccountUsage.NONE)).size())
                .isZero();
    }

    @Test
    void rowsInAnyOrderArePackedInOne() {
        Random random = new Random(7);
        Numbers rows = rows(random, 500);
        Numbers shuffled = rows(new Random(7), 500);
        for (int i = 499; i > 0; i--) {
            swap(shuffled, i, random.nextInt(i + 1));
        }

        assertThat(shuffled.days()).isNotEqualTo(rows.days());
        assertThat(PackedUsage.pack(usage(shuffled))).isEqualTo(PackedUsage.pack(usage(rows)));
    }

    @Test
    void rowsThatAreAddedLaterLieWhereTheyWouldLieAtOnce() {
        Numbers first = rows(new Random(1), 300);
        Numbers later = rows(new Random(2), 300);

        AccountUsage packed = PackedUsage.unpack(PackedUsage.pack(usage(first)));
        assertThat(usage(packed.numbers().and(later)))
                .usingRecursiveComparison()
                .isEqualTo(usage(first.and(later)));
    }

    @Test
    void anotherFormIsRefused() {
        assertThatThrownBy(() -> PackedUsage.unpack(new byte[] {2, 0, 0, 0}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("What is packed has the form 2 instead of 1");
    }

    private static AccountUsage usage(Numbers rows) {
        return AccountUsage.of(rows, number -> "nämé " + number, number -> "feature " + number);
    }

    /** Many of them on one day, and some of them equal. */
    private static Numbers rows(Random random, int count) {
        Numbers rows = new Numbers(new int[count], new int[count], new int[count], new int[count], new int[count]);
        for (int row = 0; row < count; row++) {
            rows.days()[row] = 20_000 + random.nextInt(20);
            rows.users()[row] = random.nextInt(5) == 0 ? UNKNOWN : 1 + random.nextInt(200);
            rows.features()[row] = 1 + random.nextInt(3);
            rows.counts()[row] = 1 + random.nextInt(2);
            rows.seconds()[row] = random.nextBoolean() ? UNKNOWN : random.nextInt(2);
        }
        return rows;
    }

    private static void swap(Numbers rows, int a, int b) {
        for (int[] column : new int[][] {rows.days(), rows.users(), rows.features(), rows.counts(), rows.seconds()}) {
            int kept = column[a];
            column[a] = column[b];
            column[b] = kept;
        }
    }
}
