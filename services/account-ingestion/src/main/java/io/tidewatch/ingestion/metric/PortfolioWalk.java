package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.ingestion.history.Histories;
import io.tidewatch.ingestion.history.HistoryScope;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.HeldFields;
import io.tidewatch.metric.language.Vocabulary;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Goes through the accounts of a question in order of their ids, one chunk after another, and adds up their values. Memory
 * holds three chunks, one that is added up and two that are read, and the sums of the groups, however many accounts there are.
 */
final class PortfolioWalk {

    private static final int LARGEST_PAGE = 1_000;

    /** Accounts that one statement reads: with usage of every day it still ends well within its time limit. */
    private static final int CHUNK = 500;

    /** By ACCOUNT, figures that are complete at a time: as many as are sent within seconds even over a slow line. */
    private static final int FIGURES_TOGETHER = 2_000;

    /** Threads that add up at most: further ones would wait for the one connection that reads. */
    private static final int MOST_THREADS = 4;

    private static final String ACCOUNTS = "select id from account where id > $1 order by id limit $2";
    private static final String NAMED_ACCOUNTS =
            "select id from account where id > $1 and id = any ($3) order by id limit $2";

    /**
     * Accounts that are read.
     *
     * @param ancestors what is known of the trees that they belong to
     * @param more whether there may be further accounts
     */
    private record Chunk(List<AccountHistory> histories, Ancestors ancestors, boolean more) {}

    private final MetricQuestion question;
    private final CompiledMetrics metrics;

    private final GroupKeys keys;

    /** What histories hold: enough for the metrics, and to say which groups an account belongs to. */
    private final Vocabulary held;

    /** Enough to say which groups an account belongs to. */
    private final Vocabulary groupsHeld;

    private final PortfolioSums sums;
    private final int chunk;

    /** Whether the answer ends after some accounts, though there may be more. */
    private final boolean paged;

    private ReadAhead<Chunk> ahead;

    /** What is added up next. */
    private Chunk read;

    private int accountsLeft;

    /** The account after which a page goes on. */
    private String last;

    private String next;

