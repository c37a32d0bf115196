package io.tidewatch.reporting.portfolio;

import static io.tidewatch.reporting.portfolio.ReadModelHandler.required;

import io.tidewatch.reporting.client.ingestion.model.AccountChange;
import io.tidewatch.reporting.client.ingestion.model.AccountMetrics;
import io.tidewatch.reporting.client.ingestion.model.MetricValue;
import io.tidewatch.reporting.portfolio.ReadModelHandler.Writing;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** What account-ingestion tells: accounts, and the values of their metrics that reports need. */
final class AccountChanges {

    private static final String ARR = "arr";
    private static final String DAYS_TO_RENEWAL = "days-to-renewal";

    private static final Writing<AccountChange> ACCOUNT =
            new Writing<>(AccountChange.class, """
            insert into account (id, partition, version, name, segment, csm_email, sales_owner_email)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (id) do update set version = excluded.version, deleted = false, name = excluded.name,
                segment = excluded.segment, csm_email = excluded.csm_email, sales_owner_email = excluded.sales_owner_email
            where account.version < excluded.version""", AccountChanges::account, """
            insert into account (id, partition, version, deleted) values ($1, $2, $3, true)
            on conflict (id) do update set version = excluded.version, deleted = true where account.version < excluded.version""");

    private static final Writing<AccountMetrics> VALUES =
            new Writing<>(AccountMetrics.class, """
            insert into account_value (account_id, partition, version, as_of, arr_minor, arr_currency, arr_definition_hash,
                arr_reason, renewal_on, renewal_known_through)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (account_id) do update set version = excluded.version, deleted = false, as_of = excluded.as_of,
                arr_minor = excluded.arr_minor, arr_currency = excluded.arr_currency,
                arr_definition_hash = excluded.arr_definition_hash, arr_reason = excluded.arr_reason,
                renewal_on = excluded.renewal_on, renewal_known_through = excluded.renewal_known_through
            where account_value.version < excluded.version""", AccountChanges::values, """
            insert into account_value (account_id, partition, version, deleted) values ($1, $2, $3, true)
            on conflict (account_id) do update set version = excluded.version, deleted = true
            where account_value.version < excluded.version""");

    /** How to write each type. */
    static final Map<String, Writing<?>> WRITINGS = Map.of("account", ACCOUNT, "account-metrics", VALUES);

    private AccountChanges() {}

    private static Tuple account(int partition, Told told, AccountChange account) {
        return Tuple.tuple(Arrays.asList(
                told.key(),
                (short) partition,
                told.version(),
                required(account.getName(), "name"),
                textOrNull(account.getSegment()),
                textOrNull(account.getCsmEmail()),
                textOrNull(account.getSalesOwnerEmail())));
    }

    private static Tuple values(int partition, Told told, AccountMetrics metrics) {
        MetricValue arr = valueOf(metrics, ARR).orElse(null);
        Long arrMinor = isKnown(arr) ? new BigDecimal(arr.getValue()).longValueExact() : null;
        MetricValue renewal = valueOf(metrics, DAYS_TO_RENEWAL).orElse(null);
        return Tuple.tuple(Arrays.asList(
                required(metrics.getAccountId(), "accountId"),
                (short) partition,
                told.version(),
                required(metrics.getAsOf(), "asOf"),
                arrMinor,
                arrMinor == null ? null : currency(arr, arrMinor),
                arr == null ? null : arr.getDefinitionHash(),
                arr == null ? "account-ingestion has no ARR of it" : arr.getReason(),
                renewalDay(metrics.getAsOf(), renewal),
                renewal == null ? null : renewal.getCoveredThrough()));
    }

    /** Nothing has no currency; everything else must. */
    private static String currency(MetricValue arr, long minor) {
        return minor == 0 ? arr.getCurrency() : required(arr.getCurrency(), "currency of arr");
    }

    /** The day that is counted to; the days left follow from it and the day of the report. */
    private static LocalDate renewalDay(LocalDate asOf, MetricValue renewal) {
        if (!isKnown(renewal)) {
            return null;
        }
        return renewal.getAnchor() != null
                ? renewal.getAnchor()
                : asOf.plusDays(new BigDecimal(renewal.getValue()).longValueExact());
    }

    private static Optional<MetricValue> valueOf(AccountMetrics metrics, String metric) {
        return metrics.getValues().stream()
                .filter(value -> metric.equals(value.getMetric()))
                .findFirst();
    }

    private static boolean isKnown(MetricValue value) {
        return value != null && "KNOWN".equals(value.getState()) && value.getValue() != null;
    }

    private static String textOrNull(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
