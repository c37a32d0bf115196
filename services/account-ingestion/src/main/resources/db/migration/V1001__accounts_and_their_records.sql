-- What is known of every account. Ids of imported records are "source:external id", those of accounts the canonical id.
-- content_hash is that of the imported row and stays when the record is changed by a request: so the same file again is
-- "present", and never undoes a change. known_at is business time; what a change replaced goes to <table>_history. A deleted record keeps
-- its row, so that what was known before stays known; nothing that is known at present reads it.
-- `attributes` are texts that no metric reads. `fields` holds the values of the metric language's fields that have no column, in
-- the form of the fields of `record`. Records have no foreign key to their account, because the check would cost an import more than the
-- row: whoever writes a record looks its account up in the same transaction, and accounts are never deleted.
-- A key has the account, so that tables can be distributed by it; the id comes first, because ids are searched whichever account they belong
-- to. Still one id means one record: see lock_new_record.

create table account (
    id                text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$'),
    partition         smallint not null generated always as (partition_of(id)) stored,
    source            text not null,
    external_id       text not null,
    name              text not null,
    segment           text,
    business_model    text,
    lifecycle_stage   text,
    industry          text,
    country           text,
    csm_email         text,
    sales_owner_email text,
    signup_date       date,
    attributes        jsonb not null default '{}',
    fields            jsonb not null default '{}',
    -- The day from which on this version holds, however late it became known; null for the day on which it became known.
    valid_from        date,
    content_hash      text not null,
    version           bigint not null default 1,
    change_version    bigint not null default 1,
    known_at          timestamptz not null
);
create index account_external on account (source, external_id);
create index account_partition on account (partition, id);
create index account_segment on account (segment, id);
create index account_csm on account (csm_email, id);

-- Any number of (source, external id) may mean one account.
create table account_source (
    source      text not null,
    external_id text not null,
    account_id  text not null references account,
    known_at    timestamptz not null default business_now(),
    primary key (source, external_id)
);
create index account_source_account on account_source (account_id);

create table contact (
    id           text not null,
    account_id   text not null,
    source       text not null,
    external_id  text not null,
    name         text not null,
    email        text,
    role         text,
    attributes   jsonb not null default '{}',
    fields       jsonb not null default '{}',
    content_hash text not null,
    deleted      boolean not null default false,
    version      bigint not null default 1,
    known_at     timestamptz not null,
    primary key (id, account_id)
);
create index contact_account on contact (account_id);

create table account_user (
    id                  text not null,
    account_id          text not null,
    source              text not null,
    external_id         text not null,
    email               text,
    seat_assigned_from  date,
    seat_assigned_until date,
    attributes          jsonb not null default '{}',
    fields              jsonb not null default '{}',
    content_hash        text not null,
    deleted             boolean not null default false,
    version             bigint not null default 1,
    known_at            timestamptz not null,
    primary key (id, account_id)
);
create index account_user_account on account_user (account_id);

create table contract_period (
    id              text not null,
    account_id      text not null,
    source          text not null,
    external_id     text not null,
    start_date      date not null,
    end_date        date,
    mrr_minor       bigint not null check (mrr_minor >= 0),
    currency        text not null check (currency ~ '^[A-Z]{3}$'),
    purchased_seats integer check (purchased_seats >= 0),
    trial           boolean not null,
    plan            text,
    attributes      jsonb not null default '{}',
    fields          jsonb not null default '{}',
    content_hash    text not null,
    deleted         boolean not null default false,
    version         bigint not null default 1,
    known_at        timestamptz not null,
    primary key (id, account_id)
);
create index contract_period_account on contract_period (account_id, start_date);

create table ticket (
    id           text not null,
    account_id   text not null,
    source       text not null,
    external_id  text not null,
    opened_at    timestamptz not null,
    resolved_at  timestamptz,
    priority     text,
    satisfaction numeric,
    attributes   jsonb not null default '{}',
    fields       jsonb not null default '{}',
    content_hash text not null,
    deleted      boolean not null default false,
    version      bigint not null default 1,
    known_at     timestamptz not null,
    primary key (id, account_id)
);
create index ticket_account on ticket (account_id, resolved_at);

create table touchpoint (
    id              text not null,
    account_id      text not null,
    source          text not null,
    external_id     text not null,
    kind            text not null,
    meeting_kind    text,
    status          text not null,
    direction       text,
    contact_ids     text[] not null default '{}',
    colleague_email text,
    occurred_at     timestamptz not null,
    answered        boolean,
    answered_at     timestamptz,
    booked_at       timestamptz,
    attributes      jsonb not null default '{}',
    fields          jsonb not null default '{}',
    content_hash    text not null,
    deleted         boolean not null default false,
    version         bigint not null default 1,
    change_version  bigint not null default 1,
    known_at        timestamptz not null,
    primary key (id, account_id)
);
create index touchpoint_account on touchpoint (account_id, occurred_at);

-- Observations that never change; a correction would be a row of its own.
create table churn_event (
    id           text not null,
    account_id   text not null,
    source       text not null,
    external_id  text not null,
    churned_on   date not null,
    reason       text,
    feedback     text,
    reactivation boolean,
    attributes   jsonb not null default '{}',
    fields       jsonb not null default '{}',
    content_hash text not null,
    deleted      boolean not null default false,
    version      bigint not null default 1,
    known_at     timestamptz not null,
    primary key (id, account_id)
);
create index churn_event_account on churn_event (account_id, churned_on);

