-- Rule bundles, facts of the accounts, flags and playbook runs.

-- ---------------------------------------------------------------- bundles

create table rule_bundle (
    hash           text primary key check (hash ~ '^[0-9a-f]{64}$'),
    number         bigint generated always as identity unique,
    state          text        not null check (state in ('CANDIDATE', 'REFUSED', 'VALIDATED', 'WAITING', 'ACTIVE', 'RETIRED')),
    origin         text        not null check (origin in ('FOLDER', 'UPLOAD')),
    -- what it is for, and the e-mail of who uploaded it; null for one from the folder
    label          text,
    uploaded_by    text,
    catalogue_hash text,
    thresholds     integer,
    playbooks      integer,
    scenarios      integer,
    -- how many problems the check found, and the first of them: a JSON list of {pointer, line, detail, suggestion}
    problem_count  integer     not null default 0,
    problems       text        not null default '[]',
    received_at    timestamptz not null,
    activated_at   timestamptz,
    -- a bundle of the folder becomes active by itself once it is valid
    activate       boolean     not null default false,
    -- until when (real time) a replica checks it, stored before the check starts; null when it is not claimed
    checked_until  timestamptz,
    -- how often its check ended with the replica
    interrupted    integer     not null default 0,
    -- it exceeded the limits of its check, or ended it too often: only a new upload has it checked again
    check_exceeded boolean     not null default false
);

-- The files, as one JSON object from path to text; apart from the row that lists read.
create table rule_bundle_content (
    hash  text primary key references rule_bundle,
    files bytea not null
);

-- The bundle that all replicas judge with.
create table active_bundle (
    single      boolean primary key default true check (single),
    hash        text references rule_bundle,
    -- becomes active as soon as its catalogue is ready
    wanted      text references rule_bundle,
    -- the last bundle of the rules folder, so that a restart does not undo a later activation
    folder_hash text
);
insert into active_bundle default values;

-- ---------------------------------------------------------------- facts, as account-ingestion published them

create table account_fact (
    account_id         text primary key,
    partition          smallint not null,
    attributes         jsonb,
    attributes_version bigint   not null default -1,
    metrics            jsonb,
    metrics_version    bigint   not null default -1,
    -- both again, only what outcomes follow from, see PackedFacts
    attributes_packed  bytea,
    metrics_packed     bytea,
    -- what its flags follow from; null before it is judged. Who changes flags otherwise than by judging sets it to null
    judged_as          text,
    -- none of its runs may go on: with the same outcomes nothing changes until a flag is due
    quiet              boolean  not null default false,
    -- has to be judged again as soon as the feeds are read up to now; and the change that caused this
    dirty              boolean  not null default false,
    -- when (real time) it was marked so last without being marked already
    dirty_since        timestamptz,
    -- when (real time) judging it failed because of its content, and why; it is tried again when its facts, the day, the
    -- clock or the rules change
    parked_at          timestamptz,
    parked_because     text,
    causation_id       uuid,
    hops               smallint not null default 0,
    -- the trace context (W3C) of what it was marked for last; means something only while it is marked
    traceparent        text
) with (fillfactor = 80);
create index account_fact_partition on account_fact (partition, account_id);
-- By whom they are looked after, see NextStepStore.
create index account_fact_csm on account_fact (lower(attributes ->> 'csmEmail'), account_id);
create index account_fact_sales on account_fact (lower(attributes ->> 'salesOwnerEmail'), account_id);
create index account_fact_dirty on account_fact (partition, account_id) where dirty;
create index account_fact_parked on account_fact (account_id) where parked_at is not null;

create table account_touchpoint (
    id           text primary key,
    account_id   text        not null,
    partition    smallint    not null,
    version      bigint      not null,
    kind         text        not null,
    meeting_kind text,
    status       text        not null,
    direction    text,
    with_sponsor boolean     not null,
    two_way_at   timestamptz,
    occurred_at  timestamptz not null,
    booked_at    timestamptz,
    known_at     timestamptz not null,
    -- A deleted one keeps its row, so that an older version that comes later does not bring it back.
    deleted      boolean     not null
) with (fillfactor = 80);
create index account_touchpoint_account on account_touchpoint (account_id, occurred_at);
create index account_touchpoint_partition on account_touchpoint (partition);

-- One row per partition of accounts. Every transaction that changes flags or runs of a partition locks its row first, so
-- that feeds, passes and requests never race. The row also holds the progress of the pass over all accounts.
create table partition_work (
    partition      smallint primary key,
    -- bundle, day, clock and end of the last maintenance of the pass; when one of them changes, a new pass begins
    pass_key       text        not null default '',
    pass_after     text        not null default '',
    pass_done      boolean     not null default false,
    -- in real time: when this pass began here, null for one of this partition alone; when the last one ended
    pass_began_at  timestamptz,
    pass_ended_at  timestamptz
) with (fillfactor = 50);
insert into partition_work (partition) select generate_series(0, 63);

