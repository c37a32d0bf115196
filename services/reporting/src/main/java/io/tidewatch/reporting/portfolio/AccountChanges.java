package io.tidewatch.reporting.portfolio;

import static io.tidewatch.reporting.portfolio.ReadModelHandler.required;

import io.tidewatch.money.Money;
import io.tidewatch.reporting.client.ingestion.model.AccountChange;
import io.tidewatch.reporting.client.ingestion.model.AccountMetrics;
import io.tidewatch.reporting.client.ingestion.model.MetricValue;
import io.tidewatch.reporting.portfolio.ReadModelHandler.Writing;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How changes of account-ingestion are stored: accounts, and the metric values that reports need. */
final class AccountChanges {

    private static final Writing<AccountChange> ACCOUNT =
            new Writing<>(AccountChange.class, """
            insert into account (id, partition, version, name, segment, csm_email, sales_owner_email)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (id) do update set version = excluded.version, deleted = false, name = excluded.name,
                segment = excluded.segment, csm_email = excluded.csm_email, sales_owner_email = excluded.sales_owner_email
            where account.version < excluded.version
            returning id as account_id""", AccountChanges::account, """
            insert into account (id, partition, version, deleted) values ($1, $2, $3, true)
            on conflict (id) do update set version = excluded.version, deleted = true where account.version < excluded.version
            returning id as account_id""");

    // One statement: the values follow the version of their account, also where an older version arrives late.
    private static final Writing<AccountMetrics> VALUES =
            new Writing<>(AccountMetrics.class, """
            with newer as (
                insert into account_metrics as m (account_id, partition, version, as_of, customer) values ($1, $2, $3, $4, $5)
                on conflict (account_id) do update set version = excluded.version, deleted = false, as_of = excluded.as_of,
                    customer = excluded.customer
                where m.version < excluded.version
                returning account_id),
            gone as (
                delete from account_metric v using newer n
                where v.account_id = n.account_id
                  and (v.metric, v.definition_hash) not in (select * from unnest($6::text[], $7::text[]))),
            written as (
                insert into account_metric (account_id, partition, metric, definition_hash, value, currency, reason, anchor, covered_through)
                select n.account_id, $2, u.*
                from newer n, unnest($6::text[], $7::text[], $8::bigint[], $9::text[], $10::text[], $11::date[], $12::date[]) as u
                on conflict (account_id, metric, definition_hash) do update set value = excluded.value,
                    currency = excluded.currency, reason = excluded.reason, anchor = excluded.anchor,
                    covered_through = excluded.covered_through)
            select account_id from newer""", AccountChanges::values, """
            insert into account_metrics as m (account_id, partition, version, deleted) values ($1, $2, $3, true)
            on conflict (account_id) do update set version = excluded.version, deleted = true
            where m.version < excluded.version
            returning account_id""");

    /** How to write each type. */
    static final Map<String, Writing<?>> WRITINGS = Map.of("account", ACCOUNT, "account-metrics", VALUES);

    private AccountChanges() {}

    private static Tuple account(int partition, FeedItem item, AccountChange account) {
        return Tuple.tuple(Arrays.asList(
                item.key(),
                (short) partition,
                item.version(),
                required(account.getName(), "name"),
                textOrNull(account.getSegment()),
                textOrNull(account.getCsmEmail()),
                textOrNull(account.getSalesOwnerEmail())));
    }

    private static Tuple values(int partition, FeedItem item, AccountMetrics metrics) {
        LocalDate asOf = required(metrics.getAsOf(), "asOf");
        Collection<Kept> kept = kept(metrics, asOf);
        return Tuple.tuple()
                .addString(required(metrics.getAccountId(), "accountId"))
                .addShort((short) partition)
                .addLong(item.version())
                .addLocalDate(asOf)
                .addBoolean(metrics.getCustomer())
                .addArrayOfString(kept.stream().map(Kept::metric).toArray(String[]::new))
                .addArrayOfString(kept.stream().map(Kept::definitionHash).toArray(String[]::new))
                .addArrayOfLong(kept.stream().map(Kept::value).toArray(Long[]::new))
                .addArrayOfString(kept.stream().map(Kept::currency).toArray(String[]::new))
                .addArrayOfString(kept.stream().map(Kept::reason).toArray(String[]::new))
                .addArrayOfLocalDate(kept.stream().map(Kept::anchor).toArray(LocalDate[]::new))
                .addArrayOfLocalDate(kept.stream().map(Kept::coveredThrough).toArray(LocalDate[]::new));
    }

    /** The values that reports need, each definition once. */
    private static Collection<Kept> kept(AccountMetrics metrics, LocalDate asOf) {
        Map<List<String>, Kept> kept = new LinkedHashMap<>();
        for (MetricValue value : metrics.getValues()) {
            if (ActiveDefinitions.METRICS.contains(value.getMetric())) {
                Kept one = Kept.of(value, asOf);
                kept.put(List.of(one.metric, one.definitionHash), one);
            }
        }
        return kept.values();
    }

    private static String textOrNull(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** A row of {@code account_metric}. */
    private record Kept(
            String metric,
            String definitionHash,
            Long value,
            String currency,
            String reason,
            LocalDate anchor,
            LocalDate coveredThrough) {

        static Kept of(MetricValue value, LocalDate asOf) {
            boolean known = "KNOWN".equals(value.getState()) && value.getValue() != null;
            Long number = known ? new BigDecimal(value.getValue()).longValueExact() : null;
            String currency = known && ActiveDefinitions.ARR.equals(value.getMetric()) ? currency(value, number) : null;
            return new Kept(
                    value.getMetric(),
                    required(value.getDefinitionHash(), "definitionHash"),
                    number,
                    currency,
                    value.getReason(),
                    known ? anchor(value, asOf, number) : null,
                    value.getCoveredThrough());
        }

        /** Only an amount of 0 may have none. */
        private static String currency(MetricValue value, long minor) {
            if (value.getCurrency() == null && minor == 0) {
                return null;
            }
            return Money.ofMinor(minor, required(value.getCurrency(), "currency of arr"))
                    .currency();
        }

        /** The date that the days are counted to, so that the days left follow from the day of the report. */
        private static LocalDate anchor(MetricValue value, LocalDate asOf, long days) {
            if (!ActiveDefinitions.DAYS_TO_RENEWAL.equals(value.getMetric())) {
                return null;
            }
            return value.getAnchor() != null ? value.getAnchor() : asOf.plusDays(days);
        }
    }
}
