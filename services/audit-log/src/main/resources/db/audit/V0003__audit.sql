-- The audit log of one service: who changed what. Entries are never changed or deleted, and a chain of hashes shows whether that was kept to.
-- Everything lives in the schema of the service; names are resolved through the search_path of its role.

-- Names of persons and of what they changed. The log itself holds only keys, so a name can be erased while the chain stays provable. A key
-- commits to its name: nobody can give it another one, and without the salt nobody can find out a name by trying. Transactions that meet a
-- new name at the same time give it a key each, so that none waits for the other.
create table audit_subject (
    key     uuid primary key,
    salt    uuid not null,
    subject text not null
);
create index audit_subject_name on audit_subject (subject);

create function audit_key(in_salt uuid, in_subject text) returns uuid
    language sql stable strict as
$$ select encode(substring(sha256(convert_to(in_salt || ':' || in_subject, 'UTF8')) for 16), 'hex')::uuid $$;

create table audit_entry (
    id         bigint generated always as identity primary key,
    -- Real time, also where business time was moved.
    at         timestamptz not null default clock_timestamp(),
    actor      uuid        not null,
    actor_kind text        not null check (actor_kind in ('PERSON', 'SYSTEM')),
    action     text        not null,
    kind       text        not null,
    target     uuid        not null,
    account    uuid,
    change     jsonb       not null check (length(change::text) <= 10000),
    -- The place in the chain, and the hash over the entry and the hash before it; null until the entry is sealed.
    seq        bigint unique,
    hash       bytea,
    check ((seq is null) = (hash is null))
);
create index audit_entry_unsealed on audit_entry (id) where seq is null;
create index audit_entry_at on audit_entry (at, id);
create index audit_entry_actor on audit_entry (actor, at, id);
create index audit_entry_target on audit_entry (target, at, id);
create index audit_entry_account on audit_entry (account, at, id) where account is not null;

create function audit_refuse() returns trigger
    language plpgsql as
$$
begin
    if tg_op = 'UPDATE' and tg_table_name = 'audit_entry' then
        -- Sealing is the one change.
        if old.seq is null and new.seq is not null and to_jsonb(new) - 'seq' - 'hash' = to_jsonb(old) - 'seq' - 'hash' then
            return new;
        end if;
    end if;
    raise exception 'The audit log only grows: % of % is refused', tg_op, tg_table_name using errcode = '42501';
end
$$;
create trigger audit_entry_kept before update or delete on audit_entry for each row execute function audit_refuse();
create trigger audit_entry_not_emptied before truncate on audit_entry for each statement execute function audit_refuse();
create trigger audit_subject_kept before update on audit_subject for each row execute function audit_refuse();
create trigger audit_subject_not_emptied before truncate on audit_subject for each statement execute function audit_refuse();

-- Writes an entry, in the transaction of the change: {"actor", "actorKind", "action", "kind", "id", "accountId", "change"}.
create function audit_append(in_entry jsonb) returns void
    language plpgsql as
$$
begin
    with names as materialized (
             select n.subject, gen_random_uuid() as salt, (select k.key from audit_subject k where k.subject = n.subject limit 1) as known
             from (select distinct subject
                   from unnest(array[in_entry ->> 'actor', in_entry ->> 'id', in_entry ->> 'accountId']) as subject
                   where subject is not null) n),
         keys as materialized (select subject, salt, known, coalesce(known, audit_key(salt, subject)) as key from names),
         added as (insert into audit_subject (key, salt, subject) select key, salt, subject from keys where known is null)
    insert into audit_entry (actor, actor_kind, action, kind, target, account, change)
    values ((select key from keys where subject = in_entry ->> 'actor'), in_entry ->> 'actorKind', in_entry ->> 'action', in_entry ->> 'kind',
            (select key from keys where subject = in_entry ->> 'id'), (select key from keys where subject = in_entry ->> 'accountId'),
            coalesce(in_entry -> 'change', '{}'));
end
$$;

