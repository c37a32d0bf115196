package io.tidewatch.ingestion.declared;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.change.ChangePublisher;
import io.tidewatch.ingestion.record.FieldChecks;
import io.tidewatch.ingestion.record.FieldForms;
import io.tidewatch.ingestion.record.Precondition;
import io.tidewatch.ingestion.record.RecordId;
import io.tidewatch.ingestion.record.RecordProblem;
import io.tidewatch.ingestion.record.UnsettledRows;
import io.tidewatch.ingestion.vocabulary.CurrentVocabulary;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.RecordKind.Nature;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads and writes single records of declared kinds. */
@ApplicationScoped
public class DeclaredRecordEditing {

    private static final String READ = """
            select version, deleted, fields::text as fields from record where account_id = $1 and kind = $2 and id = $3
            """;

    private static final String LIST = """
            select id, version, fields::text as fields from record
            where account_id = $1 and kind = $2 and id > $3 and not deleted order by id limit $4
            """;

    private static final String INSERT = """
            insert into record (account_id, kind, id, at, fields, source, external_id, content_hash, known_at)
            values ($1, $2, $3, $4, $5::text::jsonb, $6, $7, '', (select business_now())) returning version
            """;

    // Nothing happens where nothing would change.
    private static final String UPDATE = """
            update record set at = $4, fields = $5::text::jsonb, deleted = false, version = version + 1,
                              known_at = (select business_now())
            where account_id = $1 and kind = $2 and id = $3 and (deleted or fields <> $5::text::jsonb) returning version
            """;

    private static final String DELETE = """
            update record set deleted = true, version = version + 1, known_at = (select business_now())
            where account_id = $1 and kind = $2 and id = $3
            """;

    private final Pool pool;
    private final CurrentVocabulary vocabulary;
    private final ObjectMapper json;

    DeclaredRecordEditing(Pool pool, CurrentVocabulary vocabulary, ObjectMapper json) {
        this.pool = pool;
        this.vocabulary = vocabulary;
        this.json = json;
    }

    /**
     * A stored record.
     *
     * @param fields those that have a value, in their stored form
     * @param created whether the request created it
     */
    record Stored(RecordKey key, long version, ObjectNode fields, boolean created) {}

    /** A record as the table has it; the version of a deleted one goes on when it is created again. */
    private record Present(long version, boolean deleted, ObjectNode fields) {}

    /** The record; fails with {@code record-not-found}, or as {@link DeclaredKinds#demand}. */
    Uni<Stored> get(RecordKey key) {
        return kind(pool, key).chain(kind -> read(pool, key, false).map(present -> {
            if (present == null || present.deleted()) {
                throw notFound(key);
            }
            return new Stored(key, present.version(), present.fields(), false);
        }));
    }

    /**
     * The records of an account and kind after an id, in order of the id.
     *
     * @param start the account and kind, and the id after which the page begins
     */
    Uni<List<Stored>> list(RecordKey start, int limit) {
        return kind(pool, start)
                .chain(kind -> demandAccount(pool, start))
                .chain(() ->
                        pool.preparedQuery(LIST).execute(Tuple.of(start.accountId(), start.kind(), start.id(), limit)))
                .map(rows -> {
                    List<Stored> page = new ArrayList<>();
                    rows.forEach(row -> page.add(new Stored(
                            new RecordKey(start.accountId(), start.kind(), row.getString("id")),
                            row.getLong("version"),
                            tree(row.getString("fields")),
                            false)));
                    return page;
                });
    }

    /**
     * Creates or changes a record.
     *
     * @param correction whether a fact may change
     * @return fails with {@code invalid-request}, {@code account-not-found}, {@code precondition-failed} or
     *     {@code correction-required}, or as {@link DeclaredKinds#demand}
     */
    Uni<Stored> put(RecordKey key, ObjectNode sent, Precondition precondition, boolean correction) {
        return TemporaryFailure.retried(pool.withTransaction(tx -> kind(tx, key).chain(kind -> {
                    ObjectNode fields = FieldChecks.demand(kind.name(), kind.fields(), sent);
                    RateChecks.demand(kind, fields);
                    return demandAccount(tx, key)
                            .chain(() -> read(tx, key, true))
                            .chain(present -> {
                                boolean there = present != null && !present.deleted();
                                precondition.check(there ? present.version() : null);
                                return present == null
                                        ? insert(tx, key, kind, fields)
                                        : update(tx, key, kind, fields, present, correction);
                            })
                            .call(() -> settle(tx, key));
                })))
                .onFailure(PgException.class)
                .transform(e -> "23505".equals(((PgException) e).getSqlState()) ? Precondition.existing() : e);
    }

