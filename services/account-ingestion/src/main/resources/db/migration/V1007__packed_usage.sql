-- Usage packed per account. Deliveries come by day, so the rows of one account lie on as many pages as there are days; packed, they lie
-- on one or two. It is a copy: the rows stay what counts, and what is packed can be deleted at any time.
create table usage_packed (
    account  integer primary key, -- usage_account.number
    through  integer not null,    -- it has the rows of all batches up to this one; later ones are read beside it
    replaced integer not null,    -- usage_account.replaced when it was made; it counts only while the two are equal
    content  bytea not null       -- see PackedUsage
);
-- Packed already, and read as a whole: neither compressed nor cut into pieces as long as it fits into a page.
alter table usage_packed alter column content set storage external;
alter table usage_packed set (toast_tuple_target = 8160);

-- How often rows of the account were replaced by a correction, or deleted.
alter table usage_account add column replaced integer not null default 0;

create function count_replaced_usage() returns trigger
    language plpgsql as
$$
begin
    -- In one order everywhere, so that no two corrections wait for each other.
    update usage_account a set replaced = a.replaced + 1
    from (select number from usage_account where number in (select account from old) order by number for update) o
    where a.number = o.number;
    return null;
end
$$;
create trigger count_replaced after update on usage
    referencing old table as old for each statement execute function count_replaced_usage();
create trigger count_deleted after delete on usage
    referencing old table as old for each statement execute function count_replaced_usage();

create function forget_packed_usage() returns trigger
    language plpgsql as
$$
begin
    truncate usage_packed;
    return null;
end
$$;
create trigger forget_packed after truncate on usage for each statement execute function forget_packed_usage();

-- Batches do not commit in the order of their numbers. So each holds a lock that they share until it ends, and whoever has the lock alone
-- knows that no batch is at work and each number to come is a greater one.
create function begin_usage_batch(in_import bigint) returns integer
    language plpgsql as
$$
declare
    batch integer;
begin
    perform pg_advisory_xact_lock_shared(hashtext('tidewatch-usage:' || current_schema()), 0);
    insert into usage_batch (import_number, known_at) values (in_import, business_now()) returning number into batch;
    return batch;
end
$$;

-- The last batch, if it and all before it have ended; null while one is at work. Call it in a transaction of its own: it holds up new
-- batches until that ends.
create function last_ended_usage_batch() returns integer
    language plpgsql as
$$
begin
    if pg_try_advisory_xact_lock(hashtext('tidewatch-usage:' || current_schema()), 0) then
        return (select coalesce(max(number), 0) from usage_batch);
    end if;
    return null;
end
$$;
