package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.declared.DeclaredKinds;
import io.tidewatch.ingestion.declared.KindProblem;
import io.tidewatch.ingestion.vocabulary.CurrentVocabulary;
import io.tidewatch.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Reads and writes single records by the name of their kind: those of declared kinds, and built-in facts. */
@ApplicationScoped
public class KindRecords {

    private final Pool pool;
    private final CurrentVocabulary vocabulary;
    private final RecordEditing editing;

    KindRecords(Pool pool, CurrentVocabulary vocabulary, RecordEditing editing) {
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

        private static Stored of(RecordKey key, KindForm kind, RecordEditing.Stored stored) {
            return new Stored(key, stored.version(), kind.fields(stored.row()), stored.created());
        }
    }

    /** The record; fails with {@code record-not-found}, or as {@link DeclaredKinds#demand}. */
    Uni<Stored> get(RecordKey key) {
        return kind(key).chain(kind -> editing.find(kind.table(), key.row()).map(stored -> {
            if (stored == null || !isOf(key, stored)) {
                throw notFound(key);
            }
            return Stored.of(key, kind, stored);
        }));
    }

    /**
     * The records of an account and kind after an id, in order of the id.
     *
     * @param start the account and kind, and the id after which the page begins
     */
    Uni<List<Stored>> list(RecordKey start, int limit) {
        return kind(start).chain(kind -> demandAccount(start)
                .chain(() -> editing.list(kind.table(), start.accountId(), start.id(), limit))
                .map(page -> page.stream()
                        .map(stored ->
                                Stored.of(start.withId(stored.row().get("id").asText()), kind, stored))
                        .toList()));
    }

    /**
     * Creates or changes a record.
     *
     * @param correction whether a fact may change
     * @return fails with {@code invalid-request}, {@code account-not-found}, {@code precondition-failed}, {@code
     *     correction-required} or, where the id of a built-in fact belongs to another account, {@code source-id-taken}; or as {@link
     *     DeclaredKinds#demand}
     */
    Uni<Stored> put(RecordKey key, ObjectNode sent, Precondition precondition, boolean correction) {
        return kind(key).chain(kind -> {
            ObjectNode row = kind.row(key, sent);
            return demandAccount(key)
                    .chain(() -> demandOwn(kind, key))
                    .chain(() -> editing.put(kind.table(), row, precondition, kind.isFact() && !correction))
                    .map(stored -> Stored.of(key, kind, stored));
        });
    }

    /**
     * Deletes a record; its history stays.
     *
     * @return fails with {@code precondition-failed} or {@code correction-required}, or as {@link DeclaredKinds#demand}
     */
    Uni<Void> delete(RecordKey key, Precondition precondition, boolean correction) {
        return kind(key).chain(kind -> editing.find(kind.table(), key.row())
                .invoke(stored -> {
                    if (stored != null && !isOf(key, stored)) {
                        throw Precondition.failed();
                    }
                })
                .chain(() -> editing.delete(kind.table(), key.row(), precondition, kind.isFact() && !correction)));
    }

    private Uni<KindForm> kind(RecordKey key) {
        return vocabulary.read(pool).map(kinds -> {
            KindForm kind = KindForm.of(kinds, key.kind());
            if (!key.hasAccount() && !kind.kind().accountOptional()) {
                throw new ProblemException(
                        KindProblem.KIND_NEEDS_ACCOUNT,
                        "A record of the kind \"" + key.kind()
                                + "\" must belong to an account: /v1/accounts/{accountId}/records/" + key.kind()
                                + ".");
            }
            return kind;
        });
    }

    /** No two accounts have a built-in fact with the same id. */
    private Uni<Void> demandOwn(KindForm kind, RecordKey key) {
        return kind.builtIn() == null
                ? Uni.createFrom().voidItem()
                : editing.find(kind.table(), key.row())
                        .invoke(stored -> {
                            if (stored != null && !isOf(key, stored)) {
                                throw new ProblemException(
                                        RecordProblem.SOURCE_ID_TAKEN,
                                        "The id \"" + key.id() + "\" is that of a record of the account \""
                                                + stored.row().get("account_id").asText() + "\"; choose another id.");
                            }
                        })
                        .replaceWithVoid();
    }

    private static boolean isOf(RecordKey key, RecordEditing.Stored stored) {
        return stored.row().get("account_id").asText().equals(key.accountId());
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
