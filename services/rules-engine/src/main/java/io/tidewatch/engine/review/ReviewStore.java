package io.tidewatch.engine.review;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.maintenance.MaintenanceWindows;
import io.tidewatch.engine.review.DueReviews.Review;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which reviews owners were asked for, and the figures that they were given. */
@ApplicationScoped
class ReviewStore {

    /** Largest number that is counted: more of a flag says no more about its bounds. */
    static final int MOST_COUNTED = 10_000;

    private static final String PRESENT = """
            select business_now() as now, business_today() as today, hash, %s is not null as maintenance
            from active_bundle
            """.formatted(MaintenanceWindows.PRESENT_END);

    // $1 threshold, $2 since, $3 most counted. Each count reads as many entries of its index as it counts.
    private static final String FIGURES = """
            select (select count(*) from (select 1 from flag_transition
                        where threshold_id = $1 and at >= $2
                            and to_state = 'RAISED' and from_state is distinct from 'RAISED' limit $3) t) as raised,
                   (select count(*) from (select 1 from playbook_run
                        where threshold_id = $1 and state = 'SUCCEEDED' and closed_at >= $2 limit $3) s) as succeeded,
                   (select count(*) from (select 1 from playbook_run
                        where threshold_id = $1 and state = 'FAILED' and closed_at >= $2 limit $3) f) as failed
            """;

    /**
     * What holds at this moment.
     *
     * @param now business time
     * @param today its UTC day
     * @param activeBundle null while there is none
     * @param maintenance whether nobody is to be notified
     */
    record Present(Instant now, LocalDate today, String activeBundle, boolean maintenance) {}

    /**
     * A review that its owner was asked for.
     *
     * @param at business time
     * @param days how many days were looked at
     * @param raised how often a flag was raised in them, at most {@link #MOST_COUNTED}, as the following
     * @param succeeded runs that succeeded
     * @param failed runs that failed
     */
    record Asked(Instant at, int days, int raised, int succeeded, int failed) {}

    /** A review with what its owner is given. */
    record WithFigures(Review review, Asked asked) {}

    Uni<Present> present(SqlClient client) {
        return client.query(PRESENT).execute().map(rows -> {
            Row row = rows.iterator().next();
            return new Present(
                    row.getOffsetDateTime("now").toInstant(),
                    row.getLocalDate("today"),
                    row.getString("hash"),
                    row.getBoolean("maintenance"));
        });
    }

    /** Those of the reviews that nobody was asked for. */
    Uni<List<Review>> notAsked(SqlClient tx, List<Review> reviews) {
        return asked(tx, reviews).map(asked -> reviews.stream()
                .filter(review -> !asked.containsKey(review.thresholdId()))
                .toList());
    }

    /** Those of the reviews that owners were asked for, by threshold. */
    Uni<Map<String, Asked>> asked(SqlClient client, List<Review> reviews) {
        if (reviews.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return client.preparedQuery("""
                        select r.* from threshold_review r
                        join unnest($1::text[], $2::date[]) as w (threshold_id, review_by) using (threshold_id, review_by)
                        """)
                .execute(Tuple.tuple().addArrayOfString(ids(reviews)).addArrayOfLocalDate(days(reviews)))
                .map(rows -> {
                    Map<String, Asked> asked = new HashMap<>();
                    rows.forEach(row -> asked.put(row.getString("threshold_id"), asked(row)));
                    return asked;
                });
    }

    /** What happened with these thresholds since their review before; one bounded statement for each. */
    Uni<List<WithFigures>> figures(SqlClient tx, List<Review> reviews, Instant now) {
        Uni<List<WithFigures>> all = Uni.createFrom().item(new ArrayList<>());
        for (Review review : reviews) {
            OffsetDateTime since = now.minus(Duration.ofDays(review.days())).atOffset(ZoneOffset.UTC);
            all = all.flatMap(before -> tx.preparedQuery(FIGURES)
                    .execute(Tuple.of(review.thresholdId(), since, MOST_COUNTED))
                    .map(rows -> {
                        Row row = rows.iterator().next();
                        before.add(new WithFigures(
                                review,
                                new Asked(
                                        now,
                                        review.days(),
                                        row.getInteger("raised"),
                                        row.getInteger("succeeded"),
                                        row.getInteger("failed"))));
                        return before;
                    }));
        }
        return all;
    }

    /** Notes that owners are asked for these reviews. */
    Uni<Void> write(SqlClient tx, List<WithFigures> reviews, Instant now) {
        if (reviews.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Review> plain = reviews.stream().map(WithFigures::review).toList();
        return tx.preparedQuery("""
                        insert into threshold_review (threshold_id, review_by, asked_at, days, raised, succeeded, failed)
                        select t.threshold_id, t.review_by, $3, t.days, t.raised, t.succeeded, t.failed
                        from unnest($1::text[], $2::date[], $4::integer[], $5::integer[], $6::integer[], $7::integer[])
                            as t (threshold_id, review_by, days, raised, succeeded, failed)
                        """)
                .execute(Tuple.tuple()
                        .addArrayOfString(ids(plain))
                        .addArrayOfLocalDate(days(plain))
                        .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
                        .addArrayOfInteger(
                                reviews.stream().map(r -> r.asked().days()).toArray(Integer[]::new))
                        .addArrayOfInteger(
                                reviews.stream().map(r -> r.asked().raised()).toArray(Integer[]::new))
                        .addArrayOfInteger(
                                reviews.stream().map(r -> r.asked().succeeded()).toArray(Integer[]::new))
                        .addArrayOfInteger(
                                reviews.stream().map(r -> r.asked().failed()).toArray(Integer[]::new)))
                .replaceWithVoid();
    }

    private static Asked asked(Row row) {
        return new Asked(
                row.getOffsetDateTime("asked_at").toInstant(),
                row.getInteger("days"),
                row.getInteger("raised"),
                row.getInteger("succeeded"),
                row.getInteger("failed"));
    }

    private static String[] ids(List<Review> reviews) {
        return reviews.stream().map(Review::thresholdId).toArray(String[]::new);
    }

    private static LocalDate[] days(List<Review> reviews) {
        return reviews.stream().map(Review::by).toArray(LocalDate[]::new);
    }
}
