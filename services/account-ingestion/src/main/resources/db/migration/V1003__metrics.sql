-- Catalogues that were handed over; the values of the live ones are kept up to date.
create table catalogue (
    hash      text primary key,
    body      text not null,
    number    bigint not null unique,
    state     text not null check (state in ('COMPUTING', 'READY')),
    live      boolean not null default true,
    handed_at timestamptz not null
);

-- One value per account and definition. Equal definitions of different catalogues share it.
create table metric_value (
    account_id      text not null references account,
    metric          text not null,
    definition_hash text not null,
    state           text not null check (state in ('KNOWN', 'UNKNOWN')),
    reason          text,
    value           text,
    numerator       text,
    denominator     text,
    currency        text,
    window_days     integer,
    anchor          date,
    covered_through date,
    details         jsonb not null default '{}',
    primary key (account_id, metric, definition_hash)
);

-- When the values of an account were computed, and the version of them that was published.
create table account_metrics (
    account_id       text primary key references account,
    partition        smallint not null,
    version          bigint not null,
    as_of            date not null,
    catalogue_number bigint not null,
    catalogue_hash   text not null,
    -- Whether a paid contract period holds on the day; true while that is not known.
    customer         boolean not null
);
create index account_metrics_partition on account_metrics (partition, account_id);
create index account_metrics_catalogue on account_metrics (catalogue_number);

-- Accounts whose values are to be computed. Marking locks the row, so that a worker never takes a mark whose
-- change it does not see yet.
create table metric_dirty (
    account_id text primary key,
    marks      bigint not null default 1
);

-- Changes that concern many accounts: a catalogue, a day, what a source covers. The metric worker marks the accounts in
-- chunks, in order of their ids.
create table metric_sweep (
    id     bigint generated always as identity primary key,
    source text,                    -- only the accounts of this source; null: all accounts
    marked text not null default '' -- accounts up to this id are marked
);

-- The last business day for which all accounts were marked.
create table metric_day (
    only_one boolean primary key default true check (only_one),
    day      date not null
);
insert into metric_day (day) values ('-infinity');

create function mark_dirty(in_accounts text[]) returns void
    language sql as
$$
    insert into metric_dirty (account_id)
    select distinct a from unnest(in_accounts) as a order by a
    on conflict (account_id) do update set marks = metric_dirty.marks + 1;
$$;

create sequence catalogue_number;