    /**
     * Deletes a record; its history stays.
     *
     * @return fails with {@code precondition-failed} or {@code correction-required}, or as {@link DeclaredKinds#demand}
     */
    Uni<Void> delete(RecordKey key, Precondition precondition, boolean correction) {
        return TemporaryFailure.retried(pool.withTransaction(
                tx -> kind(tx, key).chain(kind -> read(tx, key, true).chain(present -> {
                    precondition.check(present == null || present.deleted() ? null : present.version());
                    demandCorrection(kind, correction);
                    return tx.preparedQuery(DELETE)
                            .execute(Tuple.of(key.accountId(), key.kind(), key.id()))
                            .chain(() -> markDirty(tx, key));
                }))));
    }

    private Uni<Stored> insert(SqlClient tx, RecordKey key, RecordKind kind, ObjectNode fields) {
        RecordId id = RecordId.of(key.id());
        return tx.preparedQuery(INSERT)
                .execute(content(key, kind, fields).addString(id.source()).addString(id.externalId()))
                .chain(rows -> markDirty(tx, key)
                        .replaceWith(new Stored(key, rows.iterator().next().getLong("version"), fields, true)));
    }

    private Uni<Stored> update(
            SqlClient tx, RecordKey key, RecordKind kind, ObjectNode fields, Present present, boolean correction) {
        return tx.preparedQuery(UPDATE).execute(content(key, kind, fields)).chain(rows -> {
            if (rows.rowCount() == 0) {
                return Uni.createFrom().item(new Stored(key, present.version(), fields, false));
            }
            if (!present.deleted()) {
                demandCorrection(kind, correction);
            }
            Stored stored = new Stored(key, rows.iterator().next().getLong("version"), fields, present.deleted());
            return markDirty(tx, key).replaceWith(stored);
        });
    }

    private static Tuple content(RecordKey key, RecordKind kind, ObjectNode fields) {
        return Tuple.of(key.accountId(), key.kind(), key.id())
                .addOffsetDateTime(
                        kind.time() == null
                                ? null
                                : FieldForms.at(kind.fields().get(kind.time()).type(), fields.get(kind.time())))
                .addString(fields.toString());
    }

    private static void demandCorrection(RecordKind kind, boolean correction) {
        if (kind.nature() == Nature.FACT && !correction) {
            throw new ProblemException(
                    KindProblem.CORRECTION_REQUIRED,
                    "A record of the kind \"" + kind.name()
                            + "\" is a fact; if it was recorded wrongly, repeat the request with correction=true.");
        }
    }

    /** A row of a file with the same id is settled: its record is stored now. */
    private static Uni<Void> settle(SqlClient tx, RecordKey key) {
        return UnsettledRows.settle(tx, key.kind(), key.id())
                .invoke(accounts -> accounts.remove(RecordKey.NO_ACCOUNT))
                .chain(accounts -> ChangePublisher.markDirty(tx, accounts, key.kind()));
    }

    private static Uni<Void> markDirty(SqlClient tx, RecordKey key) {
        return key.hasAccount()
                ? ChangePublisher.markDirty(tx, Set.of(key.accountId()), key.kind())
                : Uni.createFrom().voidItem();
    }

    private Uni<RecordKind> kind(SqlClient client, RecordKey key) {
        return vocabulary.read(client).map(kinds -> {
            RecordKind kind = DeclaredKinds.demand(kinds, key.kind());
            if (!key.hasAccount() && !kind.accountOptional()) {
                throw new ProblemException(
                        KindProblem.KIND_NEEDS_ACCOUNT,
                        "A record of the kind \"" + kind.name()
                                + "\" must belong to an account: /v1/accounts/{accountId}/records/" + kind.name()
                                + ".");
            }
            return kind;
        });
    }

    /** No account is ever deleted, so none needs to be locked. */
    private static Uni<Void> demandAccount(SqlClient client, RecordKey key) {
        return !key.hasAccount()
                ? Uni.createFrom().voidItem()
                : client.preparedQuery("select 1 from account where id = $1")
                        .execute(Tuple.of(key.accountId()))
                        .invoke(rows -> {
                            if (rows.rowCount() == 0) {
                                throw new ProblemException(
                                        RecordProblem.ACCOUNT_NOT_FOUND,
                                        "There is no account \"" + key.accountId() + "\"; create it first.");
                            }
                        })
                        .replaceWithVoid();
    }

    /** Null when there is none, not even a deleted one. */
    private Uni<Present> read(SqlClient client, RecordKey key, boolean lock) {
        return client.preparedQuery(lock ? READ + " for update" : READ)
                .execute(Tuple.of(key.accountId(), key.kind(), key.id()))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    return new Present(
                            row.getLong("version"), row.getBoolean("deleted"), tree(row.getString("fields")));
                });
    }

    private static ProblemException notFound(RecordKey key) {
        return new ProblemException(
                RecordProblem.RECORD_NOT_FOUND,
                "There is no record \"" + key.id() + "\" of the kind \"" + key.kind() + "\""
                        + (key.hasAccount() ? " of the account \"" + key.accountId() + "\"." : " without an account."));
    }

    private ObjectNode tree(String text) {
        try {
            return (ObjectNode) json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL returned JSON that could not be parsed", e);
        }
    }
}
