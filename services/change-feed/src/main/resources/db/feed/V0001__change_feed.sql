-- The change feed of one service (provider side) and its cursors in the feeds that it follows (consumer side).
-- Everything lives in the schema of the service; names are resolved through the search_path of its role.

-- ---------------------------------------------------------------- provider

-- The epoch of this feed. A restore begins a new one, so that cursors from before are recognised.
create table feed_epoch (
    single   boolean primary key default true check (single),
    epoch    uuid not null default gen_random_uuid(),
    begun_at timestamptz not null default clock_timestamp()
);
insert into feed_epoch default values;

-- One sequence for all partitions: a number is only drawn under the lock of its partition, so the numbers of one
-- partition rise in order of commit. Gaps (roll-backs, other partitions) mean nothing.
create sequence feed_seq;

create table feed_change (
    day          date        not null,
    partition    smallint    not null check (partition between 0 and 64),
    seq          bigint      not null,
    type         text        not null,
    key          text        not null,
    version      bigint      not null,
    occurred_at  timestamptz not null,
    causation_id uuid,
    hops         smallint    not null check (hops >= 0),
    -- the W3C trace context that it belongs to; null without one
    traceparent  text,
    data         jsonb       not null,
    appended_at  timestamptz not null default clock_timestamp(),
    primary key (partition, seq, day)
) partition by range (day);

-- The days that have a partition. An append goes to the newest of them that is not in the future: if no more days are
-- prepared, appends continue in the last one instead of failing.
create table feed_day (
    day date primary key
);

-- The largest dropped number per partition. A consumer with a cursor below it has missed changes.
create table feed_floor (
    partition smallint primary key,
    floor     bigint not null
);

-- The trace context of a transaction: its changes and marks carry it unless they have one of their own. A request sets it with
-- set_config('tidewatch.traceparent', …, true), for its transaction only. Null without one.
create function feed_traceparent() returns text
    language sql stable as
$$ select nullif(current_setting('tidewatch.traceparent', true), '') $$;

create function feed_today() returns date
    language sql stable as
$$ select (clock_timestamp() at time zone 'UTC')::date $$;

-- The partition of an account, which never changes: first byte of SHA-256 of its id, modulo 64. Of immutable functions only, so that it
-- is inlined: a call takes five times as long. convert_to is not immutable; decode gives the same bytes, since databases are in UTF-8.
create function partition_of(account_id text) returns smallint
    language sql immutable strict parallel safe as
