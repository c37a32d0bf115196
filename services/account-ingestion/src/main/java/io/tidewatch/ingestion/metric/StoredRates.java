package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.ExchangeRates;
import io.tidewatch.metric.evaluation.ExchangeRates.Rate;
import io.tidewatch.money.Money;
import io.tidewatch.problem.ProblemException;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Loads the rates of exchange that metrics need. A rate counts whatever account its record names: it is one of the whole installation. */
final class StoredRates {

    /** How many rates are held in memory at a time: 60 currencies with a rate for each of 900 days, some 5 MB. */
    static final int MOST = 54_000;

    // Of each currency the rate that holds on the first day and those of the days after it. The first takes one look
    // into each index: the worker asks for it with every batch of accounts.
    private static final String STATEMENT = """
            select c.currency, (x.at at time zone 'UTC')::date, (x.fields ->> 'rate')::float8
            from unnest($3::text[]) as c (currency)
            cross join lateral (
                (select h.* from (
                    (select r.at, r.id, r.fields from record r
                     where r.kind = 'exchange_rate' and r.fields ->> 'into' = $2 and r.fields ->> 'currency' = c.currency and r.at <= $4
                       and not r.deleted and r.known_at <= coalesce($1::timestamptz, 'infinity')
                     order by r.at desc, r.id desc limit 1)
                    union all
                    (select r.at, r.id, r.fields from record_history r
                     where r.kind = 'exchange_rate' and r.fields ->> 'into' = $2 and r.fields ->> 'currency' = c.currency and r.at <= $4
                       and not r.deleted and r.known_at <= $1 and r.superseded_at > $1
                     order by r.at desc, r.id desc limit 1)) h
                 order by h.at desc, h.id desc limit 1)
                union all
                (select r.at, r.id, r.fields from records_known(coalesce($1::timestamptz, 'infinity')) r
                 where r.kind = 'exchange_rate' and r.fields ->> 'into' = $2 and r.fields ->> 'currency' = c.currency
                   and r.at > $4 and r.at <= $5)) x
            order by x.at, x.id limit $6
            """;

    private static final String[] CURRENCIES = Money.codes().toArray(String[]::new);

    private StoredRates() {}

    /**
     * Loads. Without a reporting currency, and where the metrics read no amount, nothing is loaded.
     *
     * @param knownAt leaves out what became known later; null for nothing
     * @param first the first as-of day
     * @param last the last as-of day, the first one or later
     * @return fails with {@code query-too-large} when these days have more than {@link #MOST} rates
     */
    static Uni<ExchangeRates> load(
            SqlClient client, CompiledMetrics metrics, OffsetDateTime knownAt, LocalDate first, LocalDate last) {
        String into = metrics.reportingCurrency();
        if (into == null) {
            return Uni.createFrom().item(ExchangeRates.NONE);
        }
        Tuple parameters = Tuple.tuple()
                .addOffsetDateTime(knownAt)
                .addString(into)
                .addArrayOfString(CURRENCIES)
                .addOffsetDateTime(first.atStartOfDay().atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(last.atStartOfDay().atOffset(ZoneOffset.UTC))
                .addInteger(MOST + 1);
        return client.preparedQuery(STATEMENT).execute(parameters).map(rows -> {
            if (rows.rowCount() > MOST) {
                throw new ProblemException(
                        MetricProblem.QUERY_TOO_LARGE,
                        "From " + first + " to " + last + " there are more than " + MOST
                                + " rates of exchange. Request days that lie closer together.");
            }
            List<Rate> rates = new ArrayList<>();
            rows.forEach(row -> rates.add(new Rate(row.getString(0), into, row.getLocalDate(1), row.getDouble(2))));
            return new ExchangeRates(into, rates);
        });
    }
}
