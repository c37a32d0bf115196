-- The content of the feed and of the snapshot, from one definition each.

create view account_change as
select a.id as key, a.partition, a.change_version as version,
       jsonb_build_object(
           'id', a.id, 'name', a.name, 'segment', a.segment, 'businessModel', a.business_model,
           'lifecycleStage', a.lifecycle_stage, 'csmEmail', a.csm_email, 'salesOwnerEmail', a.sales_owner_email,
           'currency', (select max(p.currency) from contract_period p where p.account_id = a.id and p.mrr_minor > 0 and not p.trial),
           'activeSince', (select s.active_since from active_spans(business_today(), 'infinity') s where s.account_id = a.id),
           'sponsors', coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'email', c.email) order by c.id)
                                 from contact c where c.account_id = a.id and c.role = 'EXECUTIVE_SPONSOR'), '[]')) as data
from account a;

create view touchpoint_change as
select t.id as key, partition_of(t.account_id) as partition, t.change_version as version,
       jsonb_build_object(
           'id', t.id, 'accountId', t.account_id, 'kind', t.kind, 'meetingKind', t.meeting_kind, 'status', t.status,
           'direction', t.direction, 'occurredAt', t.occurred_at, 'bookedAt', t.booked_at, 'knownAt', t.known_at,
           'twoWayAt', two_way_at(t.kind, t.status, t.direction, t.occurred_at, t.answered, t.answered_at),
           'withSponsor', exists (select 1 from contact c
                                  where c.id = any (t.contact_ids) and c.account_id = t.account_id
                                    and c.role = 'EXECUTIVE_SPONSOR')) as data
from touchpoint t;
create index touchpoint_partition on touchpoint (partition_of(account_id), id);

create view account_metrics_change as
select m.account_id as key, m.partition, m.version,
       jsonb_build_object(
           'accountId', m.account_id, 'catalogueHash', m.catalogue_hash, 'asOf', m.as_of,
           'values', coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'metric', v.metric, 'definitionHash', v.definition_hash, 'state', v.state, 'reason', v.reason,
                   'value', v.value, 'numerator', v.numerator, 'denominator', v.denominator, 'currency', v.currency,
                   'windowDays', v.window_days, 'anchor', v.anchor, 'coveredThrough', v.covered_through,
                   'details', v.details)) order by v.metric, v.definition_hash)
               from metric_value v where v.account_id = m.account_id), '[]')) as data
from account_metrics m;

-- Tells that accounts and touchpoints changed: raises the versions that are told and appends to the feed, each once.
-- The last statement of a transaction. Touchpoints with a contact of `in_contacts` are told again, because the contact's
-- role decides whether they count as being with a sponsor.
create function tell_changes(in_accounts text[], in_touchpoints text[], in_contacts text[]) returns bigint
    language plpgsql as
$$
declare
    touched text[];
begin
    perform 1 from account a where a.id = any (in_accounts) order by a.id for no key update;
    update account a set change_version = change_version + 1 where a.id = any (in_accounts);
    touched := array(select t.id from touchpoint t
                     where t.id = any (in_touchpoints) or t.contact_ids && in_contacts
                     order by t.id for no key update);
    update touchpoint t set change_version = change_version + 1 where t.id = any (touched);
    return (
        select feed_append_all(array_agg(c.partition order by c.type, c.key), array_agg(c.type order by c.type, c.key),
                               array_agg(c.key order by c.type, c.key), array_agg(c.version order by c.type, c.key),
                               array_agg(business_now() order by c.type, c.key),
                               array_agg(null::uuid order by c.type, c.key), array_agg(0::smallint order by c.type, c.key),
                               array_agg(c.data order by c.type, c.key))
        from (select 'account' as type, a.* from account_change a where a.key = any (in_accounts)
              union all
              select 'touchpoint', t.* from touchpoint_change t where t.key = any (touched)) c
        having count(*) > 0);
end
$$;

-- After a single record was written by a request: marks and tells. `in_touchpoint` and `in_contact` may be null.
create function record_changed(in_account text, tell_account boolean, in_touchpoint text, in_contact text) returns bigint
    language plpgsql as
$$
begin
    perform mark_dirty(array[in_account]);
    return coalesce(tell_changes(case when tell_account then array[in_account] else '{}' end,
                                 array_remove(array[in_touchpoint], null), array_remove(array[in_contact], null)), 0);
end
$$;

create view catalogue_change as
select c.hash as key, 64::smallint as partition, c.number as version,
       jsonb_build_object('hash', c.hash, 'state', c.state) as data
from catalogue c;

-- Tells the values of accounts; the last statement of a transaction.
create function tell_metrics(in_accounts text[]) returns bigint
    language sql as
$$
    select feed_append_all(array_agg(c.partition order by c.key), array_agg('account-metrics'::text order by c.key),
                           array_agg(c.key order by c.key), array_agg(c.version order by c.key),
                           array_agg(business_now() order by c.key), array_agg(null::uuid order by c.key),
                           array_agg(0::smallint order by c.key), array_agg(c.data order by c.key))
    from account_metrics_change c
    where c.key = any (in_accounts)
    having count(*) > 0
$$;
