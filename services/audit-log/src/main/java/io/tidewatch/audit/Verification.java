package io.tidewatch.audit;

import io.smallrye.mutiny.Uni;
import io.tidewatch.problem.PageCursor;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Checks whether the audit chain is as it was sealed. */
@ApplicationScoped
public class Verification {

    private static final String CHECK =
            "select checked, last_seq, encode(last_hash, 'hex') as last_hash, broken_seq, problem from audit_verify($1, $2)";

    private final Pool pool;

    Verification(Pool pool) {
        this.pool = pool;
    }

    /**
     * Checks a piece of the chain, and an anchor.
     *
     * @param after the {@code next} of the piece before; null to begin
     * @param most entries in the piece
     * @param anchor as it was logged; null for none
     * @return fails with {@code no-such-page}, or {@code invalid-request} for an anchor of another form
     */
    public Uni<AuditVerification> of(String after, int most, String anchor) {
        long start = PageCursor.numberAbove(after);
        return piece(start, most, anchor == null ? null : Anchor.of(anchor));
    }

    /** Checks the entries after a place in the chain, and an anchor unless it is null. */
    Uni<AuditVerification> piece(long start, int most, Anchor expected) {
        return piece(start, most)
                .flatMap(piece -> expected == null || !piece.intact()
                        ? Uni.createFrom().item(piece)
                        : hash(expected.seq()).map(hash -> against(piece, expected, hash)));
    }

    private Uni<AuditVerification> piece(long start, int most) {
        return pool.preparedQuery(CHECK).execute(Tuple.of(start, most)).map(rows -> {
            Row row = rows.iterator().next();
            Long broken = row.getLong("broken_seq");
            long checked = row.getLong("checked");
            Long last = row.getLong("last_seq");
            return new AuditVerification(
                    broken == null,
                    checked,
                    last,
                    row.getString("last_hash"),
                    broken == null ? null : new AuditVerification.Broken(broken, row.getString("problem")),
                    broken == null && checked == most ? PageCursor.next(last) : null);
        });
    }

    /** The hash of an entry, in hex; null when there is none. */
    private Uni<String> hash(long seq) {
        return pool.preparedQuery("select encode(hash, 'hex') from audit_entry where seq = $1")
                .execute(Tuple.of(seq))
                .map(rows ->
                        rows.rowCount() == 0 ? null : rows.iterator().next().getString(0));
    }

    private static AuditVerification against(AuditVerification piece, Anchor expected, String hash) {
        if (expected.hash().equals(hash)) {
            return piece;
        }
        String problem = hash == null
                ? "The chain ends before the entry of the anchor: its end was cut off."
                : "The entry has another hash than the anchor: the chain was made anew.";
        return new AuditVerification(
                false,
                piece.checked(),
                piece.lastSeq(),
                piece.lastHash(),
                new AuditVerification.Broken(expected.seq(), problem),
                null);
    }
}
