-- One order in which every writer locks, so that no two of them ever wait for each other: records, accounts, touchpoints,
-- marks for the metrics, the feed; each in order of the id. The metric worker holds marks from its first statement on, so
-- it never waits for an account.

-- Locks what a change is going to tell, before the marks are made. `in_touchpoints` and `in_contacts` as in tell_changes.
create function lock_published(in_accounts text[], in_touchpoints text[], in_contacts text[]) returns void
    language plpgsql as
$$
begin
    perform 1 from account a where a.id = any (in_accounts) order by a.id for no key update;
    perform 1 from touchpoint t where t.id = any (in_touchpoints) or t.contact_ids && in_contacts
    order by t.id for no key update;
end
$$;

-- After a single record was written by a request: locks, marks and tells. A record that moved touches two accounts.
-- `in_touchpoint` and `in_contact` may be null.
drop function record_changed(text, boolean, text, text);
create function record_changed(in_accounts text[], tell_accounts boolean, in_touchpoint text, in_contact text) returns bigint
    language plpgsql as
$$
declare
    told        text[] := case when tell_accounts then in_accounts else '{}' end;
    touchpoints text[] := array_remove(array[in_touchpoint], null);
    contacts    text[] := array_remove(array[in_contact], null);
begin
    perform lock_published(told, touchpoints, contacts);
    perform mark_dirty(in_accounts);
    return coalesce(tell_changes(told, touchpoints, contacts), 0);
end
$$;
