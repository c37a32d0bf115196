package io.tidewatch.ingestion.history;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.vertx.UniHelper;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.history.DerivedRecords;
import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Vocabulary;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collector;

/**
 * Loads the histories of some accounts: one statement per built-in kind of record and one for all declared kinds, whose rows go
 * into arrays as they arrive. Memory holds these arrays and nothing else.
 */
public final class Histories {

    private static final String ATTRIBUTES = """
            select x.account_id, x.holds_from, x.segment, x.business_model, x.lifecycle_stage, x.industry, x.country, x.csm_email,
                   x.signup_date, nullif(x.fields, '{}')
            from account_versions_known(coalesce($2::timestamptz, 'infinity')) x where x.account_id = any ($1)
            order by x.account_id, x.version
            """;

    private static final List<String> NAMES =
            List.of("segment", "businessModel", "lifecycleStage", "industry", "country", "csmEmail", "signupDate");

    private final SqlConnection client;
    private final Vocabulary vocabulary;
    private final HistoryScope scope;
    private final Map<String, HistoryBuilder> histories = new LinkedHashMap<>();

    private Histories(SqlConnection client, Vocabulary vocabulary, HistoryScope scope) {
        this.client = client;
        this.vocabulary = vocabulary;
        this.scope = scope;
        Dictionary dictionary = new Dictionary();
        Vocabulary needed = needed();
        scope.accounts().forEach(account -> histories.put(account, new HistoryBuilder(needed, dictionary, account)));
    }

    /** The kinds that are loaded, those that follow from them, and those that they refer to: every further kind costs time for every account. */
    private Vocabulary needed() {
        Map<String, RecordKind> needed = new HashMap<>();
        Deque<String> waiting = new ArrayDeque<>(kinds());
        waiting.add(Vocabulary.ACCOUNT);
        while (!waiting.isEmpty()) {
            RecordKind kind = vocabulary.kind(waiting.pop());
            if (kind != null && needed.put(kind.name(), kind) == null) {
                kind.fields().values().stream()
                        .map(RecordField::target)
                        .filter(Objects::nonNull)
                        .forEach(waiting::add);
                vocabulary.names().stream()
                        .filter(derived -> kind.name().equals(DerivedRecords.sourceOf(derived)))
                        .forEach(waiting::add);
            }
        }
        return new Vocabulary(needed);
    }

    /**
     * Loads. All statements go through the connection, whose one thread fills the arrays. A transaction of repeatable reads gives
     * histories of one moment.
     *
     * @return a history for each account, in the order of the accounts
     */
    public static Uni<List<AccountHistory>> load(SqlConnection client, Vocabulary vocabulary, HistoryScope scope) {
        Histories loading = new Histories(client, vocabulary, scope);
        return HistoryCoverage.read(client, scope).chain(coverage -> loading.records()
                // The connection's thread goes on with what others ask.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .replaceWith(() -> loading.build(coverage)));
    }

    private Uni<Void> records() {
        List<Uni<Void>> statements = new ArrayList<>();
        statements.add(stream(ATTRIBUTES, parameters(), this::attributes));
        for (String kind : kinds()) {
            StoredKind stored = StoredKind.named(kind);
            if (stored == StoredKind.USAGE) {
                statements.add(UsageRows.load(client, parameters(), histories));
            } else if (stored != null) {
                statements.add(stream(stored.statement(), parameters(), stored.into(vocabulary, histories)::add));
            }
        }
        Set<String> declared = DeclaredRecords.declared(vocabulary, scope.kinds());
        if (!declared.isEmpty()) {
            statements.add(stream(
                    DeclaredRecords.STATEMENT,
                    parameters().addArrayOfString(declared.toArray(String[]::new)),
                    new DeclaredRecords(vocabulary, histories)::add));
        }
        // All are sent at once; the server answers one after the other.
        return Uni.join().all(statements).andFailFast().replaceWithVoid();
    }

    /** Contract periods decide about the first day of every account, and contacts about who was at a touchpoint. */
    private TreeSet<String> kinds() {
        TreeSet<String> kinds = new TreeSet<>(scope.kinds());
        kinds.add(StoredKind.CONTRACT_PERIOD.kind());
        if (kinds.contains(StoredKind.TOUCHPOINT.kind())) {
            kinds.add(StoredKind.CONTACT.kind());
        }
        return kinds;
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

    private void attributes(Row row) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < NAMES.size(); i++) {
            Object value = row.getValue(i + 2);
            if (value != null) {
                values.put(NAMES.get(i), value);
            }
        }
        FieldValues.add(vocabulary.kind(Vocabulary.ACCOUNT), row.getJsonObject(NAMES.size() + 2), values);
        histories.get(row.getString(0)).attributes(row.getLocalDate(1), values);
    }

    private List<AccountHistory> build(HistoryCoverage coverage) {
        List<AccountHistory> built = new ArrayList<>();
        histories.forEach((account, history) -> {
            for (String kind : DeclaredRecords.declared(vocabulary, scope.kinds())) {
                boolean present = history.rows(kind).size() > 0;
                history.covered(kind, coverage.of(account, vocabulary.kind(kind), present));
            }
            for (StoredKind kind : StoredKind.values()) {
                if (scope.kinds().contains(kind.kind()) || kind == StoredKind.CONTRACT_PERIOD) {
                    boolean present = history.rows(kind.kind()).size() > 0;
                    CoveredDays days = coverage.of(account, kind, present);
                    history.covered(kind.kind(), days);
                }
            }
            built.add(history.build(scope.horizon()));
        });
        return built;
    }
}
