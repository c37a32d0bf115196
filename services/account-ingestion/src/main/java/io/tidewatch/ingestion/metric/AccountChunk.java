package io.tidewatch.ingestion.metric;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The next accounts in the order of their ids, and those of them that a condition holds for. The statement takes a fixed number of
 * accounts before it looks at the condition: with a million accounts, a search for the next ones that it holds for can read all of
 * them and exceed the limits of the database.
 *
 * @param chosen the ids for which it holds
 * @param last the id with which the next chunk begins, exclusively; null at the end
 */
record AccountChunk(List<String> chosen, String last) {

    /**
     * Reads the rows of a statement.
     *
     * @param rows {@code id} and {@code chosen}, ordered by the id
     * @param asked how many accounts the statement takes at most
     */
    static AccountChunk of(RowSet<Row> rows, int asked) {
        List<String> chosen = new ArrayList<>();
        String last = null;
        for (Row row : rows) {
            last = row.getString("id");
            if (row.getBoolean("chosen")) {
                chosen.add(last);
            }
        }
        return new AccountChunk(chosen, rows.rowCount() < asked ? null : last);
    }
}
