package io.tidewatch.engine.fact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.client.ingestion.model.AccountChange;
import io.tidewatch.engine.client.ingestion.model.AccountMetrics;
import io.tidewatch.engine.client.ingestion.model.TouchpointChange;
import io.tidewatch.rule.playbook.MeetingKind;
import io.tidewatch.rule.playbook.Touchpoint;
import io.tidewatch.rule.playbook.TouchpointDirection;
import io.tidewatch.rule.playbook.TouchpointKind;
import io.tidewatch.rule.playbook.TouchpointStatus;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The facts of the accounts, as account-ingestion published them. An older version never replaces a newer one. */
@ApplicationScoped
public class FactStore {

    private static final String APPLY = """
            insert into account_fact (account_id, partition, %1$s, %1$s_version, %1$s_packed)
            select t.id, $1::smallint, t.data::jsonb, t.version, decode(t.packed, 'base64')
            from unnest($2::text[], $3::bigint[], $4::text[], $5::text[]) as t (id, version, data, packed)
            on conflict (account_id) do update
            set %1$s = excluded.%1$s, %1$s_version = excluded.%1$s_version, %1$s_packed = excluded.%1$s_packed
            where account_fact.%1$s_version < excluded.%1$s_version
            """;

    private static final String APPLY_TOUCHPOINTS = """
            insert into account_touchpoint (id, account_id, partition, version, kind, meeting_kind, status, direction,
                                            with_sponsor, two_way_at, occurred_at, booked_at, known_at, deleted)
            select t.id, t.account_id, $1::smallint, t.version, t.kind, t.meeting_kind, t.status, t.direction,
                   t.with_sponsor, t.two_way_at, t.occurred_at, t.booked_at, t.known_at, t.deleted
            from unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
                        $9::boolean[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[],
                        $14::boolean[])
                 as t (id, account_id, version, kind, meeting_kind, status, direction, with_sponsor, two_way_at,
                          occurred_at, booked_at, known_at, deleted)
            on conflict (id) do update
            set account_id = excluded.account_id, partition = excluded.partition, version = excluded.version,
                kind = excluded.kind, meeting_kind = excluded.meeting_kind, status = excluded.status,
                direction = excluded.direction, with_sponsor = excluded.with_sponsor, two_way_at = excluded.two_way_at,
                occurred_at = excluded.occurred_at, booked_at = excluded.booked_at, known_at = excluded.known_at,
                deleted = excluded.deleted
            where account_touchpoint.version < excluded.version
            """;

    private static final String MARK = """
            update account_fact a
            set dirty = true, dirty_since = case when a.dirty then a.dirty_since else clock_timestamp() end,
                causation_id = $2, hops = $3,
                traceparent = coalesce(t.traceparent, case when a.dirty then a.traceparent end)
            from unnest($1::text[], $4::text[]) as t (account_id, traceparent)
            where a.account_id = t.account_id
            """;

    private static final String TOUCHPOINTS = """
            select id, account_id, kind, meeting_kind, status, direction, with_sponsor, two_way_at, occurred_at,
                   booked_at, known_at
            from account_touchpoint
            where account_id = any ($1) and not deleted
              and greatest(occurred_at, known_at, coalesce(two_way_at, occurred_at), coalesce(booked_at, occurred_at)) >= $2
            order by account_id, occurred_at, id
            """;

    private final ObjectMapper json;

    FactStore(ObjectMapper json) {
        this.json = json;
    }

    /** Applies names, owners and sponsors. */
    public Uni<Void> applyAttributes(SqlClient tx, int partition, List<Published<AccountChange>> items) {
        return apply(tx, "attributes", partition, items, PackedFacts::attributes);
    }

    /** Applies metric values. */
    public Uni<Void> applyMetrics(SqlClient tx, int partition, List<Published<AccountMetrics>> items) {
        return apply(tx, "metrics", partition, items, PackedFacts::metrics);
    }

    /**
     * Something that was published of an account.
     *
     * @param item the newest version is kept
     * @param content its data
     */
    public record Published<T>(FeedItem item, T content) {}

