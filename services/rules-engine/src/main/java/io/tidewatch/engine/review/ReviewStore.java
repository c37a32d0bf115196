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
     * @param answer null while there is none
     */
    record Asked(Instant at, int days, int raised, int succeeded, int failed, Answer answer) {}

    /**
     * What people answered by the link in the task.
     *
     * @param at when somebody answered first, business time
     * @param by the e-mail of the person who answered last
     * @param doneAt when somebody reported the review as done; null while nobody has
     */
    record Answer(Instant at, String by, Instant doneAt) {}

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
                                        row.getInteger("failed"),
                                        null)));
                        return before;
                    }));
        }
        return all;
    }

    /** Notes that owners are asked for the reviews of these tasks. */
    Uni<Void> write(SqlClient tx, List<ReviewTasks.Task> tasks, Instant now) {
        List<WithFigures> reviews =
                tasks.stream().flatMap(task -> task.reviews().stream()).toList();
        if (reviews.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Review> plain = reviews.stream().map(WithFigures::review).toList();
        return tx.preparedQuery("""
                        insert into threshold_review (threshold_id, review_by, asked_at, days, raised, succeeded, failed,
                                                      action_id)
                        select t.threshold_id, t.review_by, $3, t.days, t.raised, t.succeeded, t.failed, t.action_id
                        from unnest($1::text[], $2::date[], $4::integer[], $5::integer[], $6::integer[], $7::integer[],
                                    $8::text[])
                            as t (threshold_id, review_by, days, raised, succeeded, failed, action_id)
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
                                reviews.stream().map(r -> r.asked().failed()).toArray(Integer[]::new))
                        .addArrayOfString(tasks.stream()
                                .flatMap(task -> task.reviews().stream().map(review -> task.actionId()))
                                .toArray(String[]::new)))
                .replaceWithVoid();
    }

    /**
     * Notes the answer to a task; the first time of each answer stays. Any other action changes nothing.
     *
     * @param by the e-mail of who answered
     * @param done whether the review is done; otherwise somebody works on it
     */
    Uni<Void> answered(SqlClient tx, String actionId, String by, Instant at, boolean done) {
        return tx.preparedQuery("""
                        update threshold_review
                        set acknowledged_at = coalesce(acknowledged_at, $2), acknowledged_by = $3,
                            done_at = case when $4 then coalesce(done_at, $2) else done_at end
                        where action_id = $1
                        """)
                .execute(Tuple.of(actionId, at.atOffset(ZoneOffset.UTC), by, done))
                .replaceWithVoid();
    }

    private static Asked asked(Row row) {
        return new Asked(
                row.getOffsetDateTime("asked_at").toInstant(),
                row.getInteger("days"),
                row.getInteger("raised"),
                row.getInteger("succeeded"),
                row.getInteger("failed"),
                answer(row));
    }

    private static Answer answer(Row row) {
        OffsetDateTime at = row.getOffsetDateTime("acknowledged_at");
        OffsetDateTime doneAt = row.getOffsetDateTime("done_at");
        return at == null
                ? null
                : new Answer(
                        at.toInstant(), row.getString("acknowledged_by"), doneAt == null ? null : doneAt.toInstant());
    }

    private static String[] ids(List<Review> reviews) {
        return reviews.stream().map(Review::thresholdId).toArray(String[]::new);
    }

    private static LocalDate[] days(List<Review> reviews) {
        return reviews.stream().map(Review::by).toArray(LocalDate[]::new);
    }
}