-- Usage is what grows, so its rows are narrow: numbers instead of texts. The numbers are given once and never change.
create table usage_account (
    number     integer generated always as identity primary key,
    account_id text not null unique
);
create table usage_user (
    number  integer generated always as identity primary key,
    user_id text not null unique
);
create table usage_feature (
    number  integer generated always as identity primary key,
    feature text not null unique
);

-- The rows of usage that one transaction stored; begin_usage_batch gives the numbers.
create table usage_batch (
    number        integer generated always as identity primary key,
    import_number bigint not null, -- import_job.number
    known_at      timestamptz not null
);

-- No trigger on insert: it would cost more than the row. Only imports write usage.
create table usage (
    account          integer not null, -- usage_account.number
    app_user         integer,          -- usage_user.number; null if the source does not say who
    feature          integer not null, -- usage_feature.number
    day              date not null,
    count            integer not null check (count >= 0),
    duration_seconds integer check (duration_seconds >= 0),
    batch            integer not null, -- usage_batch.number
    version          smallint not null default 1,
    -- 128 bits of source and external id; see UsageId.
    id               uuid not null,
    contract_period  text,             -- external id, where the source names it
    attributes       json,             -- as it came, to be compared with what comes again; null for none
    primary key (id, account)
);
-- With all that histories read: deliveries come by day, so the rows of one account lie apart, and each would be a page of its own. Only
-- vacuum lets the index answer alone, so it comes early.
create index usage_account_batch on usage (account, batch) include (day, app_user, feature, count, duration_seconds);
alter table usage set (autovacuum_vacuum_insert_scale_factor = 0.02);

create table sentiment (
    id           text not null,
    account_id   text not null,
    source       text not null,
    external_id  text not null,
    rated_on     date not null,
    rating       integer not null check (rating between 1 and 5),
    rated_by     text,
    comment      text,
    attributes   jsonb not null default '{}',
    fields       jsonb not null default '{}',
    content_hash text not null,
    deleted      boolean not null default false,
    version      bigint not null default 1,
    known_at     timestamptz not null,
    primary key (id, account_id)
);
create index sentiment_account on sentiment (account_id, rated_on);

-- What each source delivers, and between which days it is complete; null where it does not say. complete_from is what a source
-- declares; first_day the earliest day of which its imports brought a record. The first one counts where it is given.
create table source_coverage (
    source           text not null,
    kind             text not null,
    complete_from    date,
    first_day        date,
    complete_through date,
    primary key (source, kind)
);

-- ---------------------------------------------------------------- what a change replaced

create table account_history (like account, superseded_at timestamptz not null, primary key (id, version));
create table contact_history (like contact, superseded_at timestamptz not null, primary key (id, account_id, version));
create table account_user_history (like account_user, superseded_at timestamptz not null, primary key (id, account_id, version));
create table contract_period_history (like contract_period, superseded_at timestamptz not null, primary key (id, account_id, version));
create table ticket_history (like ticket, superseded_at timestamptz not null, primary key (id, account_id, version));
create table touchpoint_history (like touchpoint, superseded_at timestamptz not null, primary key (id, account_id, version));
create index contact_history_account on contact_history (account_id);
create index account_user_history_account on account_user_history (account_id);
create index contract_period_history_account on contract_period_history (account_id);
create index ticket_history_account on ticket_history (account_id);
create index touchpoint_history_account on touchpoint_history (account_id);

-- In the database, so that every way of writing keeps it.
create function keep_history() returns trigger
    language plpgsql as
$$
begin
    execute format('insert into %I select ($1).*, $2', tg_table_name || '_history') using old, new.known_at;
    return new;
end
$$;

do $$
declare
    entity text;
begin
    foreach entity in array array['account', 'contact', 'account_user', 'contract_period', 'ticket', 'touchpoint'] loop
        execute format('create trigger keep_history before update on %I for each row '
                       || 'when (old.version is distinct from new.version) execute function keep_history()', entity);
    end loop;
end
$$;

-- ---------------------------------------------------------------- one id, one record

-- No key keeps records of two accounts from having one id. Files of one source are imported one after another, and whoever creates a record
-- searches its id first. What is left are a request beside an import of the same source, and two requests. These wait for each other:
-- requests that create a record for those with its id (and a few others), and for imports of its kind and source.
-- Call it before the id is searched and anything else is locked.

create function lock_new_record(in_kind text, in_source text, in_id text) returns void
    language sql as
$$
    select pg_advisory_xact_lock(hashtext('tidewatch-new:' || current_schema() || ':' || in_kind || ':' || in_source),
                                 hashtext(in_id) & 15)
$$;

-- The same for whatever an import creates. Imports do not wait for each other.
create function lock_new_records(in_kind text, in_source text) returns void
    language plpgsql as
$$
begin
    perform pg_advisory_xact_lock_shared(hashtext('tidewatch-new:' || current_schema() || ':' || in_kind || ':' || in_source), n)
    from generate_series(0, 15) as n;
end
$$;
