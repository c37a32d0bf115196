-- Records of the kinds that catalogues declare: one table, because a kind is a file of a bundle and not a migration. Not
-- partitioned by kind: metrics read several kinds of an account at once, and kinds come and go without rights to create tables.
create table record (
    kind         text not null,
    account_id   text not null,             -- '-' for a record without an account; no account can have this id
    id           text not null,
    at           timestamptz,               -- the field by which the kind counts, a day as its beginning; null without it
    fields       jsonb not null,            -- by name, without those that have no value
    source       text not null,
    external_id  text not null,
    content_hash text not null,             -- that of the imported row; '' for what was created by request
    deleted      boolean not null default false,
    version      bigint not null default 1,
    known_at     timestamptz not null,
    primary key (account_id, kind, id)
);
-- What a source sends again, whichever account it now belongs to.
create index record_id on record (kind, id);
-- Whether there are records of a kind.
create index record_kind on record (kind, (account_id = '-')) where not deleted;

-- The newest stories, whichever account they are of.
create index record_story on record (at desc, account_id, id)
    where kind = 'account_update' and fields ->> 'category' = 'STORY' and not deleted;

create table record_history (like record, superseded_at timestamptz not null, primary key (account_id, kind, id, version));

create trigger keep_history before update on record
    for each row when (old.version is distinct from new.version) execute function keep_history();

-- A deleted record keeps its row, so that what was known before stays known.
create function records_known(k timestamptz)
    returns table (account_id text, kind text, id text, at timestamptz, fields jsonb)
    language sql stable as
$$
    select r.account_id, r.kind, r.id, r.at, r.fields from record r where r.known_at <= k and not r.deleted
    union all
    select h.account_id, h.kind, h.id, h.at, h.fields
    from record_history h where h.known_at <= k and h.superseded_at > k and not h.deleted
$$;

-- Rates are looked up by their currencies, those of one day by the last id.
create index record_exchange_rate on record ((fields ->> 'into'), (fields ->> 'currency'), at desc, id desc)
    where kind = 'exchange_rate';
create index record_history_exchange_rate on record_history ((fields ->> 'into'), (fields ->> 'currency'), at desc, id desc)
    where kind = 'exchange_rate';

-- A rate concerns accounts with amounts in several currencies. These are computed every day, since a rate may begin to hold on any, so
-- they are among the accounts whose values change by tomorrow. One sweep is enough for all rates that come before it begins.
create function sweep_for_rates() returns trigger
    language plpgsql as
$$
begin
    perform from metric_sweep where kind = 'exchange_rate' and day is not null and marked = '' for update;
    if not found then
        insert into metric_sweep (kind, day) values ('exchange_rate', business_today() + 1);
    end if;
    return null;
end;
$$;

-- At the end of the transaction, so that it holds no lock that another one waits for while it waits itself.
create constraint trigger sweep_for_rates after insert or update on record
    deferrable initially deferred
    for each row when (new.kind = 'exchange_rate') execute function sweep_for_rates();

-- A time as the fields of `record` have it.
create function field_time(t timestamptz) returns text
    language sql immutable as
$$
    select to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- Records of all kinds but touchpoints and usage in the form of `record`. Asked for accounts and kinds, it reads only the tables of these kinds.
create view any_record as
select kind, account_id, id, fields, known_at from record where not deleted
union all
select 'contact', account_id, id, jsonb_strip_nulls(jsonb_build_object('role', role)) || fields, known_at from contact where not deleted
union all
select 'user', account_id, id,
       jsonb_strip_nulls(jsonb_build_object('seatAssignedFrom', seat_assigned_from, 'seatAssignedUntil', seat_assigned_until)) || fields,
       known_at
from account_user where not deleted
union all
select 'contract_period', account_id, id,
       jsonb_strip_nulls(jsonb_build_object('startDate', start_date, 'endDate', end_date, 'purchasedSeats', purchased_seats,
                                            'trial', trial, 'plan', plan)) || fields,
       known_at
from contract_period where not deleted
union all
select 'churn_event', account_id, id,
       jsonb_strip_nulls(jsonb_build_object('churnedOn', churned_on, 'reason', reason, 'reactivation', reactivation)) || fields, known_at
from churn_event where not deleted
union all
select 'ticket', account_id, id,
       jsonb_strip_nulls(jsonb_build_object('openedAt', field_time(opened_at), 'resolvedAt', field_time(resolved_at),
                                            'priority', priority, 'satisfaction', satisfaction)) || fields,
       known_at
from ticket where not deleted
union all
select 'sentiment', account_id, id,
       jsonb_strip_nulls(jsonb_build_object('ratedOn', rated_on, 'rating', rating, 'ratedBy', rated_by)) || fields, known_at
from sentiment where not deleted;
