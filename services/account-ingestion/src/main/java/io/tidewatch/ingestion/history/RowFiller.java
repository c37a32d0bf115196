package io.tidewatch.ingestion.history;

import io.tidewatch.metric.history.ColumnBuilder;
import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.history.RowsBuilder;
import io.tidewatch.metric.language.RecordKind;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;

/**
 * Puts the rows of a statement into histories as they arrive, so that no list of rows is ever held. Expects the columns account,
 * id, those of the fields, and where the kind has further ones, these as JSON, null for none. For one statement; not for several threads at once.
 */
final class RowFiller {
    private static final int FIRST_FIELD = 2;

    private final RecordKind kind;
    private final List<StoredField> fields;
    private final Map<String, HistoryBuilder> histories;
    private final ColumnBuilder[] columns;
    private final boolean further;
    private String account;
    private RowsBuilder rows;

    RowFiller(RecordKind kind, List<StoredField> fields, Map<String, HistoryBuilder> histories) {
        this.kind = kind;
        this.fields = fields;
        this.histories = histories;
        this.columns = new ColumnBuilder[fields.size()];
        this.further = StoredField.further(fields, kind);
    }

    void add(Row row) {
        String id = row.getString(0);
        if (!id.equals(account)) {
            account = id;
            rows = histories.get(id).rows(kind.name());
            for (int field = 0; field < columns.length; field++) {
                columns[field] = rows.column(fields.get(field).name());
            }
        }
        rows.next(row.getString(1));
        int column = FIRST_FIELD;
        for (int field = 0; field < columns.length; field++) {
            fields.get(field).reading().read(row, column, columns[field]);
            column += fields.get(field).width();
        }
        if (further) {
            FieldValues.fill(kind, row.getString(column), rows);
        }
    }
}
