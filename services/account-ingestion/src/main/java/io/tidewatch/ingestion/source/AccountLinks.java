package io.tidewatch.ingestion.source;

import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.ingestion.change.ChangePublisher;
import io.tidewatch.ingestion.record.MailAddress;
import io.tidewatch.ingestion.record.RecordProblem;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Links the account ids of a source to accounts that other sources delivered, so that its records can join them. */
@ApplicationScoped
public class AccountLinks {

    private final Pool pool;
    private final AuditLog audit;

    AccountLinks(Pool pool, AuditLog audit) {
        this.pool = pool;
        this.audit = audit;
    }

    /**
     * Links an id of a source to an account; doing so again changes nothing.
     *
     * @return fails with {@code account-unknown}, or with {@code source-id-taken} when the source already uses the id for
     *     another account
     */
    Uni<Void> link(String source, String anyCase, String accountId) {
        String externalId = MailAddress.canonicalId(anyCase);
        return TemporaryFailure.retried(pool.withTransaction(tx -> tx.preparedQuery("""
                        with linked as (
                            insert into account_source (source, external_id, account_id)
                            select $1, $2, a.id from account a where a.id = $3
                            on conflict do nothing returning account_id)
                        select (select account_id from linked) as linked, exists (select 1 from account where id = $3) as known
                        """)
                .execute(Tuple.of(source, externalId, accountId))
                .map(rows -> rows.iterator().next())
                .chain(row -> {
                    if (!row.getBoolean("known")) {
                        throw new ProblemException(
                                RecordProblem.ACCOUNT_UNKNOWN, "There is no account \"" + accountId + "\".");
                    }
                    return row.getString("linked") == null
                            ? requireLinked(tx, source, externalId, accountId)
                            : audit.write(
                                            tx,
                                            Act.of(Action.CREATED, "account-link", externalId)
                                                    .ofAccount(accountId)
                                                    .with("source", source))
                                    .chain(() -> ChangePublisher.markDirty(tx, Set.of(accountId)));
                })));
    }

    private static Uni<Void> requireLinked(SqlClient tx, String source, String externalId, String accountId) {
        return tx.preparedQuery("select account_id from account_source where source = $1 and external_id = $2")
                .execute(Tuple.of(source, externalId))
                .invoke(rows -> {
                    String present = rows.iterator().next().getString(0);
                    if (!present.equals(accountId)) {
                        throw new ProblemException(
                                RecordProblem.SOURCE_ID_TAKEN,
                                "The source \"" + source + "\" already uses the id \"" + externalId
                                        + "\" for the account \"" + present + "\".");
                    }
                })
                .replaceWithVoid();
    }
}
