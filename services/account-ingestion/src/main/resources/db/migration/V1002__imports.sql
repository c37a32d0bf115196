-- What the columns of files mean; jobs keep a copy of the mapping they started with.
create table mapping (
    name      text primary key,
    body      jsonb not null,
    stored_at timestamptz not null
);

-- One uploaded file. Its bytes are stored before the upload is answered, so any replica can continue after a crash;
-- next_* is the position to continue from and moves in the transaction that stores the rows before it.
create table import_job (
    id               uuid primary key,
    number           bigint generated always as identity unique,
    mapping          text not null,
    mapping_body     jsonb not null,
    source           text not null,
    kind             text not null,
    file_name        text,
    -- The earliest day of a record that the file brought; null for kinds whose records hold until further notice.
    first_day        date,
    complete_through date,
    state            text not null check (state in ('UPLOADING', 'WAITING', 'RUNNING', 'DONE', 'FAILED')),
    reason           text,
    received_at      timestamptz not null,
    finished_at      timestamptz,
    bytes            bigint not null default 0,
    -- The trace context of the upload; null without one.
    traceparent      text,
    next_offset      bigint not null default 0,
    next_line        bigint not null default 1,
    row_count        bigint not null default 0,
    accepted         bigint not null default 0,
    present          bigint not null default 0,
    conflicts        bigint not null default 0,
    rejected         bigint not null default 0,
    -- The lease, in real time; only a take-over raises the epoch.
    owner            text,
    epoch            bigint not null default 0,
    lease_until      timestamptz not null default '-infinity'
) with (fillfactor = 50);
create index import_job_open on import_job (number) where state in ('UPLOADING', 'WAITING', 'RUNNING');

-- The bytes of a file in pieces, deleted when its job ends.
create table import_chunk (
    job_id uuid not null references import_job on delete cascade,
    start  bigint not null, -- offset of its first byte in the file
    bytes  bytea not null,
    primary key (job_id, start)
);
-- Compression would cost more than it saves for rows that are deleted soon.
alter table import_chunk alter column bytes set storage external;

-- Rows that were not stored, up to a bound per job.
create table import_row (
    job_id      uuid not null references import_job on delete cascade,
    line        bigint not null,
    outcome     text not null,
    external_id text,
    column_name text,
    reason      text not null,
    primary key (job_id, line)
);

-- What the reader of a job should know besides its rejected rows: one row per type, a count and the first examples.
create table import_notice (
    job_id   uuid not null references import_job on delete cascade,
    type     text not null,
    count    bigint not null,
    examples text[] not null default '{}' check (cardinality(examples) <= 10),
    primary key (job_id, type)
);

-- Adds to what a job has of a type; the first examples stay.
create function add_import_notice(in_job uuid, in_type text, in_count bigint, in_examples text[]) returns void
    language sql as
$$
    insert into import_notice as n (job_id, type, count, examples) values (in_job, in_type, in_count, in_examples)
    on conflict (job_id, type) do update
    set count = n.count + excluded.count, examples = (n.examples || excluded.examples)[1:10]
$$;

-- Accounts whose contract periods a file delivered, until they are reviewed for gaps and overlaps at its end.
create table import_account (
    job_id     uuid not null references import_job on delete cascade,
    account_id text not null,
    primary key (job_id, account_id)
);
