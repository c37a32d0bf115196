package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.feed.trace.Traceparent;
import io.tidewatch.ingestion.change.ChangePublisher;
import io.tidewatch.ingestion.change.NewMarks;
import io.tidewatch.ingestion.history.HistoryScope;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads and writes single records of all kinds other than accounts and usage, each write in one transaction. */
@ApplicationScoped
public class RecordEditing {

    /** The source of records that were created by request. */
    public static final String BY_REQUEST = "api";

    private final Pool pool;
    private final ObjectMapper json;
    private final NewMarks marks;
    private final AuditLog audit;

    RecordEditing(Pool pool, ObjectMapper json, NewMarks marks, AuditLog audit) {
        this.pool = pool;
        this.json = json;
        this.marks = marks;
        this.audit = audit;
    }

    /**
     * A stored record.
     *
     * @param row by column
     * @param created whether the request created it
     */
    record Stored(ObjectNode row, boolean created) {

        /** The version of the row. */
        long version() {
            return row.get("version").asLong();
        }
    }

    /**
     * The record with the key of a row; null when there is none.
     *
     * @param key a row with the columns of the key
     */
    Uni<Stored> find(RecordTable table, ObjectNode key) {
        return row(pool, table.read(), key).map(row -> isThere(row) ? new Stored(row, false) : null);
    }

    /**
     * The records of an account after an id, in order of the id.
     *
     * @param accountId canonical id, or that of the records without an account
     */
    Uni<List<Stored>> list(RecordTable table, String accountId, String after, int limit) {
        return pool.preparedQuery(table.list())
                .execute(Tuple.of(accountId, after, limit))
                .map(rows -> rows.stream()
                        .map(row -> new Stored(tree(row.getString(0)), false))
                        .toList());
    }

