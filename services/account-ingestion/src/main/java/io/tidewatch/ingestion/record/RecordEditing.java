package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.change.ChangePublisher;
import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads and writes single contacts, users, contract periods, tickets and touchpoints. */
@ApplicationScoped
public class RecordEditing {

    /** The source of records that were created by request. */
    public static final String BY_REQUEST = "api";

    private final Pool pool;
    private final ObjectMapper json;

    public RecordEditing(Pool pool, ObjectMapper json) {
        this.pool = pool;
        this.json = json;
    }

    /**
     * The record after a write.
     *
     * @param columns the row as JSON, by column name
     * @param created whether the write created it
     */
    public record Stored(JsonNode columns, boolean created) {

        /** The version of the row. */
        public long version() {
            return columns.get("version").asLong();
        }
    }

    /** The row of that id as JSON; fails with {@code record-not-found}. */
    public Uni<JsonNode> get(RecordKind kind, String id) {
        return pool.preparedQuery("select to_jsonb(t)::text from " + kind.table() + " t where id = $1")
                .execute(Tuple.of(MailAddress.canonicalId(id)))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        throw new ProblemException(
                                RecordProblem.RECORD_NOT_FOUND,
                                "There is no " + kind.table().replace('_', ' ') + " \"" + id + "\".");
                    }
                    return tree(rows.iterator().next().getString(0));
                });
    }

    /**
     * Creates or changes a record.
     *
     * @param values field → text that can be cast to the type of the column, the items of a list on a line each; null for no value
     * @param further the fields without a column, see {@link FurtherFields}
     * @return fails with {@code precondition-failed}, {@code account-unknown} or {@code record-not-consistent}
     */
    public Uni<Stored> put(
            RecordKind kind,
            String anyCase,
            String accountId,
            Map<String, String> values,
            JsonNode further,
            Precondition precondition) {
        String id = MailAddress.canonicalId(anyCase);
        RecordForms.demand(kind, values);
        List<String> texts = texts(kind, values, further);
        return TemporaryFailure.retried(pool.withTransaction(
                        tx -> tx.preparedQuery("select version, account_id, to_jsonb(t)::text as was from "
                                        + kind.table() + " t where id = $1 for update")
                                .execute(Tuple.of(id))
                                .chain(rows -> {
                                    var row = rows.rowCount() == 0
                                            ? null
                                            : rows.iterator().next();
                                    precondition.check(row == null ? null : row.getLong("version"));
                                    if (row == null) {
                                        return demandAccount(tx, accountId)
                                                .chain(() -> insert(tx, kind, id, accountId, texts))
                                                .chain(stored -> published(tx, kind, id, accountId, null)
                                                        .replaceWith(new Stored(stored, true)));
                                    }
                                    String before = row.getString("account_id");
                                    return demandAccount(tx, accountId)
                                            .chain(() -> update(tx, kind, id, accountId, texts))
                                            .chain(stored -> stored == null
                                                    ? UnsettledRows.settle(tx, kind.name(), id)
                                                            .chain(accounts -> ChangePublisher.markDirty(
                                                                    tx, accounts, kind.name()))
                                                            .replaceWith(new Stored(tree(row.getString("was")), false))
                                                    : published(tx, kind, id, accountId, before)
                                                            .replaceWith(new Stored(stored, false)));
                                })))
                .onFailure(PgException.class)
                // Another request created the record at the same time.
                .transform(e -> "23505".equals(((PgException) e).getSqlState()) ? Precondition.failed() : e);
    }

    private Uni<JsonNode> insert(SqlConnection tx, RecordKind kind, String id, String accountId, List<String> texts) {
        RecordId record = RecordId.of(id);
        int next = texts.size() + 3;
        String sql = "insert into " + kind.table()
                + " as t (id, account_id, content_hash, known_at, source, external_id, "
                + columns(kind) + ") values ($1, $2, '', (select business_now()), $" + next + ", $"
                + (next + 1) + ", " + placeholders(kind) + ") returning to_jsonb(t)::text";
        return tx.preparedQuery(sql)
                .execute(parameters(id, accountId, texts)
                        .addString(record.source())
                        .addString(record.externalId()))
                .map(rows -> tree(rows.iterator().next().getString(0)));
    }

    /** Null if nothing would change: then there is no new version and nothing to publish. */
    private Uni<JsonNode> update(SqlConnection tx, RecordKind kind, String id, String accountId, List<String> texts) {
        String sql = "update " + kind.table()
                + " as t set account_id = $2, version = version + 1, known_at = (select business_now()), "
                + "(" + columns(kind) + ") = row(" + placeholders(kind) + ")"
                + " where id = $1 and (account_id, " + columns(kind)
                + ") is distinct from ($2::text, " + placeholders(kind) + ") returning to_jsonb(t)::text";
        return tx.preparedQuery(sql)
                .execute(parameters(id, accountId, texts))
                .map(rows -> rows.rowCount() == 0
                        ? null
                        : tree(rows.iterator().next().getString(0)));
    }

    /** Marks and publishes; a record that moved concerns two accounts. */
    private static Uni<Void> published(SqlConnection tx, RecordKind kind, String id, String accountId, String before) {
        Set<String> touched = new TreeSet<>(Set.of(accountId));
        if (before != null) {
            touched.add(before);
        }
        Set<String> accounts = kind.changesAccount() ? Set.copyOf(touched) : Set.of();
        List<String> touchpoints = kind == RecordKind.TOUCHPOINT ? List.of(id) : List.of();
        List<String> contacts = kind == RecordKind.CONTACT ? List.of(id) : List.of();
        return UnsettledRows.settle(tx, kind.name(), id)
                .invoke(touched::addAll)
                .chain(() -> ChangePublisher.lock(tx, accounts, touchpoints, contacts))
                .chain(() -> ChangePublisher.markDirty(tx, touched, kind.name()))
                .chain(() -> ChangePublisher.publish(tx, accounts, touchpoints, contacts));
    }

    private static String columns(RecordKind kind) {
        return kind.fields().stream().map(FieldForm::column).collect(Collectors.joining(", ")) + ", fields";
    }

    private static String placeholders(RecordKind kind) {
        List<FieldForm> fields = kind.fields();
        return IntStream.range(0, fields.size())
                        .mapToObj(i -> placeholder(fields.get(i).type(), "$" + (i + 3) + "::text"))
                        .collect(Collectors.joining(", "))
                + ", $" + (fields.size() + 3) + "::text::jsonb";
    }

    private static String placeholder(FieldForm.Type type, String parameter) {
        return type.isList() ? "string_to_array(" + parameter + ", E'\\n')" : parameter + "::" + type.sqlType();
    }

    /** The values of the columns, in their order. */
    private static List<String> texts(RecordKind kind, Map<String, String> values, JsonNode further) {
        List<String> texts = new ArrayList<>();
        kind.fields().forEach(field -> texts.add(values.get(field.name())));
        texts.add(further.toString());
        return texts;
    }

    private static Tuple parameters(String id, String accountId, List<String> texts) {
        List<Object> parameters = new ArrayList<>(List.of(id, accountId));
        parameters.addAll(texts);
        return Tuple.from(parameters);
    }

    /** No account is ever deleted, so none needs to be locked. */
    private static Uni<Void> demandAccount(SqlConnection tx, String accountId) {
        return tx.preparedQuery("select 1 from account where id = $1")
                .execute(Tuple.of(accountId))
                .invoke(rows -> {
                    if (rows.rowCount() == 0) {
                        throw new ProblemException(
                                RecordProblem.ACCOUNT_UNKNOWN,
                                "There is no account \"" + accountId + "\"; create it first.");
                    }
                })
                .replaceWithVoid();
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL returned JSON that could not be parsed", e);
        }
    }
}
