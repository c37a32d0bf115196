-- Catalogues that were handed over; the values of the live ones are kept up to date.
create table catalogue (
    hash            text primary key,
    body            text not null,
    number          bigint not null unique,
    state           text not null check (state in ('COMPUTING', 'READY')),
    live            boolean not null default true,
    handed_at       timestamptz not null,
    -- The kinds of record that are published with the values of each account, because somebody judges by them.
    judged_kinds    text[] not null default '{}',
    computing_since timestamptz not null -- in real time
);

-- One number per definition. The values of accounts name definitions by it; equal definitions of different catalogues share it, so
-- that going back to an earlier catalogue computes nothing.
create table metric_slot (
    slot            integer generated always as identity primary key,
    metric          text not null,
    definition_hash text not null,
    window_days     integer, -- length of the window; null for metrics without one, and for those of months
    window_months   integer,
    counts          text check (counts in ('SINCE', 'UNTIL')), -- days since or until the anchor; null for other values
    unique (metric, definition_hash)
);

-- The values of an account, packed: the service alone reads and writes them (PackedValues), in one piece and always all of them. They
-- hold from as_of to the day before next_change_at unless a record changes. GET /v1/accounts/{id}/metrics shows them.
create table account_values (
    account_id       text primary key references account,
    partition        smallint not null,
    version          bigint not null,  -- of what was published last
    as_of            date not null,
    next_change_at   date not null,
    catalogue_number bigint not null,
    catalogue_hash   text not null,
    -- Whether a paid contract period holds on the day; true while that is not known.
    customer         boolean not null,
    -- Whether there is a day of sign-up or a contract period; without, any record may change all values.
    has_beginning    boolean not null,
    -- The newest records of the judged kinds, as a JSON list; null for none.
    records          jsonb,
    packed           bytea not null
) with (toast_tuple_target = 8160); -- most fit into a page as they are; compressing them costs more than it saves
alter table account_values alter column packed set storage external;
create index account_values_partition on account_values (partition, account_id);
create index account_values_catalogue on account_values (catalogue_number);
create index account_values_next_change on account_values (next_change_at);

-- Accounts whose values are to be computed. Marking locks the row, so that a worker never takes a mark whose
-- change it does not see yet.
create table metric_dirty (
    account_id text primary key,
    marks      bigint not null default 1,
    -- since when, in real time; a further mark of a marked account leaves it
    marked_at  timestamptz not null default clock_timestamp(),
    kinds      text[], -- of the records that changed; null for all. Only metrics that read one of them are computed
    -- the trace context of the last change that has one; where several are computed together, it stands for all of them
    traceparent text default feed_traceparent()
);

-- Changes that concern many accounts: a catalogue, a day, what a source covers. The metric worker marks the accounts in
-- chunks, in order of their ids.
create table metric_sweep (
    id     bigint generated always as identity primary key,
    source text,                    -- only the accounts of this source; null: all accounts
    kind   text,                    -- of the records that changed, or whose coverage did; null for all
    day    date,                    -- only accounts whose values change by this day; null: all accounts
    marked text not null default '', -- accounts up to this id are marked
    traceparent text default feed_traceparent()
);

-- The last business day for which all accounts were marked.
create table metric_day (
    only_one boolean primary key default true check (only_one),
    day      date not null
);
insert into metric_day (day) values ('-infinity');

create function mark_dirty(in_accounts text[], in_kinds text[]) returns void
    language sql as
$$
    insert into metric_dirty (account_id, kinds)
    select distinct a, in_kinds from unnest(in_accounts) as a order by a
    on conflict (account_id) do update
    set marks = metric_dirty.marks + 1,
        traceparent = coalesce(excluded.traceparent, metric_dirty.traceparent),
        kinds = case when metric_dirty.kinds is null or excluded.kinds is null then null
                     when excluded.kinds <@ metric_dirty.kinds then metric_dirty.kinds
                     else metric_dirty.kinds || excluded.kinds end;
$$;

create sequence catalogue_number;

-- How far the pass is that compares all stored values with computed ones, once a business day.
create table metric_check (
    only_one   boolean primary key default true check (only_one),
    day        date not null,
    account_id text           -- the account that was compared last; null when all were
);
insert into metric_check (day) values ('-infinity');

-- How often the metrics were asked for, by day and role of the caller.
create table metric_use (
    day       date not null,
    metric_id text not null,
    role      text not null,
    times     bigint not null,
    primary key (day, metric_id, role)
);
