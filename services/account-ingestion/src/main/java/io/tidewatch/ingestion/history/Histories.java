package io.tidewatch.ingestion.history;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.vertx.UniHelper;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.language.Vocabulary;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collector;

/**
 * Loads the histories of some accounts: one statement per built-in kind of record and one for all declared kinds, whose rows go
 * into arrays as they arrive. Memory holds these arrays and nothing else.
 */
public final class Histories {

    /**
     * Begins a transaction that loads histories, or other rows of some accounts. A plan from when a table was empty may read all of it, and
     * PostgreSQL keeps such a plan until it has counted the rows.
     */
    public static final String BY_INDEX = "set local enable_seqscan = off";

    /** The same, and all that is loaded is of one moment. */
    public static final String OF_ONE_MOMENT =
            "set transaction isolation level repeatable read, read only; " + BY_INDEX;

    private final SqlConnection client;
    private final HistoryScope scope;
    private final Map<String, HistoryBuilder> histories = new LinkedHashMap<>();

    private Histories(SqlConnection client, HistoryScope scope) {
        this.client = client;
        this.scope = scope;
        Dictionary dictionary = new Dictionary();
        scope.accounts()
                .forEach(account -> histories.put(account, new HistoryBuilder(scope.held(), dictionary, account)));
    }

    /**
     * Loads. All statements go through the connection, whose one thread fills the arrays. A transaction of repeatable reads gives
     * histories of one moment.
     *
     * @return a history for each account, in the order of the accounts
     */
    public static Uni<List<AccountHistory>> load(SqlConnection client, HistoryScope scope) {
        return load(client, scope, UsageReading.PACKED);
    }

    /** The same, with a choice of how usage is read. */
    public static Uni<List<AccountHistory>> load(SqlConnection client, HistoryScope scope, UsageReading usage) {
        Histories loading = new Histories(client, scope);
        // All statements are sent at once; the server answers one after the other.
        return Uni.combine()
                .all()
                .unis(HistoryCoverage.read(client, scope), loading.records(usage))
                .with((coverage, done) -> coverage)
                .chain(coverage -> FirstRecords.load(client, scope, loading.histories)
                        // The connection's thread goes on with what others ask.
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .replaceWith(() -> loading.build(coverage)));
    }

    private Uni<Void> records(UsageReading usage) {
        Vocabulary held = scope.held();
        List<Uni<Void>> statements = new ArrayList<>();
        AttributeRows attributes = new AttributeRows(held.kind(Vocabulary.ACCOUNT), histories);
        statements.add(stream(attributes.statement(), parameters(), attributes::add));
        for (StoredKind stored : storedKinds()) {
            statements.add(
                    stored == StoredKind.USAGE
                            ? UsageRows.load(client, scope, histories, usage)
                            : stream(stored.statement(held), parameters(), stored.into(held, histories)));
        }
        Set<String> declared = DeclaredRecords.declared(scope.held());
        if (!declared.isEmpty()) {
            statements.add(stream(
                    DeclaredRecords.STATEMENT,
                    parameters().addArrayOfString(declared.toArray(String[]::new)),
                    new DeclaredRecords(held, histories)::add));
        }
        return Uni.join().all(statements).andFailFast().replaceWithVoid();
    }

    private List<StoredKind> storedKinds() {
        return Arrays.stream(StoredKind.values())
                .filter(stored -> scope.held().names().contains(stored.kind()))
                .toList();
    }

    private Tuple parameters() {
        return Tuple.tuple().addArrayOfString(scope.accountArray()).addOffsetDateTime(scope.knownAt());
    }

    private Uni<Void> stream(String statement, Tuple parameters, Consumer<Row> rows) {
        return Uni.createFrom()
                .deferred(() -> UniHelper.toUni(client.getDelegate()
                        .preparedQuery(statement)
                        .collecting(Collector.<Row, Consumer<Row>>of(() -> rows, Consumer::accept, (one, other) -> one))
                        .execute(parameters.getDelegate())))
                .replaceWithVoid();
    }

    private List<AccountHistory> build(HistoryCoverage coverage) {
        Set<String> declared = DeclaredRecords.declared(scope.held());
        List<StoredKind> stored = storedKinds();
        List<AccountHistory> built = new ArrayList<>();
        histories.forEach((account, history) -> {
            declared.forEach(kind ->
                    history.covered(kind, coverage.of(account, scope.held().kind(kind), history.has(kind))));
            stored.forEach(kind -> history.covered(kind.kind(), coverage.of(account, kind, history.has(kind.kind()))));
            built.add(history.build(scope.horizon()));
        });
        return built;
    }
}