-- Declared periods in which no episode of a flag begins and nobody is notified.
create table maintenance_window (
    id          text primary key,
    starts_at   timestamptz not null,
    ends_at     timestamptz not null,
    reason      text        not null,
    declared_by text        not null,
    declared_at timestamptz not null
);
create index maintenance_window_end on maintenance_window (ends_at);

-- ---------------------------------------------------------------- flags

-- A flag of the portfolio has the account '*', which no account can have, and the control partition 64.
create table flag (
    account_id    text        not null,
    threshold_id  text        not null,
    partition     smallint    not null,
    metric        text,
    state         text        not null check (state in ('RAISED', 'CLEAR', 'UNKNOWN')),
    -- the last state that was not UNKNOWN
    last_known    text,
    level         text,
    -- the level of that state
    last_level    text,
    question      text        not null,
    raising       integer     not null,
    version       bigint      not null,
    since         timestamptz not null,
    -- when the last episode was cleared; raised again soon after, the flag continues it
    cleared_at    timestamptz,
    unknown_since timestamptz,
    -- since when it has been crossed, while its minimum duration goes on
    pending_since timestamptz,
    -- when it changes next by time alone: it is raised, or becomes UNKNOWN
    due_at        timestamptz,
    evidence      jsonb       not null,
    -- since when it is not judged because the account is not a customer
    frozen_since  timestamptz,
    -- what people declared about it (acknowledgement, snooze), and when the first of it ends; null when nobody did
    care          jsonb,
    care_ends_at  timestamptz,
    primary key (account_id, threshold_id)
) with (fillfactor = 80);
create index flag_partition on flag (partition, account_id, threshold_id);
create index flag_state on flag (state, account_id, threshold_id);
create index flag_due on flag (partition, due_at) where due_at is not null;

create index flag_care_end on flag (partition, care_ends_at) where care_ends_at is not null;

-- What people did about flags.
create table flag_history (
    number       bigint generated always as identity primary key,
    account_id   text        not null,
    threshold_id text        not null,
    what         text        not null,
    by_whom      text        not null,
    at           timestamptz not null,
    reason       text,
    until        timestamptz
);
create index flag_history_flag on flag_history (account_id, threshold_id, number desc);

create table flag_transition (
    account_id   text        not null,
    threshold_id text        not null,
    number       bigint      not null,
    from_state   text,
    to_state     text        not null,
    level        text,
    at           timestamptz not null,
    evidence     jsonb       not null,
    primary key (account_id, threshold_id, number)
);
-- How often a threshold raised a flag, for the review of its bounds.
create index flag_transition_raised on flag_transition (threshold_id, at)
    where to_state = 'RAISED' and from_state is distinct from 'RAISED';

-- ---------------------------------------------------------------- the portfolio

-- The figures of all customers, and how far they were judged. The owner of the control partition keeps them up to date.
create table portfolio (
    single     boolean primary key default true check (single),
    -- as account-ingestion answered, and the bundle and day that they are of
    figures    jsonb not null default '[]',
    figures_of text  not null default '',
    -- how far its feed was read when they were asked for, and when that was (real time)
    read_up_to text  not null default '',
    asked_at   timestamptz not null default '-infinity',
    -- bundle, day, clock and end of the last maintenance that they were judged with, and when a flag changes by time alone
    judged_for text  not null default '',
    due_at     timestamptz
);
insert into portfolio default values;

-- The notices to leadership of the last episode of each flag of the portfolio, so that each is published once.
create table portfolio_notice (
    id           text primary key,
    threshold_id text    not null,
    raising      integer not null
);
create index portfolio_notice_threshold on portfolio_notice (threshold_id);

-- The evidence of each day on which a flag of the portfolio was raised, of its last episode; at most 366 days.
create table portfolio_episode (
    threshold_id text    not null,
    raising      integer not null,
    day          date    not null,
    evidence     jsonb   not null,
    primary key (threshold_id, raising, day)
);

-- ---------------------------------------------------------------- reviews of thresholds

-- The reviews that owners were asked for: each threshold once for each day that a bundle names.
create table threshold_review (
    threshold_id text        not null,
    review_by    date        not null,
    asked_at     timestamptz not null,
    -- what had happened in so many days before
    days         integer     not null,
    raised       integer     not null,
    succeeded    integer     not null,
    failed       integer     not null,
    -- the action by which the owner was asked, for all thresholds of it that were due together, and the answer
    action_id       text        not null,
    acknowledged_at timestamptz,
    acknowledged_by text,
    done_at         timestamptz,
    primary key (threshold_id, review_by)
);
create index threshold_review_action on threshold_review (action_id);

-- ---------------------------------------------------------------- playbook runs

