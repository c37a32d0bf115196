-- Between which days sources were complete, with the time from which that was known: figures as they were known at a time need the
-- coverage as it was known then. Append-only; source_coverage holds the latest of each.
create table source_coverage_history (
    number           bigint generated always as identity primary key,
    source           text not null,
    kind             text not null,
    complete_from    date,
    complete_through date,
    known_at         timestamptz not null
);
create index source_coverage_history_latest on source_coverage_history (source, kind, number desc);

-- In the database, so that every way of writing keeps it.
create function keep_coverage() returns trigger
    language plpgsql as
$$
begin
    insert into source_coverage_history (source, kind, complete_from, complete_through, known_at)
    values (new.source, new.kind, coalesce(new.complete_from, new.first_day), new.complete_through, business_now());
    return new;
end
$$;

create trigger keep_coverage after insert or update on source_coverage
    for each row execute function keep_coverage();

-- The coverage of each source and kind as it was known at an instant; 'infinity' for the latest.
create function coverage_known(k timestamptz)
    returns table (source text, kind text, complete_from date, complete_through date)
    language sql stable as
$$
    select distinct on (s.source, s.kind) s.source, s.kind, s.complete_from, s.complete_through
    from source_coverage_history s
    where s.known_at <= k
    order by s.source, s.kind, s.number desc
$$;
