package io.tidewatch.feed.consumer;

/** The statements with which a consumer stores its cursors. */
final class FeedSql {

    /** $1 consumer, $2 provider, $3 partitions. */
    static final String CURSORS = """
            select partition, cursor from feed_cursor
            where consumer = $1 and provider = $2 and partition = any ($3::smallint[])
            """;

    /** $1 consumer, $2 provider, $3 partition, $4 cursor. */
    static final String BEGIN = """
            insert into feed_cursor (consumer, provider, partition, cursor) values ($1, $2, $3, $4)
            on conflict (consumer, provider, partition)
            do update set cursor = excluded.cursor, stored_at = clock_timestamp()
            """;

    /**
     * $1 consumer, $2 provider, $3 partitions, $4 cursors before, $5 cursors after. Fewer rows than partitions: some
     * cursor is no longer the one that was read. So an effect whose commit succeeded without an answer is not repeated.
     */
    static final String MOVE = """
            update feed_cursor c
            set cursor = n.after, stored_at = clock_timestamp()
            from unnest($3::smallint[], $4::text[], $5::text[]) as n (partition, before, after)
            where c.consumer = $1 and c.provider = $2 and c.partition = n.partition and c.cursor = n.before
            """;

    /** $1 consumer, $2 provider, $3 partition, $4 seq, $5 type, $6 key, $7 envelope as JSON text. */
    static final String PARK = """
            insert into feed_parked (consumer, provider, partition, seq, type, key, envelope)
            values ($1, $2, $3, $4, $5, $6, $7::text::jsonb)
            on conflict do nothing
            """;

    private FeedSql() {}
}
