-- The time from which on actions are sent, per partition. What occurred before is history and is never sent: neither
-- when an installation starts over existing data, nor after the rules engine's feed was reset.
create table action_start (
    partition    smallint primary key check (partition between 0 and 64),
    actions_from timestamptz not null
);
insert into action_start select p, business_now() from generate_series(0, 64) as p;

-- What the rules engine asked for. Append-only; the id is the idempotency key.
create table action (
    id              text primary key,
    account_id      text        not null,
    run_id          uuid        not null,
    kind            text        not null,
    step            text        not null,
    occurred_at     timestamptz not null,
    received_at     timestamptz not null default business_now(),
    data            jsonb       not null,
    causation_id    uuid,
    hops            smallint    not null,
    -- the trace context (W3C) in which it was asked for; null without one
    traceparent     text,
    state           text        not null check (state in ('WAITING', 'ROUTED', 'WITHDRAWN', 'REFUSED')),
    problem         text,
    -- Real time, like everything about retries.
    attempts        integer     not null default 0,
    next_attempt_at timestamptz not null default clock_timestamp(),
    claimed_by      text,
    claimed_until   timestamptz
) with (fillfactor = 70);
create index action_due on action (next_attempt_at) where state = 'WAITING';
create index action_of_run on action (run_id) where state = 'WAITING';
create index action_schedule on action (run_id) where kind = 'SCHEDULE_CHANGE';

-- Runs that were cancelled. Nothing more is sent for them, in whatever order their actions are read.
create table cancelled_run (
    run_id uuid primary key
);

-- What is sent to one recipient by one channel. The id is made from the action and the recipient, so that no message is
-- written twice; message_id goes out with every try, so that receivers can recognise a repetition. HELD: the account has
-- had its messages of this hour; WITHDRAWN: the run was cancelled before the message was sent.
create table message (
    id              uuid primary key,
    number          bigint generated always as identity unique,
    action_id       text        not null references action (id),
    kind            text        not null,
    step            text        not null,
    channel         text        not null check (channel in ('EMAIL', 'CRM')),
    audience        text        not null,
    recipient       text,
    recipient_name  text,
    replaced        text,
    account_id      text        not null,
    run_id          uuid        not null,
    -- the drill it belongs to: it goes to the person who drills, replaced names who would have received it; null for what is real
    drill_id        uuid,
    subject         text,
    text_body       text        not null,
    html_body       text,
    draft           text,
    message_id      text        not null unique,
    causation_id    uuid,
    hops            smallint    not null,
    state           text        not null check (state in ('HELD', 'WAITING', 'DELIVERED', 'FAILED', 'WITHDRAWN')),
    -- Business time.
    created_at      timestamptz not null default business_now(),
    delivered_at    timestamptz,
    -- Real time. Queued is null while the message is held.
    queued_at       timestamptz,
    attempts        integer     not null default 0,
    next_attempt_at timestamptz not null default clock_timestamp(),
    give_up_at      timestamptz not null,
    claimed_by      text,
    claimed_until   timestamptz
) with (fillfactor = 70);
create index message_due on message (channel, next_attempt_at) where state = 'WAITING';
create index message_waiting on message (channel, queued_at) where state = 'WAITING';
-- When it was given up is when its next try would have been.
create index message_dead on message (channel, next_attempt_at) where state = 'FAILED';
create index message_crm_order on message (account_id, number) where state in ('HELD', 'WAITING') and channel = 'CRM';
create index message_held on message (account_id, number) where state = 'HELD';
create index message_queued on message (account_id, queued_at);
create index message_account on message (account_id, number);
create index message_run on message (run_id, number);
create index message_action on message (action_id);
create index message_partition on message (partition_of(account_id), id);

-- Every try to send a message.
create table delivery (
    message_id uuid        not null references message (id),
    attempt    integer     not null,
    at         timestamptz not null default business_now(),
    outcome    text        not null check (outcome in ('DELIVERED', 'RETRY', 'REJECTED')),
    detail     text        not null,
    primary key (message_id, attempt)
);

-- People whom an account names and the directory does not know. The leaders got their messages.
create table unfound_recipient (
    number     bigint generated always as identity primary key,
    action_id  text        not null references action (id),
    audience   text        not null,
    email      text        not null,
    account_id text        not null,
    message_id uuid,
    at         timestamptz not null default business_now(),
    unique (action_id, audience)
);

-- A person's answer to a message by its link: one per message.
create table acknowledgement (
    id         uuid primary key,
    message_id uuid        not null unique references message (id),
    run_id     uuid        not null,
    account_id text        not null,
    step       text        not null,
    by_email   text        not null,
    at         timestamptz not null
);
create index acknowledgement_partition on acknowledgement (partition_of(account_id), id);