    private static <T> Uni<Void> apply(
            SqlClient tx, String part, int partition, List<Published<T>> items, Function<T, byte[]> pack) {
        if (items.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery(APPLY.formatted(part))
                .execute(Tuple.of(
                        (short) partition,
                        items.stream().map(published -> published.item().key()).toArray(String[]::new),
                        items.stream()
                                .map(published -> published.item().version())
                                .toArray(Long[]::new),
                        items.stream()
                                .map(published -> published.item().data().toString())
                                .toArray(String[]::new),
                        items.stream()
                                .map(published -> Base64.getEncoder().encodeToString(pack.apply(published.content())))
                                .toArray(String[]::new)))
                .replaceWithVoid();
    }

    /** Applies touchpoints; each id at most once. */
    public Uni<Void> applyTouchpoints(SqlClient tx, int partition, List<PublishedTouchpoint> items) {
        if (items.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple values = Tuple.tuple().addShort((short) partition);
        values.addArrayOfString(texts(items, TouchpointChange::getId));
        values.addArrayOfString(texts(items, TouchpointChange::getAccountId));
        values.addArrayOfLong(items.stream().map(PublishedTouchpoint::version).toArray(Long[]::new));
        values.addArrayOfString(texts(items, TouchpointChange::getKind));
        values.addArrayOfString(texts(items, TouchpointChange::getMeetingKind));
        values.addArrayOfString(texts(items, TouchpointChange::getStatus));
        values.addArrayOfString(texts(items, TouchpointChange::getDirection));
        values.addArrayOfBoolean(items.stream()
                .map(item -> Boolean.TRUE.equals(item.content().getWithSponsor()))
                .toArray(Boolean[]::new));
        values.addArrayOfOffsetDateTime(times(items, TouchpointChange::getTwoWayAt));
        values.addArrayOfOffsetDateTime(times(items, TouchpointChange::getOccurredAt));
        values.addArrayOfOffsetDateTime(times(items, TouchpointChange::getBookedAt));
        values.addArrayOfOffsetDateTime(times(items, TouchpointChange::getKnownAt));
        values.addArrayOfBoolean(items.stream()
                .map(item -> Boolean.TRUE.equals(item.content().getDeleted()))
                .toArray(Boolean[]::new));
        return tx.preparedQuery(APPLY_TOUCHPOINTS).execute(values).replaceWithVoid();
    }

    /**
     * A touchpoint as it was published.
     *
     * @param version the newest one is kept
     * @param content its data
     */
    public record PublishedTouchpoint(long version, TouchpointChange content) {}

    /**
     * Has accounts judged again as soon as the feeds are read up to now.
     *
     * @param traces by account, the trace context of the change, as far as it has one; an account that is marked already keeps the one it
     *     has unless there is a newer one
     */
    public Uni<Void> markDirty(
            SqlClient tx, Collection<String> accountIds, UUID cause, int hops, Map<String, String> traces) {
        if (accountIds.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery(MARK)
                .execute(Tuple.of(
                        accountIds.toArray(String[]::new),
                        cause,
                        (short) hops,
                        accountIds.stream().map(traces::get).toArray(String[]::new)))
                .replaceWithVoid();
    }

    /** Has accounts judged again, also when they were not changed. */
    public Uni<Void> keepDirty(SqlClient tx, Collection<String> accountIds) {
        return tx.preparedQuery("""
                        update account_fact set dirty = true, dirty_since = clock_timestamp()
                        where account_id = any ($1) and not dirty
                        """)
                .execute(Tuple.of((Object) accountIds.toArray(String[]::new)))
                .replaceWithVoid();
    }

    /**
     * Sets an account aside because judging it failed: only new facts, another day or other rules have it judged again.
     *
     * @param why for operators
     */
    public Uni<Void> park(SqlClient tx, String accountId, String why) {
        return tx.preparedQuery("""
                        update account_fact
                        set dirty = false, parked_at = clock_timestamp(), parked_because = left($2, 500)
                        where account_id = $1
                        """)
                .execute(Tuple.of(accountId, why == null ? "" : why.replace("\0", "")))
                .replaceWithVoid();
    }

    /** How many accounts are parked. */
    public Uni<Long> parked(SqlClient client) {
        return client.query("select count(*) as n from account_fact where parked_at is not null")
                .execute()
                .map(rows -> rows.iterator().next().getLong("n"));
    }

    /** The facts of those accounts whose attributes and metrics are both known, by id. */
    public Uni<List<AccountFact>> load(SqlClient tx, Collection<String> accountIds) {
        return tx.preparedQuery("""
                        select account_id, attributes::text as attributes, metrics::text as metrics, causation_id, hops,
                               judged_as, case when dirty then traceparent end as traceparent
                        from account_fact
                        where account_id = any ($1) and attributes is not null and metrics is not null
                        order by account_id
                        """)
                .execute(Tuple.of((Object) accountIds.toArray(String[]::new)))
                .map(rows -> all(rows, this::fact));
    }

    /** Ids of accounts that can be judged, in their order, after one; those that are parked are left out. */
    public Uni<List<String>> idsAfter(SqlClient tx, String after, int limit) {
        return tx.preparedQuery("""
                        select account_id from account_fact
                        where account_id > $1 and attributes is not null and metrics is not null and parked_at is null
                        order by account_id limit $2
                        """)
                .execute(Tuple.of(after, limit))
                .map(rows -> all(rows, row -> row.getString("account_id")));
    }

    /** Touchpoints of the accounts that happened, were answered, booked or known since then. */
    public Uni<List<Touchpoint>> touchpointsSince(SqlClient tx, Collection<String> accountIds, OffsetDateTime since) {
        if (accountIds.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return tx.preparedQuery(TOUCHPOINTS)
                .execute(Tuple.of(accountIds.toArray(String[]::new), since))
                .map(rows -> all(rows, FactStore::touchpoint).stream()
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** Forgets all versions of a partition: what follows replaces them, even if it is older. */
    public Uni<Void> forgetVersions(SqlClient tx, int partition) {
        return tx.preparedQuery(
                        "update account_fact set attributes_version = -1, metrics_version = -1 where partition = $1")
                .execute(Tuple.of((short) partition))
                .flatMap(rows -> tx.preparedQuery("update account_touchpoint set version = -1 where partition = $1")
                        .execute(Tuple.of((short) partition)))
                .replaceWithVoid();
    }

    /** Drops what a full snapshot did not contain. */
    public Uni<Void> dropForgotten(SqlClient tx, int partition) {
        return tx.preparedQuery(
                        "delete from account_fact where partition = $1 and attributes_version < 0 and metrics_version < 0")
                .execute(Tuple.of((short) partition))
                .flatMap(rows -> tx.preparedQuery("delete from account_touchpoint where partition = $1 and version < 0")
                        .execute(Tuple.of((short) partition)))
                .replaceWithVoid();
    }

    private AccountFact fact(Row row) {
        return new AccountFact(
                row.getString("account_id"),
                read(row.getString("attributes"), AccountChange.class),
                read(row.getString("metrics"), AccountMetrics.class),
                row.getUUID("causation_id"),
                row.getShort("hops"),
                row.getString("judged_as"),
                row.getString("traceparent"));
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A stored fact does not match account-ingestion's contract", e);
        }
    }

    /** Empty when its kind or status is one that this version does not know. */
    private static Optional<Touchpoint> touchpoint(Row row) {
        Optional<TouchpointKind> kind = choice(TouchpointKind.class, row.getString("kind"));
        Optional<TouchpointStatus> status = choice(TouchpointStatus.class, row.getString("status"));
        if (kind.isEmpty() || status.isEmpty()) {
            return Optional.empty();
        }
        Instant twoWayAt = instant(row, "two_way_at");
        return Optional.of(new Touchpoint(
                row.getString("id"),
                row.getString("account_id"),
                kind.get(),
                choice(MeetingKind.class, row.getString("meeting_kind")).orElse(null),
                status.get(),
                choice(TouchpointDirection.class, row.getString("direction")).orElse(null),
                row.getBoolean("with_sponsor"),
                instant(row, "occurred_at"),
                twoWayAt,
                twoWayAt != null,
                instant(row, "booked_at"),
                instant(row, "known_at")));
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static <E extends Enum<E>> Optional<E> choice(Class<E> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name))
                .findFirst();
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        List<T> found = new ArrayList<>(rows.size());
        rows.forEach(row -> found.add(read.apply(row)));
        return found;
    }

    private static String[] texts(List<PublishedTouchpoint> items, Function<TouchpointChange, String> field) {
        return items.stream().map(item -> field.apply(item.content())).toArray(String[]::new);
    }

    private static OffsetDateTime[] times(
            List<PublishedTouchpoint> items, Function<TouchpointChange, OffsetDateTime> field) {
        return items.stream().map(item -> field.apply(item.content())).toArray(OffsetDateTime[]::new);
    }
}
