package io.tidewatch.ingestion.history;

import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.language.RecordKind;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the versions of accounts' attributes into histories: those that they hold. For one statement; not for several threads at once. */
final class AttributeRows {

    private static final List<StoredField> STORED = List.of(
            StoredField.text("segment", "segment"),
            StoredField.text("businessModel", "business_model"),
            StoredField.text("lifecycleStage", "lifecycle_stage"),
            StoredField.text("industry", "industry"),
            StoredField.text("country", "country"),
            StoredField.text("csmEmail", "csm_email"),
            StoredField.day("signupDate", "signup_date"));

    private static final int FIRST_FIELD = 2;

    private final RecordKind kind;
    private final Map<String, HistoryBuilder> histories;
    private final List<StoredField> fields;
    private final boolean further;

    AttributeRows(RecordKind kind, Map<String, HistoryBuilder> histories) {
        this.kind = kind;
        this.histories = histories;
        this.fields = StoredField.held(STORED, kind);
        this.further = StoredField.further(fields, kind);
    }

    /** Reads account, first day of a version, attributes with a column and, where others are held, these as JSON. Parameters: $1 the accounts, $2 as known at (null for as known now). */
    String statement() {
        return "select x.account_id, x.holds_from" + StoredField.selected(fields, kind)
                + " from account_versions_known(coalesce($2::timestamptz, 'infinity')) x"
                + " where x.account_id = any ($1) order by x.account_id, x.version";
    }

    /** Takes a row of the {@link #statement}. */
    void add(Row row) {
        Map<String, Object> values = new HashMap<>();
        for (int field = 0; field < fields.size(); field++) {
            Object value = row.getValue(FIRST_FIELD + field);
            if (value != null) {
                values.put(fields.get(field).name(), value);
            }
        }
        if (further) {
            FieldValues.add(kind, row.getString(FIRST_FIELD + fields.size()), values);
        }
        histories.get(row.getString(0)).attributes(row.getLocalDate(1), values);
    }
}