-- SHA-256 of a JSON array as PostgreSQL writes jsonb: place, hash before (in hex; empty for the first), id, time in microseconds
-- since 1970, actor, kind of actor, action, kind, target, account, change.
create function audit_hash(in_entry audit_entry, in_seq bigint, in_previous bytea) returns bytea
    language sql stable as
$$
select sha256(convert_to(jsonb_build_array(
    in_seq, encode(in_previous, 'hex'), in_entry.id, (extract(epoch from in_entry.at) * 1000000)::bigint, in_entry.actor,
    in_entry.actor_kind, in_entry.action, in_entry.kind, in_entry.target, in_entry.account, in_entry.change)::text, 'UTF8'))
$$;

-- Seals the oldest entries that are not sealed yet, at most so many; none while another replica seals. Writers wait for nobody: an entry
-- gets its place when it can be seen, so one that is committed late comes later in the chain, and not into a gap.
create function audit_seal(in_most integer, out sealed integer, out head_seq bigint, out head_hash bytea)
    language plpgsql as
$$
declare
    entry audit_entry;
    alone boolean;
begin
    sealed := 0;
    alone := pg_try_advisory_xact_lock(hashtext('tidewatch-audit:' || current_schema()), 0);
    -- A statement of its own, so that it sees what was sealed before the lock was granted.
    select seq, hash into head_seq, head_hash from audit_entry where seq is not null order by seq desc limit 1;
    if not alone then
        return;
    end if;
    for entry in select * from audit_entry where seq is null order by id limit in_most loop
        head_hash := audit_hash(entry, coalesce(head_seq, 0) + 1, coalesce(head_hash, ''));
        head_seq := coalesce(head_seq, 0) + 1;
        update audit_entry set seq = head_seq, hash = head_hash where id = entry.id;
        sealed := sealed + 1;
    end loop;
end
$$;

-- Checks the entries after a place in the chain, at most so many: the first one that is not as it was sealed, with the reason, and the
-- last one that was looked at. Fewer than so many are looked at only at the end of the chain.
create function audit_verify(in_after bigint, in_most integer, out checked bigint, out last_seq bigint, out last_hash bytea,
                             out broken_seq bigint, out problem text)
    language sql stable as
$$
with part as (
         select entry, seq, hash, lag(seq) over chain as seq_before, lag(hash) over chain as hash_before
         from (select e as entry, seq, hash from audit_entry e where seq >= in_after order by seq
               limit in_most + case when in_after > 0 then 1 else 0 end) p
         window chain as (order by seq)),
     judged as (
         -- The entry at in_after only gives the hash before the first one.
         select seq, hash, coalesce(seq_before, greatest(in_after, 1) - 1) + 1 as expected,
                hash = audit_hash(entry, seq, coalesce(hash_before, '')) as fits,
                exists (select from audit_subject s
                        where s.key in ((entry).actor, (entry).target, (entry).account) and s.key <> audit_key(s.salt, s.subject)) as renamed
         from part where seq > in_after),
     first as (
         select case when seq = expected then seq else expected end as seq,
                case when seq <> expected then 'The entry is missing.'
                     when not fits then 'The hash does not fit the entry and the one before it.'
                     else 'A name does not fit its key.' end as problem
         from judged where seq <> expected or not fits or renamed order by judged.seq limit 1)
select (select count(*) from judged), (select max(seq) from judged), (select hash from judged order by seq desc limit 1),
       (select seq from first), (select problem from first)
$$;

-- Erases a name: of a person, or the id of an account or a record. The entries stay, with a key that leads to nobody. False when the log
-- does not know the name.
create function audit_forget(in_subject text) returns boolean
    language plpgsql as
$$
declare
    gone uuid;
begin
    for gone in delete from audit_subject where subject = in_subject returning key loop
        perform audit_append(jsonb_build_object(
            'actor', session_user, 'actorKind', 'SYSTEM', 'action', 'FORGOTTEN', 'kind', 'subject', 'id', gone));
    end loop;
    return found;
end
$$;
