-- Rows that a source sent and that are not stored, because they were rejected or conflict with a stored record. Until such a
-- row is settled, the figures of its account that need records of its kind are unknown. A row is settled when its record is
-- stored, or when someone dismisses it; settled rows stay, so that figures as known at an earlier time do not change.
create table unsettled_row (
    number         bigint generated always as identity primary key,
    source         text not null,
    kind           text not null,
    external_id    text,                  -- null if the row has no readable id
    account_id     text,                  -- null if the account did not exist at the time of the import
    account_source text not null,         -- the source whose account ids account_ref is one of
    account_ref    text,                  -- null if the row names its account by a contract period
    job_id         uuid not null references import_job on delete cascade,
    line           bigint not null,
    known_at       timestamptz not null,
    settled_at     timestamptz,
    check (account_id is not null or account_ref is not null)
);
create unique index unsettled_row_open on unsettled_row (source, kind, external_id) where settled_at is null;
create index unsettled_row_account on unsettled_row (account_id) where account_id is not null;
create index unsettled_row_reference on unsettled_row (account_ref) where account_id is null;
create index unsettled_row_job on unsettled_row (job_id) where settled_at is null;

-- Rows whose account could not be read: they may belong to any account.
alter table import_job add column rows_without_account bigint not null default 0;

-- The kinds of records of which an account had unsettled rows at an instant, and their sources.
create function unsettled_known(in_accounts text[], k timestamptz)
    returns table (account_id text, kind text, source text)
    language sql stable as
$$
    select u.account_id, u.kind, min(u.source)
    from (select o.account_id, o.kind, o.source, o.known_at, o.settled_at
          from unsettled_row o
          where o.account_id is not null
          union all
          -- The account came after the row.
          select l.account_id, o.kind, o.source, o.known_at, o.settled_at
          from unsettled_row o
          join account_source l on l.external_id = o.account_ref
            and (l.source = o.account_source
                 or l.source = 'api' and not exists (select 1 from account_source n
                                                     where n.source = o.account_source and n.external_id = o.account_ref))
          where o.account_id is null) u
    where u.account_id = any (in_accounts)
      and u.known_at <= k and (u.settled_at is null or u.settled_at > k)
    group by u.account_id, u.kind
$$;

-- Settles the row of a record that a request stored, and returns the accounts that it named. The id of a record is
-- "source:external id", that of an account its canonical id.
create function settle_record(in_kind text, in_id text) returns text[]
    language plpgsql as
$$
declare
    settled bigint[];
    changed timestamptz := business_now();
begin
    if in_kind = 'ACCOUNT' then
        settled := array(select number from unsettled_row where kind = in_kind and settled_at is null and account_id = in_id
                         union all
                         select number from unsettled_row
                         where kind = in_kind and settled_at is null and account_id is null and account_ref = in_id);
    else
        settled := array(select number from unsettled_row
                         where source = split_part(in_id, ':', 1) and kind = in_kind and settled_at is null
                           and external_id = substr(in_id, length(split_part(in_id, ':', 1)) + 2));
    end if;
    update unsettled_row set settled_at = changed where number = any (settled);
    return array(select distinct account_id from unsettled_row where number = any (settled) and account_id is not null);
end
$$;

-- Notes rows that are not stored; rows whose account is not readable are counted on the job. A row with the id of an earlier
-- unsettled one replaces it. Returns the accounts concerned, as far as they exist. The account of a usage row may be that of
-- its contract period, which may be an unsettled row itself. '' stands for the account of a row that belongs to none.
create function add_unsettled_rows(in_job uuid, in_source text, in_kind text, in_account_source text,
                                   in_external_ids text[], in_accounts text[], in_periods text[], in_lines bigint[])
    returns setof text
    language sql as
$$
    with found as (
        select distinct on (u.external_id, case when u.external_id is null then u.line end)
               u.external_id,
               case when u.account = '' then '-'
                    else coalesce(own.account_id, api.id, p.account_id, o.account_id) end as account_id,
               coalesce(u.account, o.account_ref) as account_ref, u.line
        from unnest(in_external_ids, in_accounts, in_periods, in_lines) as u (external_id, account, period, line)
        left join account_source own on own.source = in_account_source and own.external_id = u.account
        left join account api on api.id = u.account and api.source = 'api' and own.account_id is null
        left join contract_period p on p.id = in_source || ':' || u.period
        left join unsettled_row o on o.source = in_source and o.kind = 'CONTRACT_PERIOD' and o.external_id = u.period
                                 and o.settled_at is null and p.id is null
        order by u.external_id, case when u.external_id is null then u.line end, u.line desc
    ), added as (
        insert into unsettled_row as r
               (source, kind, external_id, account_id, account_source, account_ref, job_id, line, known_at)
        select in_source, in_kind, f.external_id, f.account_id, in_account_source, f.account_ref, in_job, f.line,
               (select business_now())
        from found f
        where f.account_id is not null or f.account_ref is not null
        order by f.external_id, f.line
        on conflict (source, kind, external_id) where settled_at is null
        do update set account_id = excluded.account_id, account_source = excluded.account_source,
                      account_ref = excluded.account_ref, job_id = excluded.job_id, line = excluded.line
        returning r.account_id
    ), unplaced as (
        update import_job j set rows_without_account = j.rows_without_account + n.rows
        from (select count(*) as rows from found f where f.account_id is null and f.account_ref is null) n
        where j.id = in_job and n.rows > 0
    )
    select a.account_id from added a where a.account_id is not null group by a.account_id
$$;

-- Settles the rows of records that an import stored, and returns the accounts that they named.
create function settle_records(in_source text, in_kind text, in_external_ids text[]) returns setof text
    language sql as
$$
    update unsettled_row r set settled_at = (select business_now())
    from (select number from unsettled_row
          where source = in_source and kind = in_kind and external_id = any (in_external_ids) and settled_at is null
          order by external_id for no key update) o
    where r.number = o.number
    returning r.account_id
$$;
