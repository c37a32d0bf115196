-- Records of the kinds that catalogues declare: one table, because a kind is a file of a bundle and not a migration. Not
-- partitioned by kind: metrics read several kinds of an account at once, and kinds come and go without rights to create tables.
create table record (
    kind         text not null,
    account_id   text not null,             -- '-' for a record without an account; no account can have this id
    id           text not null,
    at           timestamptz,               -- the field by which the kind counts, a day as its beginning; null without it
    fields       jsonb not null,            -- by name, without those that have no value
    source       text not null,
    external_id  text not null,
    content_hash text not null,             -- that of the imported row; '' for what was created by request
    deleted      boolean not null default false,
    version      bigint not null default 1,
    known_at     timestamptz not null,
    primary key (account_id, kind, id)
);
-- What a source sends again, whichever account it now belongs to.
create index record_id on record (kind, id);
-- Whether there are records of a kind.
create index record_kind on record (kind, (account_id = '-')) where not deleted;

create table record_history (like record, superseded_at timestamptz not null, primary key (account_id, kind, id, version));

create trigger keep_history before update on record
    for each row when (old.version is distinct from new.version) execute function keep_history();

-- A deleted record keeps its row, so that what was known before stays known.
create function records_known(k timestamptz)
    returns table (account_id text, kind text, id text, at timestamptz, fields jsonb)
    language sql stable as
$$
    select r.account_id, r.kind, r.id, r.at, r.fields from record r where r.known_at <= k and not r.deleted
    union all
    select h.account_id, h.kind, h.id, h.at, h.fields
    from record_history h where h.known_at <= k and h.superseded_at > k and not h.deleted
$$;
