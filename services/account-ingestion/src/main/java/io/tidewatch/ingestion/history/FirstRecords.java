package io.tidewatch.ingestion.history;

import io.smallrye.mutiny.Uni;
import io.tidewatch.metric.history.HistoryBuilder;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Map;

/**
 * Says when accounts without sign-up date and contract period began: with their first record of any kind, also of those that are not
 * loaded. Otherwise the value of a metric would depend on what else is computed with it. Most accounts have one of the two.
 */
final class FirstRecords {

    private static final String DAYS = """
            select r.account_id, min(r.day)
            from (select x.account_id, x.churned_on as day from churn_events_known(%1$s) x
                  union all
                  select x.account_id, x.rated_on from sentiments_known(%1$s) x
                  union all
                  select x.account_id, (x.opened_at at time zone 'UTC')::date from tickets_known(%1$s) x
                  union all
                  select x.account_id, (x.occurred_at at time zone 'UTC')::date from touchpoints_known(%1$s) x
                  union all
                  select x.account_id, (x.fields ->> 'createdOn')::date from users_known(%1$s) x
                  union all
                  select x.account_id, (x.at at time zone 'UTC')::date from records_known(%1$s) x
                  union all
                  select a.account_id, (select min(u.day) from usage_rows_known(%1$s) u
                                        where u.account = a.number and u.count > 0)
                  from usage_account a) r
            where r.account_id = any ($1)
            group by r.account_id
            """.formatted("coalesce($2::timestamptz, 'infinity')");

    private FirstRecords() {}

    /**
     * Sets the days.
     *
     * @param histories by account, with attributes and contract periods
     */
    static Uni<Void> load(SqlConnection client, HistoryScope scope, Map<String, HistoryBuilder> histories) {
        String[] accounts = histories.entrySet().stream()
                .filter(history -> !history.getKey().equals(HistoryScope.NO_ACCOUNT)
                        && !history.getValue().hasBeginning())
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
        if (accounts.length == 0) {
            return Uni.createFrom().voidItem();
        }
        return client.preparedQuery(DAYS)
                .execute(Tuple.tuple().addArrayOfString(accounts).addOffsetDateTime(scope.knownAt()))
                .invoke(rows ->
                        rows.forEach(row -> histories.get(row.getString(0)).firstRecord(row.getLocalDate(1))))
                .replaceWithVoid();
    }
}
