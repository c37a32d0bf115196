package io.tidewatch.ingestion.suggestion;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The newest stories of customers in one industry. */
final class Stories {

    private static final int MOST = 3;

    /** How many stories of all industries are looked at. */
    private static final int NEWEST = 1_000;

    private static final String QUERY = """
            select s.account_id, a.name, s.id, s.headline
            from (select r.account_id, r.id, r.at, r.fields ->> 'headline' as headline
                  from record r
                  where r.kind = 'account_update' and r.fields ->> 'category' = 'STORY' and not r.deleted
                    and r.at < ($3::date + 1) at time zone 'UTC'
                  order by r.at desc, r.account_id, r.id limit $5) s
            join account a on a.id = s.account_id
            where s.account_id <> $1 and lower(a.industry) = lower($2) and s.headline is not null
            order by s.at desc, s.account_id, s.id limit $4
            """;

    private Stories() {}

    /**
     * A story.
     *
     * @param accountName the customer that it is about
     */
    record Story(String accountId, String accountName, String id, String headline) {}

    /** Stories of other accounts in an industry up to a day, the newest first; none without an industry. */
    static Uni<List<Story>> of(SqlClient tx, String accountId, String industry, LocalDate today) {
        return industry == null
                ? Uni.createFrom().item(List.of())
                : tx.preparedQuery(QUERY)
                        .execute(Tuple.of(accountId, industry, today, MOST, NEWEST))
                        .map(rows -> {
                            List<Story> found = new ArrayList<>();
                            rows.forEach(row -> found.add(
                                    new Story(row.getString(0), row.getString(1), row.getString(2), row.getString(3))));
                            return found;
                        });
    }
}