$$ select (get_byte(sha256(decode(replace(account_id, '\', '\\'), 'escape')), 0) % 64)::smallint $$;

-- Keeps other transactions from appending to a partition until this one has ended. Advisory locks belong to the
-- database, so the key names the schema.
create function feed_lock(partition smallint) returns void
    language sql as
$$ select pg_advisory_xact_lock(hashtext('tidewatch-feed:' || current_schema()), partition::integer) $$;

-- Appends one change and returns its number. Must be the last statement of the transaction; for several partitions
-- call it in ascending order of partition, or use feed_append_all.
create function feed_append(in_partition smallint, in_type text, in_key text, in_version bigint,
                            in_occurred_at timestamptz, in_causation_id uuid, in_hops smallint, in_data jsonb)
    returns bigint
    language plpgsql as
$$
declare
    appended bigint;
begin
    perform feed_lock(in_partition);
    -- A statement of its own, so that the number is drawn after the lock was granted.
    insert into feed_change (day, partition, seq, type, key, version, occurred_at, causation_id, hops, traceparent, data)
    values (coalesce((select max(d.day) from feed_day d where d.day <= feed_today()), (select min(d.day) from feed_day d)),
            in_partition, nextval('feed_seq'), in_type, in_key, in_version, in_occurred_at, in_causation_id, in_hops,
            feed_traceparent(), in_data)
    returning seq into appended;
    return appended;
end
$$;

-- Appends many changes: locks their partitions in ascending order, then numbers them in the order given.
-- Must be the last statement of the transaction. Returns how many were appended.
create function feed_append_all(in_partitions smallint[], in_types text[], in_keys text[], in_versions bigint[],
                                in_occurred_ats timestamptz[], in_causation_ids uuid[], in_hops smallint[], in_datas jsonb[],
                                in_traceparents text[] default null)
    returns bigint
    language plpgsql as
$$
declare
    locked   smallint;
    appended bigint;
    trace    constant text := feed_traceparent();
begin
    for locked in select distinct p from unnest(in_partitions) as p order by p loop
        perform feed_lock(locked);
    end loop;
    insert into feed_change (day, partition, seq, type, key, version, occurred_at, causation_id, hops, traceparent, data)
    select coalesce((select max(d.day) from feed_day d where d.day <= feed_today()), (select min(d.day) from feed_day d)),
           c.partition, nextval('feed_seq'), c.type, c.key, c.version, c.occurred_at, c.causation_id, c.hops,
           coalesce(c.traceparent, trace), c.data
    from (select *
          from unnest(in_partitions, in_types, in_keys, in_versions, in_occurred_ats, in_causation_ids, in_hops, in_datas,
                  in_traceparents)
              with ordinality as u (partition, type, key, version, occurred_at, causation_id, hops, data, traceparent, place)
          order by u.place) c;
    get diagnostics appended = row_count;
    return appended;
end
$$;

-- Creates the partitions from yesterday to the given number of days ahead. Attaching does not block readers or writers.
-- Returns how many were created; 0 also while another replica does it.
create function feed_prepare_days(days_ahead integer) returns integer
    language plpgsql as
$$
declare
    wanted date;
    made   integer := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('tidewatch-feed-days:' || current_schema()), 0) then
        return 0;
    end if;
    for wanted in
        select feed_today() + n from generate_series(-1, days_ahead) as n
        where not exists (select 1 from feed_day d where d.day = feed_today() + n)
    loop
        execute format('create table feed_change_%s (like feed_change including defaults including constraints)',
                       to_char(wanted, 'YYYYMMDD'));
        execute format('alter table feed_change attach partition feed_change_%s for values from (%L) to (%L)',
                       to_char(wanted, 'YYYYMMDD'), wanted, wanted + 1);
        insert into feed_day (day) values (wanted);
        made := made + 1;
    end loop;
    return made;
end
$$;

-- Drops the days before the given one whose newest change is older, too, and raises the floors. Whole tables are
-- dropped, rows are never deleted. Readers wait for some milliseconds; if the lock cannot be acquired soon, the call
-- fails and must be repeated later. Returns how many days were dropped.
create function feed_drop_before(first_kept date) returns integer
    language plpgsql as
$$
declare
    old     date;
    newest  timestamptz;
    dropped integer := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('tidewatch-feed-days:' || current_schema()), 0) then
        return 0;
    end if;
    perform set_config('lock_timeout', '1s', true);
    for old in
        select d.day from feed_day d
        where d.day < first_kept
          -- the day that appends go to at present
          and d.day <> (select max(w.day) from feed_day w where w.day <= feed_today())
        order by d.day
    loop
        lock table feed_change in access exclusive mode;
        select max(last.appended_at) into newest
        from generate_series(0, 64) as p
        cross join lateral (select f.appended_at from feed_change f
                            where f.day = old and f.partition = p order by f.seq desc limit 1) last;
        continue when newest >= first_kept::timestamp at time zone 'UTC';
        insert into feed_floor (partition, floor)
        select p, last.seq
        from generate_series(0, 64) as p
        cross join lateral (select f.seq from feed_change f
                            where f.day = old and f.partition = p order by f.seq desc limit 1) last
        on conflict (partition) do update set floor = greatest(feed_floor.floor, excluded.floor);
        execute format('drop table feed_change_%s', to_char(old, 'YYYYMMDD'));
        delete from feed_day d where d.day = old;
        dropped := dropped + 1;
    end loop;
    return dropped;
end
$$;

-- Part of every restore: all stored cursors of consumers become invalid, and the consumers start again with a snapshot.
create function feed_new_epoch() returns uuid
    language sql as
$$ update feed_epoch set epoch = gen_random_uuid(), begun_at = clock_timestamp() returning epoch $$;

select feed_prepare_days(7);

-- ---------------------------------------------------------------- consumer

-- The cursor up to which a feed is applied. Written in the transaction of the effect.
create table feed_cursor (
    consumer  text     not null,
    provider  text     not null,
    partition smallint not null,
    cursor    text     not null,
    stored_at timestamptz not null default clock_timestamp(),
    primary key (consumer, provider, partition)
) with (fillfactor = 50);

-- The owner of a partition. Only a take-over changes the epoch, and only the epoch is part of a key besides the name:
-- so `for key share` on the row lets the heartbeat pass and makes a take-over wait.
create table feed_lease (
    consumer  text     not null,
    partition smallint not null,
    epoch     bigint   not null default 0,
    owner     text,
    until     timestamptz not null default '-infinity',
    primary key (consumer, partition),
    unique (consumer, partition, epoch)
) with (fillfactor = 50);

-- The replicas that are alive, among which the partitions are shared.
create table feed_member (
    consumer text not null,
    owner    text not null,
    until    timestamptz not null,
    primary key (consumer, owner)
);

-- Changes that passed through too many services, which means that two services react to each other endlessly.
create table feed_parked (
    consumer  text     not null,
    provider  text     not null,
    partition smallint not null,
    seq       bigint   not null,
    type      text     not null,
    key       text     not null,
    envelope  jsonb    not null,
    parked_at timestamptz not null default clock_timestamp(),
    primary key (consumer, provider, partition, seq, type, key)
);
