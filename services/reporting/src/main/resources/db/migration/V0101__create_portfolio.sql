-- Read models of the other services' feeds. They can be dropped and read again from the start at any time. Every row keeps
-- the version it was published with (an older one never overwrites a newer one) and its partition (a partition that is
-- reset is read anew).

-- From account-ingestion: accounts with what reports group by.
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
create index account_csm on account (lower(csm_email));

-- From account-ingestion: which version of an account's metrics the table below holds.
create table account_metrics (
    account_id text     primary key,
    partition  smallint not null,
    version    bigint   not null,
    deleted    boolean  not null default false,
    as_of      date,
    -- Whether the account is a customer; null while account-ingestion has not said so.
    customer   boolean
);
create index account_metrics_partition on account_metrics (partition);

-- From account-ingestion: the values that reports need. While rule bundles change, the values of several definitions of a
-- metric stand side by side; a report reads those of the active definition.
create table account_metric (
    account_id      text     not null,
    metric          text     not null,
    definition_hash text     not null,
    partition       smallint not null,
    -- In the metric's unit, money in minor units; null when unknown.
    value           bigint,
    currency        text,
    -- Why the value is unknown.
    reason          text,
    -- Of days to a date: the date.
    anchor          date,
    -- After this day the value is unknown.
    covered_through date,
    primary key (account_id, metric, definition_hash)
);
create index account_metric_partition on account_metric (partition);

-- The definitions that account-ingestion named as active when it was last asked.
create table active_definition (
    metric          text primary key,
    definition_hash text not null
);

-- From rules-engine: the state of each threshold for each account.
create table flag (
    key          text     primary key,
    partition    smallint not null,
    version      bigint   not null,
    deleted      boolean  not null default false,
    account_id   text     not null default '',
    threshold_id text     not null default '',
    state        text     not null default 'UNKNOWN',
    level        text,
    question     text,
    since        timestamptz,
    reason       text,
    bundle_hash  text
);
create index flag_partition on flag (partition);
create index flag_renewal on flag (account_id) where question = 'RENEW' and not deleted;
create index flag_unknown on flag (account_id) where state = 'UNKNOWN' and question = 'RENEW' and not deleted;
create index flag_at_risk on flag (account_id)
    where state = 'RAISED' and level = 'AT_RISK' and question = 'RENEW' and not deleted;

-- From rules-engine: the state of each threshold of the whole portfolio. Few rows.
create table portfolio_flag (
    key          text     primary key,
    partition    smallint not null,
    version      bigint   not null,
    deleted      boolean  not null default false,
    threshold_id text     not null default '',
    state        text     not null default 'UNKNOWN',
    level        text,
    question     text,
    since        timestamptz,
    reason       text
);

-- From rules-engine: playbook runs.
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
    -- what holds: word, sentence, at
    judgements      jsonb    not null default '[]',
    acknowledged_at timestamptz,
    next_step       text,
    next_due_at     timestamptz
);
create index run_partition on run (partition);
create index run_open on run (next_due_at, opened_at, id) where state = 'OPEN' and not deleted;
create index run_open_of_account on run (account_id) where state = 'OPEN' and not deleted;

-- Derived from the tables above, in the same transactions: what each account contributes to the sums. One row for the account
-- itself, with an empty definition hash, and one for its known ARR by each definition.
create table portfolio_share (
    account_id      text     not null,
    definition_hash text     not null,
    partition       smallint not null,
    -- Empty for accounts without one, and for accounts that are not published.
    segment         text     not null,
    csm             text     not null,
    -- Whether account-ingestion has published the account.
    published       boolean  not null,
    -- AT_RISK, NOT_JUDGED (may be at risk), NOT_AT_RISK; NOT_COUNTED: not a customer, or neither published nor at risk.
    standing        text     not null,
    -- Open playbook runs, in the row of the account itself.
    runs            integer  not null,
    -- Of ARR; empty where an amount of 0 has none.
    currency        text     not null,
    -- ARR in minor units; null in the row of the account itself.
    minor           bigint,
    primary key (account_id, definition_hash)
);
create index portfolio_share_partition on portfolio_share (partition);
create index portfolio_share_at_risk on portfolio_share (definition_hash, minor desc nulls last, account_id)
    where standing = 'AT_RISK';
create index portfolio_share_at_risk_segment on portfolio_share (definition_hash, segment, minor desc nulls last, account_id)
    where standing = 'AT_RISK';
create index portfolio_share_at_risk_csm on portfolio_share (definition_hash, lower(csm), minor desc nulls last, account_id)
    where standing = 'AT_RISK';

-- The sums of the shares. Several partitions share a stripe; one transaction at a time changes a stripe.
create table portfolio_sum (
    stripe          smallint not null,
    definition_hash text     not null,
    segment         text     not null,
    csm             text     not null,
    published       boolean  not null,
    standing        text     not null,
    currency        text     not null,
    accounts        bigint   not null,
    runs            bigint   not null,
    minor           numeric  not null,
    primary key (stripe, definition_hash, segment, csm, published, standing, currency)
) with (fillfactor = 50);

-- How far each provider's feed has been read. Complete: the first reading of the partition has ended.
create table reading_progress (
    provider              text     not null,
    partition             smallint not null,
    complete              boolean  not null default false,
    -- When everything published had last been read: in real time (decides whether it is stale) and in business time (is shown).
    caught_up_at          timestamptz,
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
