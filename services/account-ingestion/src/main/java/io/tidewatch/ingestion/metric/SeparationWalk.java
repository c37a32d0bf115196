package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.ingestion.history.Histories;
import io.tidewatch.ingestion.history.HistoryScope;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.language.Vocabulary;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads all accounts in order of their ids, one chunk after another, while several threads add up the chunk before. Memory holds three chunks, and
 * one number for each account whose contract ended.
 */
final class SeparationWalk {

    /** Accounts that one statement reads: with usage of every day it still ends well within its time limit. */
    private static final int CHUNK = 500;

    private static final String ACCOUNTS = "select id from account where id > $1 order by id limit $2";

    private final SqlConnection tx;
    private final HistoryScope scope;
    private final List<SeparationSums> threads;

    /**
     * Reads nothing yet.
     *
     * @param held what histories hold
     * @param threads what each thread adds to
     */
    SeparationWalk(SqlConnection tx, SeparationQuestion question, Vocabulary held, List<SeparationSums> threads) {
        this.tx = tx;
        this.scope = new HistoryScope(List.of(), held, null, question.asOf());
        this.threads = threads;
    }

    /** Goes on until all accounts were added; the answer is what all threads found. */
    Uni<SeparationSums> through() {
        ReadAhead<List<AccountHistory>> ahead = new ReadAhead<>("", this::accounts, this::histories);
        return Uni.createFrom()
                .deferred(() -> ahead.next().chain(this::add))
                .repeat()
                .whilst(more -> more)
                .collect()
                .last()
                .onTermination()
                .call(ahead::end)
                .map(end -> {
                    threads.stream().skip(1).forEach(threads.getFirst()::addAll);
                    return threads.getFirst();
                });
    }

    private Uni<List<String>> accounts(String after) {
        return tx.preparedQuery(ACCOUNTS).execute(Tuple.of(after, CHUNK)).map(rows -> {
            List<String> ids = new ArrayList<>();
            rows.forEach(row -> ids.add(row.getString(0)));
            return ids;
        });
    }

    private Uni<List<AccountHistory>> histories(List<String> accounts) {
        return accounts.isEmpty() ? Uni.createFrom().item(List.of()) : Histories.load(tx, scope.of(accounts));
    }

    /** Whether there were some. */
    private Uni<Boolean> add(List<AccountHistory> histories) {
        if (histories.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        List<Uni<Boolean>> adding = new ArrayList<>();
        for (int thread = 0; thread < threads.size(); thread++) {
            int first = thread;
            adding.add(Uni.createFrom()
                    .item(() -> {
                        for (int account = first; account < histories.size(); account += threads.size()) {
                            threads.get(first).add(histories.get(account));
                        }
                        return true;
                    })
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()));
        }
        return Uni.join().all(adding).andFailFast().replaceWith(true);
    }
}
