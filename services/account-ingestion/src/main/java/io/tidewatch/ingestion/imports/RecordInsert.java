package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.RecordKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Inserts, finds and replaces many records of one kind other than usage, each in one statement. */
final class RecordInsert implements RecordStore {

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
                "u.id", "?", "u.external_id", "u.content_hash", "u.attributes::jsonb", "(select business_now())"));
        if (ownColumn) {
            columns.add("account_id");
            values.add("u.account_id");
        }
        List<String> names = new ArrayList<>(List.of("id", "external_id", "content_hash", "attributes", "account_id"));
        for (int i = 0; i < fields.size(); i++) {
            columns.add(fields.get(i).column());
            String value = "u.f" + i + "::" + fields.get(i).type().sqlType();
            values.add(
                    fields.get(i).type() == FieldForm.Type.RECORD_REFERENCES ? "coalesce(" + value + ", '{}')" : value);
            names.add("f" + i);
        }
        String arrays = String.join(", ", Collections.nCopies(names.size(), "?::text[]"));
        this.insert = "insert into " + kind.table() + " (" + String.join(", ", columns) + ") select "
                + String.join(", ", values) + " from unnest(" + arrays + ") as u (" + String.join(", ", names)
                + ") order by u.id on conflict do nothing returning id";
        this.select = "select id, source, content_hash, " + (ownColumn ? "account_id" : "id") + " from " + kind.table()
                + " where id = any (?) order by id";
        // The identity of a record never changes.
        List<String> kept = List.of("id", "source", "external_id");
        String assignments = IntStream.range(0, columns.size())
                .filter(i -> !kept.contains(columns.get(i)))
                .mapToObj(i -> columns.get(i) + " = " + values.get(i))
                .collect(Collectors.joining(", "));
        this.replace = "update " + kind.table() + " t set version = t.version + 1, " + assignments + " from unnest("
                + arrays + ") as u (" + String.join(", ", names) + ") where t.id = u.id and t.source = ?";
    }

    @Override
    public void write(
            ImportTransaction tx, ImportRun run, RowOutcomes outcomes, Set<String> correctable, List<RowIssue> issues)
            throws SQLException {
        String source = run.claim().mapping().source();
        List<Object> parameters = new ArrayList<>();
        parameters.add(source);
        parameters.addAll(arrays(outcomes.firsts()));
        Set<Object> inserted = new HashSet<>(tx.query(insert, row -> row.getString(1), parameters.toArray()));
        List<String> others = outcomes.ids().stream()
                .filter(id -> !inserted.contains(id))
                .map(Object::toString)
                .toList();
        Map<Object, Present> there = present(tx, others, run.claim().corrections());
        outcomes.judge(source, inserted::contains, there, placed -> placed.row().contentHash(), correctable, issues);
        if (!outcomes.corrected().isEmpty()) {
            // A trigger keeps the replaced versions in the history.
            List<Object> replaced = arrays(outcomes.corrected());
            replaced.add(source);
            tx.update(replace, replaced.toArray());
        }
    }

    private List<Object> arrays(Collection<Placed> records) {
        List<Object> arrays = new ArrayList<>();
        arrays.add(column(records, r -> r.id().toString()));
        arrays.add(column(records, r -> r.row().externalId()));
        arrays.add(column(records, r -> r.row().contentHash()));
        arrays.add(column(records, r -> r.row().attributes()));
        arrays.add(column(records, Placed::accountId));
        for (int i = 0; i < kind.fields().size(); i++) {
            int field = i;
            arrays.add(column(records, r -> r.row().values().get(field)));
        }
        return arrays;
    }

    /** The stored records with these ids, where the file corrects locked until the transaction ends. */
    private Map<Object, Present> present(ImportTransaction tx, List<String> ids, boolean locked) throws SQLException {
        Map<Object, Present> present = new HashMap<>();
        if (!ids.isEmpty()) {
            tx.query(
                    locked ? select + " for no key update" : select,
                    row -> present.put(
                            row.getString(1), new Present(row.getString(2), row.getString(3), row.getString(4))),
                    ids);
        }
        return present;
    }

    static <T> String[] column(Collection<T> records, Function<T, String> value) {
        return records.stream().map(value).toArray(String[]::new);
    }
}
