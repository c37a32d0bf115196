package io.tidewatch.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartitionsTest {

    private final TestDatabase database = new TestDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void javaAndSqlPutEveryAccountIntoTheSamePartition() {
        List<String> accounts =
                new ArrayList<>(List.of("acme", "A-1", "crm:0047", "a\\b", "x'y", "Müller", "日本", "😀"));
        IntStream.range(0, 2000).forEach(n -> accounts.add("account-" + n));

        List<Integer> inSql = new ArrayList<>();
        database.pool("test")
                .preparedQuery("select partition_of(a) from unnest($1::text[]) with ordinality as u (a, n) order by n")
                .execute(Tuple.tuple().addArrayOfString(accounts.toArray(String[]::new)))
                .await()
                .atMost(TestDatabase.SOON)
                .forEach(row -> inSql.add(row.getInteger(0)));

        assertThat(inSql).isEqualTo(accounts.stream().map(Partitions::of).toList());
        assertThat(inSql).contains(0, 63).allMatch(p -> p >= 0 && p < 64);
    }

    @Test
    void aPartitionIsForEver() {
        // SHA-256 of "acme" begins with 0x82; changing this answer would break the order of all stored feeds.
        assertThat(Partitions.of("acme")).isEqualTo(0x82 % 64);
    }

    @Test
    void refusesNumbersThatAreNoPartition() {
        assertThat(Partitions.check(Partitions.CONTROL)).isEqualTo(64);
        assertThatThrownBy(() -> Partitions.check(65)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Partitions.check(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
