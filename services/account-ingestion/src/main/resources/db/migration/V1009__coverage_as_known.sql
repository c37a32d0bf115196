-- What sources said of themselves, with the time at which they said it: figures as they were known at a time need the
-- coverage as it was known then. Append-only; source_coverage holds the last word of each.
create table source_coverage_said (
    number           bigint generated always as identity primary key,
    source           text not null,
    kind             text not null,
    complete_through date,
    known_at         timestamptz not null
);
create index source_coverage_said_latest on source_coverage_said (source, kind, number desc);

-- Of what was said before this table there is the last word alone, known since the import that brought it.
insert into source_coverage_said (source, kind, complete_through, known_at)
select c.source, c.kind, c.complete_through,
       coalesce((select min(j.finished_at) from import_job j
                 where j.source = c.source and j.kind = c.kind and j.state = 'DONE'
                   and j.complete_through is not distinct from c.complete_through), business_now())
from source_coverage c;

-- In the database, so that no way of writing can forget it.
create function keep_coverage() returns trigger
    language plpgsql as
$$
begin
    insert into source_coverage_said (source, kind, complete_through, known_at)
    values (new.source, new.kind, new.complete_through, business_now());
    return new;
end
$$;

create trigger keep_coverage after insert or update on source_coverage
    for each row execute function keep_coverage();

-- The last word of each source and kind that was known at an instant; 'infinity' for the last one at all.
create function coverage_known(k timestamptz)
    returns table (source text, kind text, complete_through date)
    language sql stable as
$$
    select distinct on (s.source, s.kind) s.source, s.kind, s.complete_through
    from source_coverage_said s
    where s.known_at <= k
    order by s.source, s.kind, s.number desc
$$;

-- Which accounts a source names was learnt at some time, too.
alter table account_source add column known_at timestamptz;
update account_source s
set known_at = coalesce((select min(h.known_at) from account_history h where h.id = s.account_id),
                        (select a.known_at from account a where a.id = s.account_id));
alter table account_source alter column known_at set not null;
alter table account_source alter column known_at set default business_now();
