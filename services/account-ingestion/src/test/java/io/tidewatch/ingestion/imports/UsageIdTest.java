package io.tidewatch.ingestion.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The keys of rows of usage. */
class UsageIdTest {

    private final MessageDigest sha256 = MessageDigest.getInstance("SHA-256");

    UsageIdTest() throws NoSuchAlgorithmException {}

    @Test
    void anIdHasOneKeyAndOtherIdsAndSourcesHaveOthers() {
        assertThat(key("crm", "u1")).isEqualTo(key("crm", "u1"));
        assertThat(Stream.of(
                        key("crm", "u1"),
                        key("crm", "U1"),
                        key("crm", "u01"),
                        key("crm2", "u1"),
                        key("crm:u", "1"),
                        key("crm", "u:1"),
                        key("crm", "ü1")))
                .doesNotHaveDuplicates();
    }

    @Test
    void idsThatCountHaveKeysThatLieTogether() {
        assertThat(IntStream.rangeClosed(1_024, 2_047).mapToObj(number -> key("crm", "usage-" + number)))
                .allMatch(key -> key.getMostSignificantBits() >>> 24 == 1)
                .doesNotHaveDuplicates();
        assertThat(UsageId.compare(key("crm", "usage-1023"), key("crm", "usage-1024")))
                .isNegative();
    }

    @Test
    void keysAreOrderedAsPostgresqlOrdersThem() {
        UUID low = new UUID(1, -1);
        UUID high = new UUID(-1, 0);

        assertThat(UsageId.compare(low, high)).isNegative();
        assertThat(UsageId.compare(new UUID(1, 1), low)).isNegative();
        assertThat(UsageId.compare(high, high)).isZero();
    }

    private UUID key(String source, String externalId) {
        return UsageId.of(sha256, source, externalId);
    }
}
