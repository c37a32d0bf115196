package io.tidewatch.engine.flag;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.model.FlagTransition;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.metric.Question;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.threshold.FlagCare;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.rule.threshold.Level;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Flags and their transitions. */
@ApplicationScoped
public class FlagStore {

    private static final String PORTFOLIO_TYPE = "portfolio-flag";

    private static final String COLUMNS = """
            account_id, threshold_id, metric, state, last_known, level, last_level, question, raising, version, since,
            cleared_at, unknown_since, pending_since, due_at, evidence::text as evidence,
            frozen_since, care::text as care
            """;

    // A flag that another transaction changed meanwhile is not written, and the caller fails.
    private static final String WRITE = """
            insert into flag (account_id, threshold_id, partition, metric, state, last_known, level, last_level, question,
                              raising, version, since, cleared_at, unknown_since, pending_since, due_at, evidence,
                              frozen_since, care, care_ends_at)
            select f.account_id, f.threshold_id, $1::smallint, f.metric, f.state, f.last_known, f.level, f.last_level,
                   f.question, f.raising, f.version, f.since, f.cleared_at, f.unknown_since, f.pending_since, f.due_at,
                   f.evidence::jsonb, f.frozen_since, f.care::jsonb, f.care_ends_at
            from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                        $10::integer[], $11::bigint[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[],
                        $15::timestamptz[], $16::timestamptz[], $17::text[], $18::timestamptz[], $19::text[], $20::timestamptz[])
                 as f (account_id, threshold_id, metric, state, last_known, level, last_level, question, raising, version,
                       since, cleared_at, unknown_since, pending_since, due_at, evidence, frozen_since, care, care_ends_at)
            on conflict (account_id, threshold_id) do update
            set metric = excluded.metric, state = excluded.state, last_known = excluded.last_known,
                level = excluded.level, last_level = excluded.last_level, question = excluded.question,
                raising = excluded.raising, version = excluded.version, since = excluded.since,
                cleared_at = excluded.cleared_at, unknown_since = excluded.unknown_since,
                pending_since = excluded.pending_since, due_at = excluded.due_at, evidence = excluded.evidence,
                frozen_since = excluded.frozen_since, care = excluded.care, care_ends_at = excluded.care_ends_at
            where flag.version = excluded.version - 1
            """;

    private static final String WRITE_TRANSITIONS = """
            insert into flag_transition (account_id, threshold_id, number, from_state, to_state, level, at, evidence)
            select t.account_id, t.threshold_id, t.number, t.from_state, t.to_state, t.level, $1::timestamptz, t.evidence::jsonb
            from unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[])
                 as t (account_id, threshold_id, number, from_state, to_state, level, evidence)
            """;

    private final ObjectMapper json;
    private final FlagMapper mapper;

    FlagStore(ObjectMapper json, FlagMapper mapper) {
        this.json = json;
        this.mapper = mapper;
    }

    /** All flags of the accounts. */
    public Uni<List<StoredFlag>> load(SqlClient tx, Collection<String> accountIds) {
        return tx.preparedQuery("select " + COLUMNS + " from flag where account_id = any ($1)")
                .execute(Tuple.of((Object) accountIds.toArray(String[]::new)))
                .map(rows -> all(rows, this::stored));
    }

    /** Flags of the partition whose account no longer exists, except those that have been ended already. */
    public Uni<List<StoredFlag>> ofUnknownAccounts(SqlClient tx, int partition) {
        return tx.preparedQuery("select " + COLUMNS + """
                         from flag f
                        where f.partition = $1 and (f.state <> 'UNKNOWN' or f.last_known is not null)
                          and not exists (select 1 from account_fact a where a.account_id = f.account_id)
                        """)
                .execute(Tuple.of((short) partition))
                .map(rows -> all(rows, this::stored));
    }