    /** Fails with {@code grouping-unknown}, or {@code query-too-large} when a page of that many accounts has too many figures. */
    PortfolioWalk(
            MetricQuestion question,
            boolean bounded,
            EvaluatedCatalogue catalogue,
            List<MetricDefinition> definitions,
            CompiledMetrics metrics) {
        this.question = question;
        this.metrics = metrics;
        this.keys = new GroupKeys(question, catalogue.vocabulary());
        this.held = metrics.heldWith(keys.attributes());
        this.groupsHeld = HeldFields.of(catalogue.vocabulary(), Map.of(Vocabulary.ACCOUNT, keys.attributes()));
        this.sums = new PortfolioSums(
                question,
                catalogue,
                definitions,
                metrics,
                keys,
                Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
        int ofAccount = definitions.size() * question.days().mostOfAnAccount();
        if (question.byAccount()) {
            this.accountsLeft = bounded
                    ? pageSize(ofAccount, definitions.size())
                    : Objects.requireNonNullElse(question.limit(), Integer.MAX_VALUE);
            this.chunk = Math.clamp(FIGURES_TOGETHER / ofAccount, 1, CHUNK);
            this.last = Objects.requireNonNullElse(question.after(), "");
        } else {
            this.accountsLeft = Integer.MAX_VALUE;
            this.chunk = CHUNK;
            this.last = "";
        }
        this.paged = accountsLeft < Integer.MAX_VALUE;
    }

    private int pageSize(int ofAccount, int metrics) {
        if (!question.days().byAccount().isEmpty()) {
            demandFew((long) metrics * question.days().pairs(), "Request fewer days or metrics.");
            return Integer.MAX_VALUE;
        }
        if (question.limit() == null) {
            demandFew(ofAccount, "Request fewer days or metrics.");
            return Math.min(LARGEST_PAGE, PortfolioSums.MOST_FIGURES / ofAccount);
        }
        demandFew(
                (long) question.limit() * ofAccount,
                "Each account has " + ofAccount + ". Request fewer accounts per page with \"limit\".");
        return question.limit();
    }

    private static void demandFew(long figures, String advice) {
        if (figures > PortfolioSums.MOST_FIGURES) {
            throw PortfolioSums.tooLarge("This one would have " + figures + ". " + advice + " As "
                    + FigureLines.MEDIA_TYPE + ", figures by ACCOUNT have no bound.");
        }
    }

    /**
     * Goes on until all accounts, or those of the page, were looked at.
     *
     * @param to takes figures as soon as they are complete; the walk goes on when it has
     */
    Uni<Void> through(SqlConnection tx, Function<List<GroupFigure>, Uni<Void>> to) {
        return StoredRates.load(
                        tx,
                        metrics,
                        question.knownAt(),
                        question.days().first(),
                        question.days().last())
                .invoke(sums::convertBy)
                .chain(() -> allAccounts(tx, to));
    }

    private Uni<Void> allAccounts(SqlConnection tx, Function<List<GroupFigure>, Uni<Void>> to) {
        ahead = new ReadAhead<>(last, after -> accounts(tx, after), accounts -> chunk(tx, accounts));
        return next(tx).chain(first -> {
                    read = first;
                    return Uni.createFrom()
                            .deferred(() -> step(tx, to))
                            .repeat()
                            .whilst(more -> more)
                            .collect()
                            .last();
                })
                .onTermination()
                .call(ahead::end)
                .chain(() -> question.isOfEverything()
                        ? load(tx, List.of(HistoryScope.NO_ACCOUNT), held)
                                .invoke(histories -> sums.addWithoutAccount(histories.getFirst()))
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem())
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(() -> to.apply(sums.figures()));
    }

    /** The account after which the next page begins; null at the end. */
    String next() {
        return next;
    }

    /** Adds up the accounts that were read, while the next ones are; whether there are some. */
    private Uni<Boolean> step(SqlConnection tx, Function<List<GroupFigure>, Uni<Void>> to) {
        Chunk now = read;
        Uni<Chunk> next = now.more() ? next(tx) : Uni.createFrom().nullItem();
        Uni<Void> added = sums.add(now.histories(), now.ancestors())
                .chain(figures -> figures.isEmpty() ? Uni.createFrom().voidItem() : to.apply(figures));
        return Uni.combine().all().unis(next, added).with((chunk, done) -> {
            read = chunk;
            return chunk != null;
        });
    }

    /** The next chunk, of no accounts behind the last one. A page is not read beyond its end, as far as it can be said before. */
    private Uni<Chunk> next(SqlConnection tx) {
        return paged ? accounts(tx, last).chain(accounts -> chunk(tx, accounts)) : ahead.next();
    }

    private Uni<Chunk> chunk(SqlConnection tx, List<String> accounts) {
        if (accounts.isEmpty()) {
            return Uni.createFrom().item(new Chunk(List.of(), Ancestors.none(), false));
        }
        last = accounts.getLast();
        return asked(tx, accounts, accounts.size() == chunkSize());
    }

    private int chunkSize() {
        return keys.choose() ? chunk : Math.min(chunk, accountsLeft);
    }

    private Uni<List<String>> accounts(SqlConnection tx, String after) {
        Set<String> named = question.accountIds();
        Tuple parameters = Tuple.tuple().addString(after).addInteger(chunkSize());
        Uni<RowSet<Row>> read = named.isEmpty()
                ? tx.preparedQuery(ACCOUNTS).execute(parameters)
                : tx.preparedQuery(NAMED_ACCOUNTS).execute(parameters.addArrayOfString(named.toArray(String[]::new)));
        return read.map(rows -> {
            List<String> ids = new ArrayList<>();
            rows.forEach(row -> ids.add(row.getString(0)));
            return ids;
        });
    }

    /** Reads those of the accounts that are asked about; before that is known, as little of them as says so. */
    private Uni<Chunk> asked(SqlConnection tx, List<String> accounts, boolean more) {
        boolean all = !keys.choose() || groupsHeld.names().equals(held.names());
        return load(tx, accounts, all ? held : groupsHeld)
                .chain(histories -> ancestors(tx, histories).map(ancestors -> page(histories, ancestors, more)))
                .chain(page -> all || page.histories().isEmpty()
                        ? Uni.createFrom().item(page)
                        : load(
                                        tx,
                                        page.histories().stream()
                                                .map(AccountHistory::accountId)
                                                .toList(),
                                        held)
                                .map(histories -> new Chunk(histories, page.ancestors(), page.more())));
    }

    private Uni<Ancestors> ancestors(SqlConnection tx, List<AccountHistory> histories) {
        return keys.readParents()
                ? Ancestors.of(histories, accounts -> load(tx, accounts, groupsHeld))
                : Uni.createFrom().item(Ancestors.none());
    }

    /** Those that are asked about, up to the end of the page. */
    private Chunk page(List<AccountHistory> histories, Ancestors ancestors, boolean more) {
        List<AccountHistory> asked = histories.stream()
                .filter(history -> sums.isAsked(history, ancestors))
                .toList();
        List<AccountHistory> page = asked.subList(0, Math.min(asked.size(), accountsLeft));
        if (paged) {
            accountsLeft -= page.size();
            if (accountsLeft == 0 && (more || page.size() < asked.size())) {
                next = page.getLast().accountId();
            }
        }
        return new Chunk(page, ancestors, more && accountsLeft > 0);
    }

    private Uni<List<AccountHistory>> load(SqlConnection tx, List<String> accounts, Vocabulary held) {
        return Histories.load(
                tx,
                new HistoryScope(
                        accounts, held, question.knownAt(), question.days().last()));
    }
}
