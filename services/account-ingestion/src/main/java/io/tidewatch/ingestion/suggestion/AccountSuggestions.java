package io.tidewatch.ingestion.suggestion;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.history.Histories;
import io.tidewatch.ingestion.history.HistoryScope;
import io.tidewatch.ingestion.metric.MetricProblem;
import io.tidewatch.ingestion.vocabulary.CurrentVocabulary;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.HeldFields;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** Reads what suggestions for one account follow from: its own records, those without an account, and stories of others. */
@ApplicationScoped
public class AccountSuggestions {

    private static final Set<String> KINDS = Set.of("feature", "usage", "milestone", "order", "opportunity");

    private final Pool pool;
    private final CurrentVocabulary vocabulary;
    private final BusinessTime time;

    AccountSuggestions(Pool pool, CurrentVocabulary vocabulary, BusinessTime time) {
        this.pool = pool;
        this.vocabulary = vocabulary;
        this.time = time;
    }

    /** What was found on the business day. */
    record OfDay(LocalDate asOf, Suggestion.Found found) {}

    /** Fails with {@code account-not-found}. */
    Uni<OfDay> of(String accountId) {
        // One snapshot for all statements.
        return vocabulary
                .read(pool)
                .chain(kinds -> pool.withTransaction(tx -> tx.query(Histories.OF_ONE_MOMENT)
                        .execute()
                        .chain(() -> time.today(tx))
                        .chain(today -> find(tx, accountId, HeldFields.whole(kinds, KINDS), today))));
    }

    private static Uni<OfDay> find(SqlConnection tx, String accountId, Vocabulary held, LocalDate today) {
        List<String> accounts = List.of(accountId, HistoryScope.NO_ACCOUNT);
        return Histories.load(tx, new HistoryScope(accounts, held, null, today)).chain(histories -> {
            AccountHistory account = histories.getFirst();
            if (account.attributesOn((int) today.toEpochDay()) < 0) {
                throw MetricProblem.accountNotFound(accountId);
            }
            return Stories.of(tx, accountId, Suggesting.industry(account, today), today)
                    .map(stories ->
                            new OfDay(today, new Suggesting(account, histories.getLast(), stories, today).found()));
        });
    }
}