    /**
     * Writes flags whose version is one above the stored one.
     *
     * @return fails when one of them was changed meanwhile; nothing may be committed then
     */
    public Uni<Void> write(SqlClient tx, int partition, List<StoredFlag> flags) {
        if (flags.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple values = Tuple.tuple().addShort((short) partition);
        values.addArrayOfString(texts(flags, f -> f.state().accountId()));
        values.addArrayOfString(texts(flags, f -> f.state().thresholdId()));
        values.addArrayOfString(texts(flags, StoredFlag::metric));
        values.addArrayOfString(texts(flags, f -> f.state().status().name()));
        values.addArrayOfString(texts(flags, f -> name(f.state().lastKnown())));
        values.addArrayOfString(texts(flags, f -> name(f.state().level())));
        values.addArrayOfString(texts(flags, f -> name(f.state().lastLevel())));
        values.addArrayOfString(texts(flags, f -> f.state().question().name()));
        values.addArrayOfInteger(flags.stream().map(f -> f.state().raising()).toArray(Integer[]::new));
        values.addArrayOfLong(flags.stream().map(f -> f.state().version()).toArray(Long[]::new));
        values.addArrayOfOffsetDateTime(times(flags, f -> f.state().since()));
        values.addArrayOfOffsetDateTime(times(flags, f -> f.state().clearedAt()));
        values.addArrayOfOffsetDateTime(times(flags, f -> f.state().unknownSince()));
        values.addArrayOfOffsetDateTime(times(flags, f -> f.state().pendingSince()));
        values.addArrayOfOffsetDateTime(times(flags, f -> f.state().dueAt()));
        values.addArrayOfString(texts(flags, StoredFlag::evidence));
        values.addArrayOfOffsetDateTime(times(flags, f -> f.state().frozenSince()));
        values.addArrayOfString(texts(flags, f -> care(f.state().care())));
        values.addArrayOfOffsetDateTime(times(flags, f -> f.state().care().endsAt()));
        return tx.preparedQuery(WRITE)
                .execute(values)
                .invoke(rows -> {
                    if (rows.rowCount() != flags.size()) {
                        throw new IllegalStateException("A flag of partition " + partition + " was changed meanwhile");
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Writes one transition each.
     *
     * @param at business time
     */
    public Uni<Void> writeTransitions(SqlClient tx, Instant at, List<Transition> transitions) {
        if (transitions.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<StoredFlag> flags = transitions.stream().map(Transition::after).toList();
        Tuple values = Tuple.tuple().addOffsetDateTime(at.atOffset(ZoneOffset.UTC));
        values.addArrayOfString(texts(flags, f -> f.state().accountId()));
        values.addArrayOfString(texts(flags, f -> f.state().thresholdId()));
        values.addArrayOfLong(flags.stream().map(f -> f.state().version()).toArray(Long[]::new));
        values.addArrayOfString(transitions.stream().map(t -> name(t.before())).toArray(String[]::new));
        values.addArrayOfString(texts(flags, f -> f.state().status().name()));
        values.addArrayOfString(texts(flags, f -> name(f.state().level())));
        values.addArrayOfString(texts(flags, StoredFlag::evidence));
        return tx.preparedQuery(WRITE_TRANSITIONS).execute(values).replaceWithVoid();
    }

    /**
     * A change of a flag's state or level.
     *
     * @param before the state before; null for the first
     * @param after the flag afterwards; its version is the number of the transition
     */
    public record Transition(FlagStatus before, StoredFlag after) {}

    /** One page by account and threshold, after the given ones. Null filters let everything through. */
    public Uni<List<StoredFlag>> page(SqlClient client, FlagQuery query) {
        return client.preparedQuery("select " + COLUMNS + """
                         from flag
                        where (account_id, threshold_id) > ($1, $2)
                          and ($3::text is null or account_id = $3)
                          and ($4::text is null or state = $4)
                          and ($5::text is null or threshold_id = $5)
                          and (partition = 64) = $7
                        order by account_id, threshold_id limit $6
                        """)
                .execute(Tuple.tuple()
                        .addString(query.afterAccount())
                        .addString(query.afterThresholdId())
                        .addString(query.accountId())
                        .addString(query.state())
                        .addString(query.thresholdId())
                        .addInteger(query.limit())
                        .addBoolean(query.ofPortfolio()))
                .map(rows -> all(rows, this::stored));
    }

    /** Transitions of a flag, the newest first, at most 100. */
    public Uni<List<FlagTransition>> transitions(SqlClient client, String accountId, String thresholdId) {
        return client.preparedQuery("""
                        select number, from_state, to_state, level, at, evidence::text as evidence
                        from flag_transition where account_id = $1 and threshold_id = $2 order by number desc limit 100
                        """)
                .execute(Tuple.of(accountId, thresholdId))
                .map(rows -> all(rows, mapper::transition));
    }

    /** One flag, for a request about it; fails with {@code flag-not-found} when its threshold was never judged. */
    public Uni<StoredFlag> required(SqlClient client, FlagKey key) {
        FlagQuery query = key.ofPortfolio()
                ? FlagQuery.ofPortfolio("", null, key.thresholdId(), 1)
                : new FlagQuery("", "", key.accountId(), null, key.thresholdId(), 1);
        return page(client, query).map(found -> found.stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(FlagProblem.FLAG_NOT_FOUND, key.missing())));
    }

    /** Flags of a partition for the snapshot, after the given ones; those of the control partition are of the portfolio. */
    public Uni<List<SnapshotItem>> snapshot(
            SqlClient client, int partition, String afterAccount, String afterThresholdId, int limit) {
        return client.preparedQuery("select " + COLUMNS + """
                         from flag where partition = $1 and (account_id, threshold_id) > ($2, $3)
                        order by account_id, threshold_id limit $4
                        """)
                .execute(Tuple.of((short) partition, afterAccount, afterThresholdId, limit))
                .map(rows -> all(rows, row -> {
                    StoredFlag flag = stored(row);
                    return new SnapshotItem(
                            partition == Partitions.CONTROL ? PORTFOLIO_TYPE : "flag",
                            key(flag),
                            flag.state().version(),
                            false,
                            mapper.published(flag));
                }));
    }

    /** The change that publishes a flag of the portfolio. */
    public Change portfolioChange(StoredFlag flag, Instant now) {
        return Change.ofControl(PORTFOLIO_TYPE, key(flag), flag.state().version(), now, mapper.published(flag));
    }

    /** The key of a flag in the feed. */
    public static String key(StoredFlag flag) {
        return key(flag.state().accountId(), flag.state().thresholdId());
    }

    /** The key in the feed of the flag of this threshold for this account. */
    public static String key(String accountId, String thresholdId) {
        return accountId + "/" + thresholdId;
    }

    private StoredFlag stored(Row row) {
        return new StoredFlag(
                new FlagState(
                        row.getString("account_id"),
                        row.getString("threshold_id"),
                        FlagStatus.valueOf(row.getString("state")),
                        constant(row, "last_known", FlagStatus::valueOf),
                        constant(row, "level", Level::valueOf),
                        constant(row, "last_level", Level::valueOf),
                        Question.valueOf(row.getString("question")),
                        row.getInteger("raising"),
                        row.getLong("version"),
                        row.getOffsetDateTime("since").toInstant(),
                        instant(row, "cleared_at"),
                        instant(row, "unknown_since"),
                        instant(row, "pending_since"),
                        instant(row, "due_at"),
                        null,
                        instant(row, "frozen_since"),
                        care(row.getString("care"))),
                row.getString("metric"),
                row.getString("evidence"));
    }

    private String care(FlagCare care) {
        try {
            return care.equals(FlagCare.NONE) ? null : json.writeValueAsString(care);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what people declare about a flag is plain data", e);
        }
    }

    private FlagCare care(String stored) {
        try {
            return stored == null ? FlagCare.NONE : json.readValue(stored, FlagCare.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what people declared about a flag is as it was written", e);
        }
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static <T> T constant(Row row, String column, Function<String, T> valueOf) {
        String name = row.getString(column);
        return name == null ? null : valueOf.apply(name);
    }

    private static String name(Enum<?> constant) {
        return constant == null ? null : constant.name();
    }

    private static String[] texts(List<StoredFlag> flags, Function<StoredFlag, String> field) {
        return flags.stream().map(field).toArray(String[]::new);
    }

    private static OffsetDateTime[] times(List<StoredFlag> flags, Function<StoredFlag, Instant> field) {
        return flags.stream()
                .map(field)
                .map(time -> time == null ? null : time.atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new);
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        List<T> found = new ArrayList<>(rows.size());
        rows.forEach(row -> found.add(read.apply(row)));
        return found;
    }
}
