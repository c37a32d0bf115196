package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.RecordKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The statements that read and write records of a kind. A row is the text of a JSON object, by column, in all of them. Those of one
 * record have its row as their only parameter, and return the stored row or nothing. A deleted record keeps its row.
 *
 * @param kind name of the kind, as marks and unsettled rows have it
 * @param reserve reserves an id for the record that the transaction creates, if no two accounts may have records with one id, null
 *     otherwise; parameters: source, id
 * @param read reads the row, also that of a deleted record
 * @param insert stores a new row, which has the source and the id in the source, too
 * @param update changes the stored row, and does nothing where nothing would change
 * @param list the rows of a page; parameters: account, id after which the page begins, most rows
 */
record RecordTable(String kind, String reserve, String read, String insert, String update, String list) {

    private static final String SENT = "jsonb_to_record($1::text::jsonb) as r ";

    /** The table of a built-in kind other than accounts and usage. */
    static RecordTable of(RecordKind kind) {
        Map<String, String> content = new LinkedHashMap<>();
        content.put("account_id", "text");
        kind.fields().forEach(field -> content.put(field.column(), field.type().sqlType()));
        return of(
                kind.name(),
                kind.table(),
                "select lock_new_record('" + kind.name() + "', $1, $2)",
                List.of("id"),
                content,
                "");
    }

    /** The table of all declared kinds. */
    static RecordTable ofDeclared(String kind) {
        Map<String, String> content = new LinkedHashMap<>();
        content.put("at", "timestamptz");
        return of(kind, "record", null, List.of("account_id", "kind", "id"), content, " and kind = '" + kind + "'");
    }

    /** Whether this is the table of that kind. */
    boolean is(RecordKind built) {
        return kind.equals(built.name());
    }

    /**
     * The row of a record of a built-in kind.
     *
     * @param values field → text that can be cast to the type of the column, null for no value; the items of a list on a line each
     * @param further the fields without a column, see {@link FurtherFields}
     */
    static ObjectNode row(RecordKind kind, String accountId, String id, Map<String, String> values, JsonNode further) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("account_id", accountId).put("id", id).put("deleted", false).set("fields", further);
        for (FieldForm field : kind.fields()) {
            if (field.type().isList()) {
                values.get(field.name()).lines().forEach(row.putArray(field.column())::add);
            } else {
                row.put(field.column(), values.get(field.name()));
            }
        }
        return row;
    }

    private static RecordTable of(
            String kind, String table, String reserve, List<String> key, Map<String, String> content, String listed) {
        content.put("fields", "jsonb");
        content.put("deleted", "boolean");
        Map<String, String> all = new LinkedHashMap<>();
        key.forEach(column -> all.put(column, "text"));
        all.putAll(content);
        all.put("source", "text");
        all.put("external_id", "text");
        String sent = SENT + "(" + list(all, column -> column + " " + all.get(column)) + ")";
        String same =
                key.stream().map(column -> "t." + column + " = r." + column).collect(Collectors.joining(" and "));
        String changed = list(content, column -> "r." + column);
        return new RecordTable(
                kind,
                reserve,
                "select to_jsonb(t)::text from " + table + " t, " + sent + " where " + same,
                "insert into " + table + " as t (" + list(all, column -> column) + ", content_hash, known_at) select "
                        + list(all, column -> "r." + column) + ", '', (select business_now()) from " + sent
                        + " returning to_jsonb(t)::text",
                "update " + table + " as t set version = t.version + 1, known_at = (select business_now()), ("
                        + list(content, column -> column) + ") = row(" + changed + ") from " + sent + " where " + same
                        + " and (" + list(content, column -> "t." + column) + ") is distinct from (" + changed
                        + ") returning to_jsonb(t)::text",
                "select to_jsonb(t)::text from " + table + " t where account_id = $1 and id > $2" + listed
                        + " and not deleted order by id limit $3");
    }

    private static String list(Map<String, String> columns, Function<String, String> form) {
        return columns.keySet().stream().map(form).collect(Collectors.joining(", "));
    }
}
