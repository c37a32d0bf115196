-- Catalogues that were handed over; the values of the live ones are kept up to date.
create table catalogue (
    hash            text primary key,
    body            text not null,
    number          bigint not null unique,
    state           text not null check (state in ('COMPUTING', 'READY')),
    live            boolean not null default true,
    handed_at       timestamptz not null,
    computing_since timestamptz not null -- in real time
);

-- One number per definition. The rows of accounts name definitions by it; equal definitions of different catalogues share it, so
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

-- The values of an account, in the arrays from `slots` on: element n of each is about the definition with the slot slots[n]. They
-- hold from as_of to the day before next_change_at unless a record changes; a count of days follows from its anchor.
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
    slots            integer[] not null,
    states           smallint[] not null, -- see metric_state
    value            double precision[] not null,
    numerator        double precision[] not null,
    denominator      double precision[] not null,
    currency         text[] not null,
    anchor           date[] not null,
    covered_through  date[] not null,
    reason           smallint[] not null, -- the place in `reasons`
    reasons          text[] not null,
    details          jsonb not null       -- by slot
);
create index account_values_partition on account_values (partition, account_id);
create index account_values_catalogue on account_values (catalogue_number);
create index account_values_next_change on account_values (next_change_at);

create function metric_state(state smallint) returns text
    language sql immutable as
$$
    select (array['KNOWN', 'ABSENT', 'UNKNOWN', 'OUTSIDE'])[state]
$$;

-- A number as people and contracts read it: all of its decimals, no exponent.
create function decimal_text(number double precision) returns text
    language sql immutable as
$$
    select trim_scale(number::numeric)::text
$$;

-- The rows of account_values, with the last day for which they are known to hold.
create view account_values_today as
select v.*, case when business_today() between v.as_of and v.next_change_at - 1 then business_today() else v.as_of end as today
from account_values v;

-- One row per value, for people who look into the database.
create view metric_value as
select v.account_id, s.metric, s.definition_hash, metric_state(u.state) as state, v.reasons[u.reason] as reason,
       case s.counts
           when 'SINCE' then (v.today - u.anchor)::text
           when 'UNTIL' then (u.anchor - v.today)::text
           else decimal_text(u.value) end as value,
       decimal_text(u.numerator) as numerator, decimal_text(u.denominator) as denominator, u.currency,
       coalesce(s.window_days, v.today - (v.today - make_interval(months => s.window_months))::date) as window_days,
       u.anchor, u.covered_through, coalesce(v.details -> s.slot::text, '{}') as details
from account_values_today v
cross join unnest(v.slots, v.states, v.value, v.numerator, v.denominator, v.currency, v.anchor, v.covered_through, v.reason)
    as u (slot, state, value, numerator, denominator, currency, anchor, covered_through, reason)
join metric_slot s on s.slot = u.slot;

-- Accounts whose values are to be computed. Marking locks the row, so that a worker never takes a mark whose
-- change it does not see yet.
create table metric_dirty (
    account_id text primary key,
    marks      bigint not null default 1,
    kinds      text[] -- of the records that changed; null for all. Only metrics that read one of them are computed
);

-- Changes that concern many accounts: a catalogue, a day, what a source covers. The metric worker marks the accounts in
-- chunks, in order of their ids.
create table metric_sweep (
    id     bigint generated always as identity primary key,
    source text,                    -- only the accounts of this source; null: all accounts
    kind   text,                    -- of the records that changed, or whose coverage did; null for all
    day    date,                    -- only accounts whose values change by this day; null: all accounts
    marked text not null default '' -- accounts up to this id are marked
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
