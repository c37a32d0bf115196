-- A file can be imported as a correction: a row with a known id and different content then replaces the stored record.
-- The replaced version stays in the history with the time at which it was known, for observations as for entities.

alter table import_job add column corrections boolean not null default false;
alter table import_job add column corrected bigint not null default 0;

-- The ids that a correcting file has delivered so far, deleted when its job ends: of two rows with one id the first counts,
-- whichever batch the second is in.
create table import_seen (
    job_id uuid not null references import_job on delete cascade,
    id     text not null,
    primary key (job_id, id)
);

create table churn_event_history (like churn_event, superseded_at timestamptz not null, primary key (id, version));
create table usage_history (like usage, superseded_at timestamptz not null, primary key (id, version));
create table sentiment_history (like sentiment, superseded_at timestamptz not null, primary key (id, version));
create index churn_event_history_account on churn_event_history (account_id);
create index usage_history_account on usage_history (account_id, day);
create index sentiment_history_account on sentiment_history (account_id);

do $$
declare
    observation text;
begin
    foreach observation in array array['churn_event', 'usage', 'sentiment'] loop
        execute format('create trigger keep_history before update on %I for each row '
                       || 'when (old.version is distinct from new.version) execute function keep_history()', observation);
    end loop;
end
$$;

-- Usage as it was known at an instant, like contacts_known and the other functions of V1004.
create function usage_known(k timestamptz)
    returns table (id text, account_id text, user_id text, day date, feature text, count bigint, duration_seconds bigint)
    language sql stable as
$$
    select u.id, u.account_id, u.user_id, u.day, u.feature, u.count, u.duration_seconds from usage u where u.known_at <= k
    union all
    select h.id, h.account_id, h.user_id, h.day, h.feature, h.count, h.duration_seconds
    from usage_history h where h.known_at <= k and h.superseded_at > k
$$;