create table playbook_run (
    id               uuid primary key,
    number           bigint generated always as identity unique,
    account_id       text        not null,
    partition        smallint    not null,
    playbook         text        not null,
    playbook_name    text        not null,
    threshold_id     text        not null,
    raising          integer     not null,
    -- the bundle whose definition the run began with and keeps
    bundle_hash      text        not null references rule_bundle,
    state            text        not null check (state in ('OPEN', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    opened_at        timestamptz not null,
    -- steps in business days: a JSON object from step to the time at which it is due
    due_times        jsonb       not null default '{}',
    ends_at          timestamptz not null,
    closed_at        timestamptz,
    -- the judgement words of its playbook, each with its sentence and the instant at which it holds, or null
    judgements       jsonb       not null,
    acknowledged_at  timestamptz,
    acknowledged_by  text,
    owner_email      text,
    done_steps       text[]      not null,
    next_reminder_at timestamptz,
    next_step        text,
    -- the same, for people
    next_step_words  text,
    next_due_at      timestamptz,
    raised_again_at  timestamptz,
    -- why it has to be cancelled, which the next judgement does; of a closed run, why a person closed it
    cancel_reason    text,
    -- steps that a person skipped: a JSON object from step to reason
    skipped_steps    jsonb       not null default '{}',
    -- whom it was assigned to; null while it belongs to the account's CSM
    assigned_to      text,
    version          bigint      not null,
    -- the flag as it was raised
    flag             jsonb       not null,
    causation_id     uuid,
    hops             smallint    not null,
    -- the trace context of the judgement that opened it
    traceparent      text,
    unique (account_id, playbook, raising)
) with (fillfactor = 80);
create index playbook_run_partition on playbook_run (partition, id);
create index playbook_run_due on playbook_run (next_due_at) where state = 'OPEN';
create index playbook_run_account on playbook_run (account_id);
create index playbook_run_owner on playbook_run (lower(owner_email), account_id) where state = 'OPEN';
create index playbook_run_closed on playbook_run (threshold_id, state, closed_at) where closed_at is not null;
create unique index playbook_run_open on playbook_run (account_id, playbook) where state = 'OPEN';
create index playbook_run_to_cancel on playbook_run (partition) where state = 'OPEN' and cancel_reason is not null;

create table playbook_step (
    run_id     uuid        not null references playbook_run,
    step       text        not null,
    kind       text        not null,
    -- 0, or the number of a reminder
    occurrence integer     not null,
    title      text        not null,
    audience   text        not null,
    state      text        not null check (state in ('PENDING', 'OPEN', 'DONE', 'SKIPPED')),
    due_at     timestamptz not null,
    done_at    timestamptz,
    done_by    text,
    reason     text,
    -- the action that was published for notification-dispatch, once; null while the step is pending
    action_id  text unique,
    primary key (run_id, step, kind, occurrence)
) with (fillfactor = 80);
create index playbook_step_due on playbook_step (due_at) where state = 'PENDING';

-- What people did about runs.
create table playbook_run_history (
    number  bigint generated always as identity primary key,
    id      uuid        not null unique,
    run_id  uuid        not null references playbook_run,
    what    text        not null,
    by_whom text        not null,
    at      timestamptz not null,
    reason  text,
    step    text,
    owner   text
);
create index playbook_run_history_run on playbook_run_history (run_id, number desc);

create table playbook_acknowledgement (
    id          uuid primary key,
    run_id      uuid        not null,
    account_id  text        not null,
    step        text,
    by_whom     text        not null,
    at          timestamptz not null
);
create index playbook_acknowledgement_run on playbook_acknowledgement (run_id);

-- The schedule changes of runs, as account-ingestion is to have them; a row is sent again when it changes. Of the changes of one
-- activity that last until their runs end, the most frequent one is in force; the others wait.
create table schedule_change (
    run_id         uuid        not null references playbook_run,
    step           text        not null,
    account_id     text        not null,
    playbook       text        not null,
    activity       text        not null,
    every_months   integer     not null,
    valid_from     date        not null,
    until_run_ends boolean     not null,
    -- the day on which the run ended; null before, and for a change that holds for good
    valid_until    date,
    -- whether it holds in account-ingestion until it is ended there, and how often another change has replaced it
    in_force       boolean     not null default false,
    replaced       integer     not null default 0,
    -- whether account-ingestion has it, or it waits; and if not, when (real time) it is sent, how often it was, and why it failed
    applied        boolean     not null default false,
    send_at        timestamptz not null default clock_timestamp(),
    attempts       integer     not null default 0,
    problem        text,
    primary key (run_id, step)
) with (fillfactor = 80);
create index schedule_change_open on schedule_change (send_at) where not applied;
create index schedule_change_wanted on schedule_change (account_id, activity) where until_run_ends and (in_force or valid_until is null);

-- ---------------------------------------------------------------- drills

-- Playbooks that were run for practice, as they were asked for and with their result in the form of the contract. They share
-- nothing with the runs.
create table playbook_drill (
    id       uuid primary key,
    number   bigint generated always as identity unique,
    by_email text        not null,
    -- real time
    asked_at timestamptz not null default clock_timestamp(),
    request  jsonb       not null,
    result   jsonb       not null
);
create index playbook_drill_by on playbook_drill (by_email, asked_at);

-- What became of their messages.
create table playbook_drill_mail (
    drill_id   uuid        not null references playbook_drill on delete cascade,
    action_id  text        not null,
    subject    text        not null,
    instead_of text,
    outcome    text        not null,
    at         timestamptz not null,
    primary key (drill_id, action_id)
);
