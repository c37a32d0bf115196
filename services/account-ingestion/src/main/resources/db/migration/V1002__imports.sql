-- A file on its way in. The bytes are here before the answer, so any replica can go on after a crash; next_* is the
-- place to go on from, and moves in the transaction of the rows before it.
create table mapping (
    name      text primary key,
    body      jsonb not null,
    stored_at timestamptz not null
);

create table import_job (
    id               uuid primary key,
    number           bigint generated always as identity unique,
    mapping          text not null,
    mapping_body     jsonb not null,
    source           text not null,
    kind             text not null,
    file_name        text,
    complete_through date,
    state            text not null check (state in ('UPLOADING', 'WAITING', 'RUNNING', 'DONE', 'FAILED')),
    reason           text,
    notes            text[] not null default '{}',
    received_at      timestamptz not null,
    finished_at      timestamptz,
    bytes            bigint not null default 0,
    next_offset      bigint not null default 0,
    next_line        bigint not null default 1,
    row_count        bigint not null default 0,
    accepted         bigint not null default 0,
    present          bigint not null default 0,
    conflicts        bigint not null default 0,
    rejected         bigint not null default 0,
    -- Who works on it. Real time; only a take-over raises the epoch.
    owner            text,
    epoch            bigint not null default 0,
    lease_until      timestamptz not null default '-infinity'
) with (fillfactor = 50);
create index import_job_open on import_job (number) where state in ('UPLOADING', 'WAITING', 'RUNNING');

create table import_chunk (
    job_id uuid not null references import_job on delete cascade,
    start  bigint not null, -- offset of its first byte in the file
    bytes  bytea not null,
    primary key (job_id, start)
);
-- Compressing each piece costs more than it saves: they are deleted when the job is done.
alter table import_chunk alter column bytes set storage external;

create table import_row (
    job_id      uuid not null references import_job on delete cascade,
    line        bigint not null,
    outcome     text not null,
    external_id text,
    column_name text,
    reason      text not null,
    primary key (job_id, line)
);
