-- The content of the feed and of the snapshot, from one definition each. That of values is written by the service, which has them at hand.

create view account_change as
select a.id as key, a.partition, a.change_version as version,
       jsonb_build_object(
           'id', a.id, 'name', a.name, 'segment', a.segment, 'businessModel', a.business_model,
           'lifecycleStage', a.lifecycle_stage, 'industry', a.industry, 'country', a.country,
           'csmEmail', a.csm_email, 'salesOwnerEmail', a.sales_owner_email,
           'sponsors', coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'email', c.email) order by c.id)
                                 from contact c
                                 where c.account_id = a.id and c.role = 'EXECUTIVE_SPONSOR' and not c.deleted), '[]'))
       || case when a.fields = '{}' then '{}' else jsonb_build_object('fields', a.fields) end as data
from account a;

create view touchpoint_change as
select t.id as key, partition_of(t.account_id) as partition, t.change_version as version,
       jsonb_build_object(
           'id', t.id, 'accountId', t.account_id, 'kind', t.kind, 'meetingKind', t.meeting_kind, 'status', t.status,
           'direction', t.direction, 'occurredAt', t.occurred_at, 'bookedAt', t.booked_at, 'knownAt', t.known_at,
           'twoWayAt', two_way_at(t.kind, t.status, t.direction, t.occurred_at, t.answered, t.answered_at),
           'withSponsor', exists (select 1 from contact c
                                  where c.id = any (t.contact_ids) and c.account_id = t.account_id
                                    and c.role = 'EXECUTIVE_SPONSOR' and not c.deleted))
       || case when t.deleted then '{"deleted": true}' else '{}'::jsonb end as data
from touchpoint t;
create index touchpoint_partition on touchpoint (partition_of(account_id), id);

create view catalogue_change as
select c.hash as key, 64::smallint as partition, c.number as version,
       jsonb_build_object('hash', c.hash, 'state', c.state) as data
from catalogue c;

-- Every writer locks in one order, so that no two of them wait for each other: records, accounts, touchpoints, marks for
-- the metrics, the feed; each in order of the id. The metric worker holds marks from its first statement on and never
-- waits for an account.

-- These touchpoints, and those of these accounts with one of these contacts. Two searches: with `or` between them every touchpoint
-- would be compared with every id.
create function touched_touchpoints(in_accounts text[], in_touchpoints text[], in_contacts text[]) returns text[]
    language sql stable as
$$
    select array(select unnest(in_touchpoints)
                 union
                 select t.id from touchpoint t
                 where in_contacts <> '{}' and t.account_id = any (in_accounts) and t.contact_ids && in_contacts and not t.deleted
                 order by 1)
$$;

-- Locks what a change is going to publish, before the marks are made. Parameters as for publish_changes.
create function lock_published(in_accounts text[], in_touchpoints text[], in_contacts text[]) returns void
    language plpgsql as
$$
begin
    perform 1 from account a where a.id = any (in_accounts) order by a.id for no key update;
    perform 1 from touchpoint t
    where t.id = any ((select touched_touchpoints(in_accounts, in_touchpoints, in_contacts))::text[])
    order by t.id for no key update;
end
$$;

-- Publishes accounts and touchpoints that changed: raises their versions and appends each once to the feed. Touchpoints
-- with a contact of `in_contacts` are published again, because the contact's role decides whether they count as being with
-- a sponsor; in_accounts are then the accounts that the contacts belong to and belonged to. New ones, which this transaction has
-- created, are appended with the version that they have. The last statement of a transaction.
create function publish_changes(in_accounts text[], in_touchpoints text[], in_contacts text[],
                                in_new_accounts text[] default '{}', in_new_touchpoints text[] default '{}') returns bigint
    language plpgsql as
$$
declare
    touched text[];
begin
    perform lock_published(in_accounts, in_touchpoints, in_contacts);
    touched := touched_touchpoints(in_accounts, in_touchpoints, in_contacts);
    update account a set change_version = change_version + 1 where a.id = any (in_accounts);
    update touchpoint t set change_version = change_version + 1 where t.id = any (touched);
    return append_changes(in_accounts || in_new_accounts, touched || in_new_touchpoints);
end
$$;

-- Appends to the feed what these accounts and touchpoints are now; null when there are none.
create function append_changes(in_accounts text[], in_touchpoints text[]) returns bigint
    language sql as
$$
    select feed_append_all(array_agg(c.partition order by c.type, c.key), array_agg(c.type order by c.type, c.key),
                           array_agg(c.key order by c.type, c.key), array_agg(c.version order by c.type, c.key),
                           array_agg((select business_now()) order by c.type, c.key),
                           array_agg(null::uuid order by c.type, c.key), array_agg(0::smallint order by c.type, c.key),
                           array_agg(c.data order by c.type, c.key))
    from (select 'account' as type, a.* from account_change a where a.key = any (in_accounts)
          union all
          select 'touchpoint', t.* from touchpoint_change t where t.key = any (in_touchpoints)) c
    having count(*) > 0
$$;

-- After an account was written by a request: locks, marks and publishes.
create function account_changed(in_account text) returns bigint
    language plpgsql as
$$
begin
    perform lock_published(array[in_account], '{}', '{}');
    perform mark_dirty(array[in_account], null);
    return publish_changes(array[in_account], '{}', '{}');
end
$$;
