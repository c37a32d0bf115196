-- The values of an account in one row, and which metrics a change concerns.

drop view account_metrics_change;
drop table metric_value;
drop table account_metrics;

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

-- One row per value.
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

create view account_metrics_change as
select m.account_id as key, m.partition, m.version,
       jsonb_build_object(
           'accountId', m.account_id, 'catalogueHash', m.catalogue_hash, 'asOf', m.today, 'customer', m.customer,
           'values', coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'metric', v.metric, 'definitionHash', v.definition_hash, 'state', v.state, 'reason', v.reason,
                   'value', v.value, 'numerator', v.numerator, 'denominator', v.denominator, 'currency', v.currency,
                   'windowDays', v.window_days, 'anchor', v.anchor, 'coveredThrough', v.covered_through,
                   'details', v.details)) order by v.metric, v.definition_hash)
               from metric_value v where v.account_id = m.account_id), '[]')) as data
from account_values_today m;

-- The kinds of record that changed; null for all. Only metrics that read one of them are computed.
alter table metric_dirty add column kinds text[];

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

create or replace function mark_dirty(in_accounts text[]) returns void
    language sql as
$$
    select mark_dirty(in_accounts, null)
$$;

create or replace function record_changed(in_accounts text[], publish_accounts boolean, in_touchpoint text, in_contact text)
    returns bigint
    language plpgsql as
$$
declare
    accounts    text[] := case when publish_accounts then in_accounts else '{}' end;
    touchpoints text[] := array_remove(array[in_touchpoint], null);
    contacts    text[] := array_remove(array[in_contact], null);
begin
    perform lock_published(accounts, touchpoints, contacts);
    perform mark_dirty(in_accounts, case when in_touchpoint is not null then array['TOUCHPOINT'] end);
    return coalesce(publish_changes(accounts, touchpoints, contacts), 0);
end
$$;

-- What a sweep concerns: a kind of record whose coverage changed, or a day that makes values change; null for all.
alter table metric_sweep add column kind text, add column day date;

-- How far the pass is that compares all stored values with computed ones, once a business day.
create table metric_check (
    only_one   boolean primary key default true check (only_one),
    day        date not null,
    account_id text           -- the account that was compared last; null when all were
);
insert into metric_check (day) values ('-infinity');
