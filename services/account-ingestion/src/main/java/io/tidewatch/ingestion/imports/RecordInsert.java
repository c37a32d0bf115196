package io.tidewatch.ingestion.imports;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Inserts, finds and replaces many records of one kind, each in one statement. */
final class RecordInsert {

    /**
     * A record with its account found.
     *
     * @param id key in the table: canonical id of an account, else "source:external id"
     * @param accountId canonical id of the account
     * @param row the row of the file
     */
    record Placed(String id, String accountId, ImportedRow row) {}

    /** A record that was stored before: its source, the hash of its content, and its account. */
    record Present(String source, String contentHash, String accountId) {}

    private final RecordKind kind;
    private final String insert;
    private final String select;
    private final String replace;

    RecordInsert(RecordKind kind) {
        this.kind = kind;
        List<FieldForm> fields = kind.fields();
        // The table of accounts has no account_id.
        boolean ownColumn = kind != RecordKind.ACCOUNT;
        List<String> columns =
                new ArrayList<>(List.of("id", "source", "external_id", "content_hash", "attributes", "known_at"));
        List<String> values = new ArrayList<>(List.of(
                "u.id", "$1", "u.external_id", "u.content_hash", "u.attributes::jsonb", "(select business_now())"));
        if (ownColumn) {
            columns.add("account_id");
            values.add("u.account_id");
        }
        if (kind == RecordKind.USAGE) {
            columns.add("contract_period_id");
            values.add("u.period_id");
        }
        List<String> names =
                new ArrayList<>(List.of("id", "external_id", "content_hash", "attributes", "account_id", "period_id"));
        for (int i = 0; i < fields.size(); i++) {
            columns.add(fields.get(i).column());
            String value = "u.f" + i + "::" + fields.get(i).type().sqlType();
            values.add(
                    fields.get(i).type() == FieldForm.Type.RECORD_REFERENCES ? "coalesce(" + value + ", '{}')" : value);
            names.add("f" + i);
        }
        StringBuilder arrays = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            arrays.append(i == 0 ? "" : ", ").append('$').append(i + 2).append("::text[]");
        }
        this.insert = "insert into " + kind.table() + " (" + String.join(", ", columns) + ") select "
                + String.join(", ", values) + " from unnest(" + arrays + ") as u (" + String.join(", ", names)
                + ") order by u.id on conflict do nothing returning id";
        this.select = "select id, source, content_hash, " + (ownColumn ? "account_id" : "id") + " from " + kind.table()
                + " where id = any ($1) order by id";
        // The identity of a record never changes.
        List<String> kept = List.of("id", "source", "external_id");
        String assignments = IntStream.range(0, columns.size())
                .filter(i -> !kept.contains(columns.get(i)))
                .mapToObj(i -> columns.get(i) + " = " + values.get(i))
                .collect(Collectors.joining(", "));
        this.replace = "update " + kind.table() + " t set version = t.version + 1, " + assignments + " from unnest("
                + arrays + ") as u (" + String.join(", ", names) + ") where t.id = u.id and t.source = $1";
    }

    /** Inserts the records that are not stored yet and returns their ids. */
    Uni<Set<String>> insert(SqlConnection tx, String source, List<Placed> records) {
        return tx.preparedQuery(insert).execute(parameters(source, records)).map(rows -> {
            Set<String> inserted = new HashSet<>();
            rows.forEach(row -> inserted.add(row.getString(0)));
            return inserted;
        });
    }

    /** Replaces stored, locked records; a trigger keeps the replaced versions in the history. */
    Uni<Void> replace(SqlConnection tx, String source, List<Placed> records) {
        return records.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(replace).execute(parameters(source, records)).replaceWithVoid();
    }

    private Tuple parameters(String source, List<Placed> records) {
        Tuple values = Tuple.of(source);
        values.addArrayOfString(column(records, Placed::id));
        values.addArrayOfString(column(records, r -> r.row().externalId()));
        values.addArrayOfString(column(records, r -> r.row().contentHash()));
        values.addArrayOfString(column(records, r -> r.row().attributes()));
        values.addArrayOfString(column(records, Placed::accountId));
        values.addArrayOfString(column(
                records,
                r -> r.row().period() == null ? null : source + ":" + r.row().period()));
        for (int i = 0; i < kind.fields().size(); i++) {
            int field = i;
            values.addArrayOfString(column(records, r -> r.row().values().get(field)));
        }
        return values;
    }

    /**
     * The stored records with these ids.
     *
     * @param locked whether they are locked until the transaction ends
     */
    Uni<Map<String, Present>> present(SqlConnection tx, Set<String> ids, boolean locked) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return tx.preparedQuery(locked ? select + " for no key update" : select)
                .execute(Tuple.tuple().addArrayOfString(ids.toArray(String[]::new)))
                .map(rows -> {
                    Map<String, Present> present = new HashMap<>();
                    rows.forEach(row -> present.put(
                            row.getString(0), new Present(row.getString(1), row.getString(2), row.getString(3))));
                    return present;
                });
    }

    static <T> String[] column(List<T> records, Function<T, String> value) {
        return records.stream().map(value).collect(Collectors.toList()).toArray(String[]::new);
    }
}
