package io.tidewatch.ingestion.history;

import io.tidewatch.metric.history.ColumnBuilder;
import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.history.RowsBuilder;
import io.tidewatch.metric.language.RecordKind;
import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.util.Map;

/** Puts users into histories. An account can have hundreds, so they come as one row of arrays, which takes a fraction of the time of as many rows. */
final class UserRows {

    /** A row for each account with users. Parameters: $1 the accounts, $2 as known at (null for as known now). */
    static final String STATEMENT = """
            select x.account_id, array_agg(x.id), array_agg(x.seat_assigned_from), array_agg(x.seat_assigned_until),
                   json_agg(x.fields)::text
            from users_known(coalesce($2::timestamptz, 'infinity')) x
            where x.account_id = any ($1)
            group by x.account_id
            """;

    private final RecordKind kind;
    private final Map<String, HistoryBuilder> histories;

    UserRows(RecordKind kind, Map<String, HistoryBuilder> histories) {
        this.kind = kind;
        this.histories = histories;
    }

    /** Takes a row of {@link #STATEMENT}. */
    void add(Row row) {
        RowsBuilder rows = histories.get(row.getString(0)).rows(kind.name());
        String[] ids = row.getArrayOfStrings(1);
        LocalDate[] from = row.getArrayOfLocalDates(2);
        LocalDate[] until = row.getArrayOfLocalDates(3);
        ColumnBuilder assignedFrom = rows.column("seatAssignedFrom");
        ColumnBuilder assignedUntil = rows.column("seatAssignedUntil");
        FieldValues.fillEach(kind, row.getString(4), rows, user -> {
            rows.next(ids[user]);
            set(assignedFrom, from[user]);
            set(assignedUntil, until[user]);
        });
    }

    private static void set(ColumnBuilder column, LocalDate day) {
        if (column != null) {
            column.day(day);
        }
    }
}
