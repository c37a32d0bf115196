package io.tidewatch.ingestion.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.change.ChangePublisher;
import io.tidewatch.ingestion.history.Histories;
import io.tidewatch.ingestion.history.UsageReading;
import io.tidewatch.ingestion.values.AccountRow;
import io.tidewatch.ingestion.values.SlotValue;
import io.tidewatch.ingestion.values.StoredRow;
import io.tidewatch.ingestion.values.ValueRows;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Compares the stored values of all accounts with computed ones, once a business day and chunk by chunk. There must be no
 * difference: one means that a change marked too few values, that a value changed on another day than was expected, or that packed usage
 * is not what its rows say: they are read here. Each is logged and counted, and the account is computed again.
 */
// Its counter is there from the start: one that begins with its first event hides that event from increase().
@Startup
@ApplicationScoped
public class ValueCheck {

    private static final Logger LOG = Logger.getLogger(ValueCheck.class);

    private static final String BEGIN = """
            update metric_check set day = business_today(), account_id = ''
            where day < business_today() and (business_now() at time zone 'UTC')::time >= $1
            """;

    private static final String NEXT = "select account_id from metric_check where account_id is not null";

    // Replicas that compare the same accounts do no harm; one of them moves on.
    private static final String MOVE = "update metric_check set account_id = $2 where account_id = $1";

    // Accounts whose change is not computed yet differ for a good reason.
    private static final String ACCOUNTS = """
            select v.account_id as id,
                   v.as_of <= $3 and v.next_change_at > $3 and v.catalogue_number = $4 and d.account_id is null
                       and not exists (select 1 from metric_sweep) as chosen
            from (select account_id, as_of, next_change_at, catalogue_number from account_values
                  where account_id > $1 order by account_id limit $2) v
            left join metric_dirty d on d.account_id = v.account_id
            order by v.account_id
            """;

    private static final String FORGET = """
            delete from usage_packed
            where account in (select a.number from usage_account a where a.account_id = any ($1))
            """;

    private final Pool pool;
    private final BusinessTime time;
    private final MetricConfig config;
    private final Counter differences;

    public ValueCheck(Pool pool, BusinessTime time, MetricConfig config, MeterRegistry meters) {
        this.pool = pool;
        this.time = time;
        this.config = config;
        this.differences = Counter.builder("tidewatch.metrics.differences")
                .description("Stored values that differed from computed ones in the daily comparison")
                .register(meters);
    }

    /** Compares the next accounts when the time of day has come; the answer is 0 when there is nothing to compare. */
    Uni<Integer> next(CatalogueStore.Live newest, CurrentValues values) {
        if (config.compareAt().isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return pool.preparedQuery(BEGIN)
                .execute(Tuple.of(config.compareAt().get()))
                .chain(() -> pool.query(NEXT).execute())
                .chain(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().item(0)
                        : compareAfter(rows.iterator().next().getString(0), newest, values)
                                // Also if none of these was to be compared, there may be more behind them.
                                .map(compared -> compared + 1));
    }

    /**
     * Looks at the accounts after one, as many as are computed together, and compares those for which nothing waits.
     *
     * @return how many were compared
     */
    Uni<Integer> compareAfter(String account, CatalogueStore.Live newest, CurrentValues values) {
        // One snapshot: a change that is committed meanwhile, and its mark, are both not seen.
        return pool.withTransaction(tx -> tx.query(Histories.OF_ONE_MOMENT)
                        .execute()
                        .chain(() -> time.today(tx))
                        .chain(today -> accounts(tx, account, today, newest)
                                .chain(accounts -> compare(tx, accounts.chosen(), today, values)
                                        .map(different -> new Compared(accounts, different)))))
                .chain(compared -> (compared.different().isEmpty()
                                ? Uni.createFrom().voidItem()
                                : forgetPackedUsage(compared.different())
                                        .chain(() -> ChangePublisher.markDirty(pool, compared.different())))
                        .chain(() -> pool.preparedQuery(MOVE)
                                .execute(Tuple.of(account, compared.accounts().last())))
                        .replaceWith(compared.accounts().chosen().size()));
    }

    private record Compared(AccountChunk accounts, Set<String> different) {}

    private Uni<AccountChunk> accounts(SqlConnection tx, String after, LocalDate today, CatalogueStore.Live newest) {
        return tx.preparedQuery(ACCOUNTS)
                .execute(Tuple.of(after, config.batchAccounts(), today, newest.number()))
                .map(rows -> AccountChunk.of(rows, config.batchAccounts()));
    }

    private Uni<Set<String>> compare(SqlConnection tx, List<String> accounts, LocalDate today, CurrentValues values) {
        if (accounts.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        SortedMap<String, Set<String>> all = new TreeMap<>();
        accounts.forEach(account -> all.put(account, null));
        return ValueRows.read(tx, accounts).chain(before -> values.rows(tx, today, all, before, UsageReading.ROWS)
                .map(rows -> different(rows, before)));
    }

    /** What is packed may be why values differ. */
    private Uni<?> forgetPackedUsage(Set<String> accounts) {
        return pool.preparedQuery(FORGET).execute(Tuple.of(accounts.toArray(String[]::new)));
    }

    private Set<String> different(List<AccountRow> rows, Map<String, StoredRow> stored) {
        Set<String> different = new TreeSet<>();
        for (AccountRow row : rows) {
            AccountRow before = stored.get(row.accountId()).row();
            if (!Objects.equals(row.records(), before.records())) {
                different.add(row.accountId());
                differences.increment();
                LOG.errorf("The stored records of account %s that rules judge by are not the newest", row.accountId());
            }
            for (SlotValue value : row.values()) {
                if (!value.isSameValue(before.value(value.slot()))) {
                    different.add(row.accountId());
                    differences.increment();
                    LOG.errorf(
                            "The stored value of account %s in slot %d is %s, but computed it is %s",
                            row.accountId(), value.slot(), before.value(value.slot()), value);
                }
            }
        }
        return different;
    }
}
