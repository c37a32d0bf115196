-- What was shown: figures with the definition they were computed with and their day, so that a number on an old slide can
-- be explained. The same figures shown again only count up.
create table shown_report (
    id             uuid        primary key,
    content_hash   text        not null unique,
    as_of          date        not null,
    from_day       date        not null,
    segment        text,
    csm            text,
    first_shown_at timestamptz not null,
    last_shown_at  timestamptz not null,
    times_shown    bigint      not null
);

create table shown_figure (
    report_id       uuid    not null references shown_report on delete cascade,
    place           integer not null,
    name            text    not null,
    dimension       text    not null,
    group_key       text    not null,
    state           text    not null,
    value           text,
    currency        text,
    definition_hash text,
    primary key (report_id, place)
);
