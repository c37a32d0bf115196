package io.tidewatch.ingestion.history;

import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.history.RowsBuilder;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.RecordKind.Home;
import io.tidewatch.metric.language.Vocabulary;
import io.vertx.sqlclient.Row;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts the records of declared kinds into histories as they arrive, all kinds from one statement. */
final class DeclaredRecords {

    /** A row for each account and kind. Parameters: $1 the accounts, $2 as known at (null for as known now), $3 the kinds. */
    static final String STATEMENT = """
            select x.account_id, x.kind, array_agg(x.id), json_agg(x.fields)::text
            from records_known(coalesce($2::timestamptz, 'infinity')) x
            where x.account_id = any ($1) and x.kind = any ($3)
            group by x.account_id, x.kind
            """;

    private final Vocabulary vocabulary;
    private final Map<String, HistoryBuilder> histories;

    DeclaredRecords(Vocabulary vocabulary, Map<String, HistoryBuilder> histories) {
        this.vocabulary = vocabulary;
        this.histories = histories;
    }

    /** The names of the kinds that a catalogue declares, in order. */
    static Set<String> declared(Vocabulary vocabulary) {
        return vocabulary.kinds().values().stream()
                .filter(kind -> kind.home() == Home.DECLARED)
                .map(RecordKind::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Takes a row of {@link #STATEMENT}. */
    void add(Row row) {
        RecordKind kind = vocabulary.kind(row.getString(1));
        RowsBuilder rows = histories.get(row.getString(0)).rows(kind.name());
        String[] ids = row.getArrayOfStrings(2);
        FieldValues.fillEach(kind, row.getString(3), rows, record -> rows.next(ids[record]));
    }
}
