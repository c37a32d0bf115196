-- What the other services told: read models that a consumer may always read again from the start. Every row keeps the
-- version it was told with (an older one never overwrites a newer) and its partition (a reset partition is read anew).

-- Of account-ingestion: accounts with what reports group by.
create table account (
    id                text     primary key,
    partition         smallint not null,
    version           bigint   not null,
    deleted           boolean  not null default false,
    name              text     not null default '',
    segment           text,
    csm_email         text,
    sales_owner_email text
);
create index account_partition on account (partition);
create index account_group on account (segment, csm_email) where not deleted;

-- Of account-ingestion: the metric values of an account that reports need. Null means unknown.
create table account_value (
    account_id            text     primary key,
    partition             smallint not null,
    version               bigint   not null,
    deleted               boolean  not null default false,
    as_of                 date,
    arr_minor             bigint,
    arr_currency          text,
    arr_definition_hash   text,
    arr_reason            text,
    renewal_on            date,
    renewal_known_through date
);
create index account_value_partition on account_value (partition);

-- Of rules-engine: the state of each threshold for each account.
create table flag (
    key         text     primary key,
    partition   smallint not null,
    version     bigint   not null,
    deleted     boolean  not null default false,
    account_id  text     not null default '',
    threshold_id   text     not null default '',
    state       text     not null default 'UNKNOWN',
    level       text,
    question    text,
    since       timestamptz,
    reason      text,
    bundle_hash text
);
create index flag_partition on flag (partition);
create index flag_at_risk on flag (account_id)
    where state = 'RAISED' and level = 'AT_RISK' and question = 'RENEW' and not deleted;

-- Of rules-engine: playbook runs.
create table run (
    key             text     primary key,
    partition       smallint not null,
    version         bigint   not null,
    deleted         boolean  not null default false,
    id              uuid,
    account_id      text     not null default '',
    playbook        text     not null default '',
    state           text     not null default 'UNKNOWN',
    owner_email     text,
    opened_at       timestamptz,
    responded_at    timestamptz,
    acknowledged_at timestamptz,
    next_step       text,
    next_due_at     timestamptz
);
create index run_partition on run (partition);
create index run_open on run (next_due_at) where state = 'OPEN' and not deleted;

-- How far the reading of each provider is. Complete: the first reading of the partition has ended.
create table reading_progress (
    provider          text     not null,
    partition         smallint not null,
    complete          boolean  not null default false,
    -- Real time (to tell whether it is stale) and business time (to tell people) of the last moment at which everything was in.
    caught_up_at      timestamptz,
    caught_up_at_business timestamptz,
    primary key (provider, partition)
) with (fillfactor = 50);

-- Changes that this version of the service could not read; set aside, so that the others go on.
create table unreadable_change (
    provider  text     not null,
    partition smallint not null,
    type      text     not null,
    key       text     not null,
    version   bigint   not null,
    reason    text     not null,
    data      jsonb,
    noted_at  timestamptz not null default clock_timestamp(),
    primary key (provider, type, key, version)
);
