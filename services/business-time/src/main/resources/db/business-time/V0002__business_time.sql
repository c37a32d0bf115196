-- Business time is the database's clock plus an offset that only a test or a local installation may set.
create table clock_offset (
    only_one       boolean primary key default true check (only_one),
    offset_seconds bigint not null default 0
);
insert into clock_offset default values;

-- Volatile on purpose: a long transaction sees time pass. In a where clause write (select business_now()).
create function business_now() returns timestamptz
    language sql volatile
    return clock_timestamp() + make_interval(secs => (select offset_seconds from clock_offset));

-- Days are UTC calendar dates.
create function business_today() returns date
    language sql volatile
    return (business_now() at time zone 'UTC')::date;
