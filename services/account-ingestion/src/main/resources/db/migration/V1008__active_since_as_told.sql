-- The start of the active span as it was told last. It can change with nothing but the day: a contract begins or ends.
create table account_published (
    account_id   text primary key references account,
    active_since date
);

-- Start of the unbroken span that one account is in on a day; null when it is in none. With the day as a parameter, so
-- that it is looked for in the periods of this account alone.
create function active_since(in_account text, d date) returns date
    language sql stable as
$$
    select s.active_since from active_spans(d, 'infinity') s where s.account_id = in_account
$$;

create or replace view account_change as
select a.id as key, a.partition, a.change_version as version,
       jsonb_build_object(
           'id', a.id, 'name', a.name, 'segment', a.segment, 'businessModel', a.business_model,
           'lifecycleStage', a.lifecycle_stage, 'country', a.country, 'industry', a.industry,
           'csmEmail', a.csm_email, 'salesOwnerEmail', a.sales_owner_email,
           'currency', (select max(p.currency) from contract_period p where p.account_id = a.id and p.mrr_minor > 0 and not p.trial),
           'activeSince', active_since(a.id, business_today()),
           'sponsors', coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'email', c.email) order by c.id)
                                 from contact c where c.account_id = a.id and c.role = 'EXECUTIVE_SPONSOR'), '[]')) as data
from account a;

create or replace function tell_changes(in_accounts text[], in_touchpoints text[], in_contacts text[]) returns bigint
    language plpgsql as
$$
declare
    touched text[];
begin
    perform lock_published(in_accounts, '{}', '{}');
    update account a set change_version = change_version + 1 where a.id = any (in_accounts);
    touched := array(select t.id from touchpoint t
                     where t.id = any (in_touchpoints) or t.contact_ids && in_contacts
                     order by t.id for no key update);
    update touchpoint t set change_version = change_version + 1 where t.id = any (touched);
    return tell(in_accounts, touched, '{}');
end
$$;

-- Appends to the feed what these accounts and touchpoints, and the values of these accounts, are now. Whoever calls it
-- has raised their versions. The last statement of a transaction.
create function tell(in_accounts text[], in_touchpoints text[], in_valued text[]) returns bigint
    language plpgsql as
$$
declare
    types      text[];
    keys       text[];
    partitions smallint[];
    versions   bigint[];
    datas      jsonb[];
begin
    select array_agg(c.type order by c.type, c.key), array_agg(c.key order by c.type, c.key),
           array_agg(c.partition order by c.type, c.key), array_agg(c.version order by c.type, c.key),
           array_agg(c.data order by c.type, c.key)
    into types, keys, partitions, versions, datas
    from (select 'account' as type, a.* from account_change a where a.key = any (in_accounts)
          union all
          select 'account-metrics', m.* from account_metrics_change m where m.key = any (in_valued)
          union all
          select 'touchpoint', t.* from touchpoint_change t where t.key = any (in_touchpoints)) c;
    if keys is null then
        return null;
    end if;
    insert into account_published (account_id, active_since)
    select u.key, (u.data ->> 'activeSince')::date
    from unnest(types, keys, datas) as u (type, key, data)
    where u.type = 'account'
    order by u.key
    on conflict (account_id) do update set active_since = excluded.active_since;
    return feed_append_all(partitions, types, keys, versions, array_fill(business_now(), array[cardinality(keys)]),
                           array_fill(null::uuid, array[cardinality(keys)]),
                           array_fill(0::smallint, array[cardinality(keys)]), datas);
end
$$;

-- After the values of accounts were computed: tells those of `in_valued`, and of all that were computed the accounts
-- whose active span is another one than was told. The caller holds the marks of `in_computed`, so an account that
-- somebody else is writing is not waited for: it is marked again and looked at in the next pass.
create function tell_computed(in_computed text[], in_valued text[]) returns bigint
    language plpgsql as
$$
declare
    today date := business_today();
    stale text[] := array(
        select c.id from unnest(in_computed) as c (id)
        left join account_published t on t.account_id = c.id
        where active_since(c.id, today) is distinct from t.active_since
        order by c.id);
    free text[];
begin
    free := array(select a.id from account a where a.id = any (stale) order by a.id for no key update skip locked);
    update account a set change_version = change_version + 1 where a.id = any (free);
    perform mark_dirty(array(select s.id from unnest(stale) as s (id) where s.id <> all (free)));
    return tell(free, '{}', in_valued);
end
$$;

drop function tell_metrics(text[]);