    /**
     * Fails for an account that does not exist. No account is ever deleted, so none needs to be locked.
     *
     * @param accountId canonical id
     * @param problem what it fails with
     */
    Uni<Void> demandAccount(String accountId, RecordProblem problem) {
        return pool.preparedQuery("select 1 from account where id = $1")
                .execute(Tuple.of(accountId))
                .invoke(rows -> {
                    if (rows.rowCount() == 0) {
                        throw new ProblemException(
                                problem, "There is no account \"" + accountId + "\"; create it first.");
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Creates or changes a record. Nothing is published, and the version stays, where nothing would change.
     *
     * @param row all columns of its content
     * @param frozen whether it is a fact that the request does not correct
     * @return fails with {@code precondition-failed}, or {@code correction-required} for a frozen record that would change
     */
    Uni<Stored> put(RecordTable table, ObjectNode row, Precondition precondition, boolean frozen) {
        String id = row.get("id").asText();
        String trace = Traceparent.current();
        return TemporaryFailure.retried(pool.withTransaction(tx -> ChangePublisher.trace(tx, trace)
                        .chain(() -> reserve(tx, table, id, precondition))
                        .chain(() -> locked(tx, table, row, precondition))
                        .chain(before -> write(tx, table, row, before, frozen)
                                .call(after -> audit(tx, table, isThere(before) ? before : null, after)
                                        .chain(() -> UnsettledRows.settle(tx, table.kind(), id))
                                        .chain(settled -> publish(tx, table, before, after, settled)))
                                .map(after -> new Stored(after == null ? before : after, !isThere(before))))))
                .invoke(marks::added)
                .onFailure(PgException.class)
                // Another request created the record at the same time.
                .transform(e -> "23505".equals(((PgException) e).getSqlState()) ? Precondition.existing() : e);
    }

    /**
     * Deletes a record; its history stays.
     *
     * @param key a row with the columns of the key
     * @param frozen whether it is a fact that the request does not correct
     * @return fails with {@code precondition-failed}, or {@code correction-required} for a frozen record
     */
    Uni<Void> delete(RecordTable table, ObjectNode key, Precondition precondition, boolean frozen) {
        String trace = Traceparent.current();
        return TemporaryFailure.retried(pool.withTransaction(tx -> ChangePublisher.trace(tx, trace)
                        .chain(() -> locked(tx, table, key, precondition))
                        .chain(before -> {
                            ObjectNode deleted = before.deepCopy().put("deleted", true);
                            return write(tx, table, deleted, before, frozen)
                                    .chain(after -> audit(tx, table, before, after)
                                            .chain(() -> publish(tx, table, before, after, Set.of())));
                        })))
                .invoke(marks::added);
    }

    /** Keeps others from creating a record with this id for any account until the transaction ends. */
    private static Uni<Void> reserve(SqlClient tx, RecordTable table, String id, Precondition precondition) {
        return table.reserve() == null || !precondition.create()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(table.reserve())
                        .execute(Tuple.of(RecordId.of(id).source(), id))
                        .replaceWithVoid();
    }

    /** The row as it is stored, also that of a deleted record; null when there is none. */
    private Uni<ObjectNode> locked(SqlClient tx, RecordTable table, ObjectNode key, Precondition precondition) {
        return row(tx, table.read() + " for update of t", key)
                .invoke(row ->
                        precondition.check(isThere(row) ? row.get("version").asLong() : null));
    }

    /** The row after the write; null if nothing would change. */
    private Uni<ObjectNode> write(SqlClient tx, RecordTable table, ObjectNode row, ObjectNode before, boolean frozen) {
        if (before == null) {
            RecordId id = RecordId.of(row.get("id").asText());
            return row(
                    tx,
                    table.insert(),
                    row.deepCopy().put("source", id.source()).put("external_id", id.externalId()));
        }
        return row(tx, table.update(), row).invoke(after -> {
            if (after != null && frozen && isThere(before)) {
                throw new ProblemException(
                        RecordProblem.CORRECTION_REQUIRED,
                        "The record is a fact; if it was recorded wrongly, repeat the request with correction=true.");
            }
        });
    }

    /**
     * Notes in the audit log who wrote what.
     *
     * @param before null for a record that was created
     * @param after null if nothing changed
     */
    private Uni<Void> audit(SqlClient tx, RecordTable table, ObjectNode before, ObjectNode after) {
        if (after == null) {
            return Uni.createFrom().voidItem();
        }
        Action action = !isThere(after) ? Action.DELETED : before == null ? Action.CREATED : Action.CHANGED;
        String kind = table.kind().toLowerCase(Locale.ROOT).replace('_', '-');
        String account = after.get("account_id").asText();
        return audit.write(
                tx,
                Act.of(action, kind, after.get("id").asText())
                        .ofAccount(account.equals(HistoryScope.NO_ACCOUNT) ? null : account)
                        .with("version", after.get("version").asLong())
                        .with("fields", action == Action.CHANGED ? ChangedFields.between(before, after) : null));
    }

    /**
     * Locks, marks and publishes what a write concerns; a record that moved concerns two accounts.
     *
     * @param before null for a record that was created
     * @param after null if nothing changed
     * @param settled the accounts of unsettled rows that the write has settled
     */
    private static Uni<Void> publish(
            SqlClient tx, RecordTable table, ObjectNode before, ObjectNode after, Set<String> settled) {
        Set<String> changed = new TreeSet<>();
        List<String> ids = after == null ? List.of() : List.of(after.get("id").asText());
        if (after != null) {
            Stream.of(before == null ? after : before, after)
                    .forEach(row -> changed.add(row.get("account_id").asText()));
        }
        Set<String> marked = new TreeSet<>(settled);
        marked.addAll(changed);
        marked.remove(HistoryScope.NO_ACCOUNT);
        Set<String> accounts = table.is(RecordKind.CONTACT) ? changed : Set.of();
        List<String> touchpoints = table.is(RecordKind.TOUCHPOINT) ? ids : List.of();
        List<String> contacts = table.is(RecordKind.CONTACT) ? ids : List.of();
        return ChangePublisher.lock(tx, accounts, touchpoints, contacts)
                .chain(() -> ChangePublisher.markDirty(tx, marked, table.kind()))
                .chain(() -> ChangePublisher.publish(tx, accounts, touchpoints, contacts));
    }

    private static boolean isThere(ObjectNode row) {
        return row != null && !row.path("deleted").asBoolean();
    }

    /** The row that a statement of the table returns; null for none. */
    private Uni<ObjectNode> row(SqlClient client, String statement, ObjectNode row) {
        return client.preparedQuery(statement)
                .execute(Tuple.of(row.toString()))
                .map(rows -> rows.rowCount() == 0
                        ? null
                        : tree(rows.iterator().next().getString(0)));
    }

    private ObjectNode tree(String text) {
        try {
            return (ObjectNode) json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL returned JSON that could not be parsed", e);
        }
    }
}
