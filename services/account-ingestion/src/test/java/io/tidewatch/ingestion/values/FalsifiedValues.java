package io.tidewatch.ingestion.values;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Puts wrong numbers into stored values. */
public final class FalsifiedValues {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private FalsifiedValues() {}

    /** Puts one number in the place of another one, wherever it is the value of the account. */
    public static void replace(Pool pool, String accountId, double from, double to) {
        Map<String, StoredRow> stored =
                ValueRows.read(pool, List.of(accountId)).await().atMost(LIMIT);
        List<SlotValue> wrong = stored.get(accountId).row().values().stream()
                .map(value -> value.value() != null && value.value() == from ? with(value, to) : value)
                .toList();
        pool.preparedQuery("update account_values set packed = $2 where account_id = $1")
                .execute(Tuple.of(accountId, Buffer.buffer(PackedValues.of(wrong))))
                .await()
                .atMost(LIMIT);
    }

    private static SlotValue with(SlotValue value, double number) {
        return new SlotValue(
                value.slot(),
                value.state(),
                number,
                value.numerator(),
                value.denominator(),
                value.currency(),
                value.anchor(),
                value.coveredThrough(),
                value.reason(),
                value.details());
    }
}
