-- A file can be imported as a correction: a row with a known id and different content then replaces the stored record.
-- The replaced version stays in the history with the time at which it was known, for observations as for entities.

alter table import_job add column corrections boolean not null default false;
alter table import_job add column corrected bigint not null default 0;

-- The last import of a source of which a row is stored.
create index import_job_stored on import_job (source, number desc) include (finished_at)
    where state = 'DONE' and accepted + corrected + present > 0;

-- The ids that a correcting file has delivered so far, deleted when its job ends: of two rows with one id the first counts,
-- whichever batch the second is in.
create table import_seen (
    job_id uuid not null references import_job on delete cascade,
    id     text not null,
    primary key (job_id, id)
);

create table churn_event_history (like churn_event, superseded_at timestamptz not null, primary key (id, account_id, version));
create table usage_history (like usage, known_at timestamptz not null, superseded_at timestamptz not null, primary key (id, account, version));
create table sentiment_history (like sentiment, superseded_at timestamptz not null, primary key (id, account_id, version));
create index churn_event_history_account on churn_event_history (account_id);
create index usage_history_account on usage_history (account, day);
create index sentiment_history_account on sentiment_history (account_id);

do $$
declare
    observation text;
begin
    foreach observation in array array['churn_event', 'sentiment'] loop
        execute format('create trigger keep_history before update on %I for each row '
                       || 'when (old.version is distinct from new.version) execute function keep_history()', observation);
    end loop;
end
$$;

-- A batch holds the time at which its rows were known.
create function keep_usage_history() returns trigger
    language plpgsql as
$$
begin
    insert into usage_history
    select (old).*, (select known_at from usage_batch where number = old.batch),
           (select known_at from usage_batch where number = new.batch);
    return new;
end
$$;
create trigger keep_history before update on usage
    for each row when (old.version is distinct from new.version) execute function keep_usage_history();

-- Observations as they were known at an instant, like contacts_known and the other functions of V1004.

-- Usage in numbers: the bulk of all records, without a look at the batches where everything counts that is known now.
create function usage_rows_known(k timestamptz)
    returns table (id uuid, account integer, app_user integer, feature integer, day date, count integer, duration_seconds integer)
    language sql stable as
$$
    select u.id, u.account, u.app_user, u.feature, u.day, u.count, u.duration_seconds
    from usage u
    where k = 'infinity' or u.batch in (select b.number from usage_batch b where b.known_at <= k)
    union all
    select h.id, h.account, h.app_user, h.feature, h.day, h.count, h.duration_seconds
    from usage_history h where h.known_at <= k and h.superseded_at > k
$$;

create function usage_known(k timestamptz)
    returns table (id text, account_id text, user_id text, day date, feature text, count bigint, duration_seconds bigint)
    language sql stable as
$$
    select u.id::text, a.account_id, p.user_id, u.day, f.feature, u.count::bigint, u.duration_seconds::bigint
    from usage_rows_known(k) u
    join usage_account a on a.number = u.account
    join usage_feature f on f.number = u.feature
    left join usage_user p on p.number = u.app_user
$$;

create function churn_events_known(k timestamptz)
    returns table (id text, account_id text, churned_on date, reason text, reactivation boolean, fields jsonb)
    language sql stable as
$$
    select c.id, c.account_id, c.churned_on, c.reason, c.reactivation, c.fields from churn_event c where c.known_at <= k and not c.deleted
    union all
    select h.id, h.account_id, h.churned_on, h.reason, h.reactivation, h.fields
    from churn_event_history h where h.known_at <= k and h.superseded_at > k and not h.deleted
$$;

create function sentiments_known(k timestamptz)
    returns table (id text, account_id text, rated_on date, rating integer, rated_by text, fields jsonb)
    language sql stable as
$$
    select s.id, s.account_id, s.rated_on, s.rating, s.rated_by, s.fields from sentiment s where s.known_at <= k and not s.deleted
    union all
    select h.id, h.account_id, h.rated_on, h.rating, h.rated_by, h.fields
    from sentiment_history h where h.known_at <= k and h.superseded_at > k and not h.deleted
$$;
