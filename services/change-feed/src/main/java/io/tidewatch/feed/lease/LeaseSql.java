package io.tidewatch.feed.lease;

/** The statements of leases. All times come from the clock of the database. */
final class LeaseSql {

    /** $1 consumer. Creates the rows on which leases are claimed. */
    static final String ROWS = """
            insert into feed_lease (consumer, partition)
            select $1, p from generate_series(0, 64) as p
            on conflict do nothing
            """;

    /**
     * $1 consumer, $2 owner, $3 term in ms. Records that this replica is alive; returns how many are, including it, and how many of
     * them come before it by name.
     */
    static final String ALIVE = """
            with me as (
                insert into feed_member (consumer, owner, until)
                values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
                on conflict (consumer, owner) do update set until = excluded.until),
            gone as (
                delete from feed_member
                where consumer = $1 and owner <> $2 and until < clock_timestamp() - interval '1 hour')
            select count(*) + 1 as alive, count(*) filter (where owner < $2) as before
            from feed_member
            where consumer = $1 and owner <> $2 and until > clock_timestamp()
            """;

    /**
     * $1 consumer, $2 owner, $3 partitions, $4 epochs, $5 term in ms. Renews the leases that this replica still holds,
     * including expired ones that no other replica claimed: their epoch is unchanged, so no other has worked meanwhile.
     */
    static final String RENEW = """
            update feed_lease l
            set until = clock_timestamp() + $5 * interval '1 millisecond'
            from unnest($3::smallint[], $4::bigint[]) as mine (partition, epoch)
            where l.consumer = $1 and l.owner = $2 and l.partition = mine.partition and l.epoch = mine.epoch
            returning l.partition, l.epoch
            """;

    /**
     * $1 consumer, $2 owner, $3 how many, $4 term in ms. Claims free and expired leases and raises their epoch. Rows on
     * which a fenced transaction of the old owner is open are skipped, not waited for.
     */
    static final String CLAIM = """
            with free as (
                select partition from feed_lease
                where consumer = $1 and (owner is null or until < clock_timestamp())
                order by partition
                limit $3
                for update skip locked)
            update feed_lease l
            set owner = $2, epoch = l.epoch + 1, until = clock_timestamp() + $4 * interval '1 millisecond'
            from free
            where l.consumer = $1 and l.partition = free.partition
            returning l.partition, l.epoch
            """;

    /** $1 consumer, $2 owner, $3 partitions. Releases leases; the next claim raises the epoch. */
    static final String RELEASE = """
            update feed_lease set owner = null, until = '-infinity'
            where consumer = $1 and owner = $2 and partition = any ($3::smallint[])
            """;

    /** $1 consumer, $2 owner. */
    static final String LEAVE = "delete from feed_member where consumer = $1 and owner = $2";

    /**
     * $1 consumer, $2 owner. Ends the open transactions of owners whose lease has expired: a process that was stopped in
     * the middle of one still holds its locks. Only connections of the same database role can be ended, as intended.
     */
    static final String END_FROZEN = """
            select a.application_name, pg_terminate_backend(a.pid) as ended
            from pg_stat_activity a
            where a.usename = current_user and a.datname = current_database()
              and a.xact_start is not null and a.pid <> pg_backend_pid()
              and a.application_name in (
                  select left(l.owner, 63) from feed_lease l
                  where l.consumer = $1 and l.owner <> $2 and l.until < clock_timestamp())
            """;

    /**
     * $1 consumer, $2 owner, $3 partitions, $4 epochs. Holds the leases for this transaction; fewer rows mean that some are lost.
     * Sets the application name to the owner, whatever name the pooled connection has: see {@link #END_FROZEN}.
     */
    static final String HOLD = """
            select l.partition, set_config('application_name', $2, true)
            from feed_lease l
            join unnest($3::smallint[], $4::bigint[]) as mine (partition, epoch)
                on l.partition = mine.partition and l.epoch = mine.epoch
            where l.consumer = $1 and l.owner = $2
            order by l.partition
            for key share of l
            """;

    private LeaseSql() {}
}
