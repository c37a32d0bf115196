package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.FileKind;
import io.tidewatch.ingestion.mapping.RecordKind;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Stores the records of one kind other than usage: built-in kinds in tables of their own, declared ones in the table of all of
 * them. What is there is searched first, and only new rows are sent, by COPY.
 */
final class TableStore implements RecordStore {

    /**
     * A column that a file fills.
     *
     * @param type its type in PostgreSQL
     * @param text the value of a row as text; null for none
     */
    private record Column(String name, String type, Function<Placed, String> text) {

        /** The expression for the value whose text a parameter has. */
        String ofText(String parameter) {
            return type.equals(CopyRows.TEXTS)
                    ? "coalesce(string_to_array(" + parameter + ", E'\\n'), '{}')"
                    : parameter + "::" + type;
        }
    }

    /** The identity of a record never changes. */
    private static final Set<String> KEPT = Set.of("id", "kind", "source", "external_id");

    /** Accounts of the source that have another id: an account has one id in a source. */
    private static final String OTHER_ID = """
            select u.id, '?', '', a.id
            from unnest(?::text[], ?::text[]) as u (id, external_id)
            join account a on a.source = ? and a.external_id = u.external_id and a.id <> u.id
            """;

    private final FileKind kind;
    private final String source;
    private final boolean own;
    private final List<Column> columns = new ArrayList<>();
    private final String present;
    private final String copy;
    private final String replace;

    TableStore(FileKind kind, String source) {
        this.kind = kind;
        this.source = source;
        this.own = kind.builtIn() != null;
        String table = own ? kind.builtIn().table() : "record";
        addColumns();
        String account = kind.is(RecordKind.ACCOUNT) ? "id" : "account_id";
        // The array comes from a subquery: the planner estimates the rows of a constant array element by element.
        this.present = "select id, source, content_hash, " + account + " from " + table
                + " where id = any ((select ?::text[])::text[])"
                + (own ? "" : " and kind = '" + kind.name() + "'");
        this.copy = "copy " + table + " ("
                + columns.stream().map(Column::name).collect(Collectors.joining(", "))
                + ", known_at) from stdin (format binary)";
        String assignments = IntStream.range(0, columns.size())
                .filter(i -> !KEPT.contains(columns.get(i).name()))
                .mapToObj(i -> columns.get(i).name() + " = " + columns.get(i).ofText("u.c" + i))
                .collect(Collectors.joining(", "));
        String names = IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        this.replace = "update " + table + " t set version = t.version + 1, known_at = ?, "
                + (kind.is(RecordKind.ACCOUNT) ? "" : "deleted = false, ") + assignments + " from unnest("
                + String.join(", ", Collections.nCopies(columns.size(), "?::text[]")) + ", ?::text[]) as u (" + names
                + ", was) where t.id = u.c0"
                + (own ? "" : " and t.kind = '" + kind.name() + "' and t.account_id = u.was");
    }

    private void addColumns() {
        add("id", "text", placed -> placed.id().toString());
        add("source", "text", placed -> source);
        add("external_id", "text", placed -> placed.row().externalId());
        add("content_hash", "text", placed -> placed.row().contentHash());
        if (!kind.is(RecordKind.ACCOUNT)) {
            add("account_id", "text", Placed::accountId);
        }
        List<FieldForm> fields = kind.fields();
        if (own) {
            add("attributes", "jsonb", placed -> placed.row().attributes());
        } else {
            add("kind", "text", placed -> kind.name());
            int time = fields.stream().map(FieldForm::name).toList().indexOf(kind.time());
            add(
                    "at",
                    "timestamptz",
                    placed -> time < 0 ? null : placed.row().values().get(time));
        }
        add("fields", "jsonb", placed -> FieldsJson.of(fields, placed.row().values()));
        for (int i = 0; i < fields.size(); i++) {
            int field = i;
            if (fields.get(i).column() != null) {
                add(fields.get(i).column(), fields.get(i).type().sqlType(), placed -> placed.row()
                        .values()
                        .get(field));
            }
        }
    }

    private void add(String name, String type, Function<Placed, String> text) {
        columns.add(new Column(name, type, text));
    }

    @Override
    public Writing judge(
            ImportTransaction tx, ImportRun run, RowOutcomes outcomes, Set<String> correctable, List<RowIssue> issues)
            throws SQLException {
        if (own) {
            tx.call("select lock_new_records(?, ?)", kind.name(), source);
        }
        Map<Object, Present> there = present(tx, outcomes, run.claim().corrections());
        outcomes.judge(source, there, run.before(), placed -> placed.row().contentHash(), correctable, issues);
        return then -> write(then, outcomes, there);
    }

    private void write(ImportTransaction tx, RowOutcomes outcomes, Map<Object, Present> there) throws SQLException {
        if (outcomes.accepted().isEmpty() && outcomes.corrected().isEmpty()) {
            return;
        }
        OffsetDateTime now = tx.query("select business_now()", row -> row.getObject(1, OffsetDateTime.class))
                .getFirst();
        if (!outcomes.accepted().isEmpty()) {
            copy(tx, outcomes.accepted(), now);
        }
        if (!outcomes.corrected().isEmpty()) {
            // A trigger keeps the replaced versions in the history.
            List<Object> parameters = new ArrayList<>(List.of(now));
            columns.forEach(column -> parameters.add(column(outcomes.corrected(), column.text())));
            parameters.add(column(
                    outcomes.corrected(), placed -> there.get(placed.id()).accountId()));
            tx.update(replace, parameters.toArray());
        }
    }

    private void copy(ImportTransaction tx, List<Placed> accepted, OffsetDateTime now) throws SQLException {
        List<Placed> sorted = accepted;
        if (kind.is(RecordKind.ACCOUNT)) {
            // Two sources may deliver accounts with the same ids.
            sorted = accepted.stream()
                    .sorted(Comparator.comparing(Placed::accountId))
                    .toList();
        }
        List<Placed> rows = sorted;
        tx.copy(copy, target -> {
            for (Placed placed : rows) {
                target.begin(columns.size() + 1);
                for (Column column : columns) {
                    target.add(column.type(), column.text().apply(placed));
                }
                target.add(now);
            }
        });
    }

    /** The stored records with the ids of the rows, where the file corrects locked until the transaction ends. */
    private Map<Object, Present> present(ImportTransaction tx, RowOutcomes outcomes, boolean locked)
            throws SQLException {
        Map<Object, Present> there = new HashMap<>();
        Collection<Placed> firsts = outcomes.firsts();
        String[] ids = column(firsts, placed -> placed.id().toString());
        tx.query(
                locked ? present + " order by id for no key update" : present,
                row -> {
                    String id = row.getString(1);
                    return there.merge(
                            id,
                            new Present(row.getString(2), row.getString(3), row.getString(4)),
                            (one, other) -> ofSameAccount(outcomes.first(id), one, other));
                },
                (Object) ids);
        if (kind.is(RecordKind.ACCOUNT)) {
            tx.query(
                    OTHER_ID,
                    row -> there.putIfAbsent(
                            row.getString(1), new Present(row.getString(2), row.getString(3), row.getString(4))),
                    ids,
                    column(firsts, placed -> placed.row().externalId()),
                    source);
        }
        return there;
    }

    /** Requests may give one id to records of several accounts; a row means that of its own account. */
    private static Present ofSameAccount(Placed row, Present one, Present other) {
        return other.accountId().equals(row.accountId()) ? other : one;
    }

    /** The values of many rows, for a parameter that is an array. */
    static <T> String[] column(Collection<T> rows, Function<T, String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }
}
