package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.declared.DeclaredKinds;
import io.tidewatch.ingestion.declared.KindProblem;
import io.tidewatch.ingestion.vocabulary.CurrentVocabulary;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.RecordKind.Nature;
import io.tidewatch.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;

/** Reads and writes single records of declared kinds. */
@ApplicationScoped
public class DeclaredRecords {

    private final Pool pool;
    private final CurrentVocabulary vocabulary;
    private final RecordEditing editing;

    DeclaredRecords(Pool pool, CurrentVocabulary vocabulary, RecordEditing editing) {
        this.pool = pool;
        this.vocabulary = vocabulary;
        this.editing = editing;
    }

    /**
     * A stored record.
     *
     * @param fields those that have a value, in their stored form
     * @param created whether the request created it
     */
    record Stored(RecordKey key, long version, ObjectNode fields, boolean created) {

        private static Stored of(RecordKey key, RecordEditing.Stored stored) {
            return new Stored(key, stored.version(), (ObjectNode) stored.row().get("fields"), stored.created());
        }
    }

    /** The record; fails with {@code record-not-found}, or as {@link DeclaredKinds#demand}. */
    Uni<Stored> get(RecordKey key) {
        return kind(key)
                .chain(kind -> editing.find(RecordTable.ofDeclared(key.kind()), key.row()))
                .onItem()
                .ifNull()
                .failWith(() -> notFound(key))
                .map(stored -> Stored.of(key, stored));
    }

    /**
     * The records of an account and kind after an id, in order of the id.
     *
     * @param start the account and kind, and the id after which the page begins
     */
    Uni<List<Stored>> list(RecordKey start, int limit) {
        return kind(start)
                .chain(kind -> demandAccount(start))
                .chain(() -> editing.list(RecordTable.ofDeclared(start.kind()), start.accountId(), start.id(), limit))
                .map(page -> page.stream()
                        .map(stored ->
                                Stored.of(start.withId(stored.row().get("id").asText()), stored))
                        .toList());
    }

    /**
     * Creates or changes a record.
     *
     * @param correction whether a fact may change
     * @return fails with {@code invalid-request}, {@code account-not-found}, {@code precondition-failed} or
     *     {@code correction-required}, or as {@link DeclaredKinds#demand}
     */
    Uni<Stored> put(RecordKey key, ObjectNode sent, Precondition precondition, boolean correction) {
        return kind(key).chain(kind -> {
            ObjectNode fields = FieldChecks.demand(kind.name(), kind.fields(), sent);
            RateChecks.demand(kind, fields);
            OffsetDateTime at = kind.time() == null
                    ? null
                    : FieldForms.at(kind.fields().get(kind.time()).type(), fields.get(kind.time()));
            ObjectNode row =
                    key.row().put("at", at == null ? null : at.toString()).put("deleted", false);
            row.set("fields", fields);
            return demandAccount(key)
                    .chain(() -> editing.put(
                            RecordTable.ofDeclared(key.kind()), row, precondition, isFrozen(kind, correction)))
                    .map(stored -> Stored.of(key, stored));
        });
    }

    /**
     * Deletes a record; its history stays.
     *
     * @return fails with {@code precondition-failed} or {@code correction-required}, or as {@link DeclaredKinds#demand}
     */
    Uni<Void> delete(RecordKey key, Precondition precondition, boolean correction) {
        return kind(key)
                .chain(kind -> editing.delete(
                        RecordTable.ofDeclared(key.kind()), key.row(), precondition, isFrozen(kind, correction)));
    }

    private static boolean isFrozen(RecordKind kind, boolean correction) {
        return kind.nature() == Nature.FACT && !correction;
    }

    private Uni<RecordKind> kind(RecordKey key) {
        return vocabulary.read(pool).map(kinds -> {
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

    private Uni<Void> demandAccount(RecordKey key) {
        return key.hasAccount()
                ? editing.demandAccount(key.accountId(), RecordProblem.ACCOUNT_NOT_FOUND)
                : Uni.createFrom().voidItem();
    }

    private static ProblemException notFound(RecordKey key) {
        return new ProblemException(
                RecordProblem.RECORD_NOT_FOUND,
                "There is no record \"" + key.id() + "\" of the kind \"" + key.kind() + "\""
                        + (key.hasAccount() ? " of the account \"" + key.accountId() + "\"." : " without an account."));
    }
}
