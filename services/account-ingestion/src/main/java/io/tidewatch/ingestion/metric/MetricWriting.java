package io.tidewatch.ingestion.metric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes what has changed of the values of some accounts, and says which accounts are to be published. An age that is
 * merely a day older is written and not published: consumers count from the anchor.
 */
final class MetricWriting {

    /** A row of {@code metric_value}, all as text, comparable. */
    private record Row(
            String account,
            String metric,
            String hash,
            String state,
            String reason,
            String value,
            String numerator,
            String denominator,
            String currency,
            String windowDays,
            String anchor,
            String coveredThrough,
            String details,
            boolean age) {

        static Row of(AccountValue value, LocalDate asOf, ObjectMapper json) {
            return new Row(
                    value.accountId(),
                    value.definition().id(),
                    value.definition().definitionHash(),
                    value.known() ? "KNOWN" : "UNKNOWN",
                    value.reason(),
                    AccountValue.text(value.value()),
                    AccountValue.text(value.numerator()),
                    AccountValue.text(value.denominator()),
                    value.currency(),
                    Objects.toString(value.definition().windowDays(asOf), null),
                    Objects.toString(value.anchor(), null),
                    Objects.toString(value.coveredThrough(), null),
                    write(json, value.details()),
                    value.anchor() != null);
        }

        List<String> key() {
            return List.of(account, metric, hash);
        }

        /** What is published: the length of the window and the value of an age follow from the day and the anchor. */
        List<String> published() {
            List<String> published = new ArrayList<>(content());
            published.remove(6);
            if (age) {
                published.remove(2);
            }
            return published;
        }

        List<String> content() {
            return java.util.Arrays.asList(
                    state,
                    reason,
                    value,
                    numerator,
                    denominator,
                    currency,
                    windowDays,
                    anchor,
                    coveredThrough,
                    details);
        }

        private static String write(ObjectMapper json, Map<String, String> details) {
            try {
                return json.writeValueAsString(new TreeMap<>(details));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Details could not be written", e);
            }
        }
    }

    private static final String PRESENT = """
            select account_id, metric, definition_hash, state, reason, value, numerator, denominator, currency,
                   window_days::text, anchor::text, covered_through::text, details::text, anchor is not null
            from metric_value where account_id = any ($1)
            """;

    private static final String WRITE = """
            insert into metric_value (account_id, metric, definition_hash, state, reason, value, numerator, denominator, currency,
                                      window_days, anchor, covered_through, details)
            select u.a, u.m, u.h, u.s, u.r, u.v, u.n, u.d, u.c, u.w::integer, u.o::date, u.t::date, u.x::jsonb
            from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                        $9::text[], $10::text[], $11::text[], $12::text[], $13::text[]) as u (a, m, h, s, r, v, n, d, c, w, o, t, x)
            on conflict (account_id, metric, definition_hash) do update
            set state = excluded.state, reason = excluded.reason, value = excluded.value, numerator = excluded.numerator,
                denominator = excluded.denominator, currency = excluded.currency, window_days = excluded.window_days,
                anchor = excluded.anchor, covered_through = excluded.covered_through, details = excluded.details
            """;

    private static final String DROP = """
            delete from metric_value v
            where v.account_id = any ($1)
              and not exists (select 1 from unnest($2::text[], $3::text[]) as u (m, h)
                              where u.m = v.metric and u.h = v.definition_hash)
            """;

    // A new version only where something is published: consumers apply what is newer.
    private static final String STAMP = """
            insert into account_metrics as m (account_id, partition, version, as_of, catalogue_number, catalogue_hash, customer)
            select u.a, partition_of(u.a), 1, $3, $4, $5, u.a <> all ($6::text[]) from unnest($1::text[]) as u (a) order by u.a
            on conflict (account_id) do update
            set version = m.version + case when m.account_id = any ($2::text[]) then 1 else 0 end,
                as_of = excluded.as_of, catalogue_number = excluded.catalogue_number, catalogue_hash = excluded.catalogue_hash,
                customer = excluded.customer
            returning account_id, version
            """;

    private MetricWriting() {}

    /**
     * Writes the values.
     *
     * @param accounts all whose values were computed
     * @return the accounts whose values are to be published
     */
    static Uni<Set<String>> write(
            SqlConnection tx,
            ObjectMapper json,
            Collection<String> accounts,
            List<AccountValue> values,
            LocalDate asOf,
            CatalogueStore.Live newest) {
        String[] ids = accounts.stream().sorted().toArray(String[]::new);
        // Who becomes or stops being a customer has other values, and so is published.
        String[] notCustomers = values.stream()
                .filter(value -> AccountValue.NOT_A_CUSTOMER.equals(value.reason()))
                .map(AccountValue::accountId)
                .distinct()
                .toArray(String[]::new);
        Map<List<String>, Row> computed = new HashMap<>();
        values.forEach(value -> {
            Row row = Row.of(value, asOf, json);
            computed.put(row.key(), row);
        });
        return present(tx, json, ids).chain(present -> {
            List<Row> changed = new ArrayList<>();
            Set<String> publish = new TreeSet<>();
            computed.forEach((key, row) -> {
                Row before = present.get(key);
                if (before == null || !before.content().equals(row.content())) {
                    changed.add(row);
                }
                if (before == null || !before.published().equals(row.published())) {
                    publish.add(row.account());
                }
            });
            Set<List<String>> gone = new HashSet<>(present.keySet());
            gone.removeAll(computed.keySet());
            return store(tx, changed)
                    .chain(() -> gone.isEmpty() ? Uni.createFrom().voidItem() : drop(tx, ids, computed.values()))
                    .chain(() -> stamp(tx, ids, publish, notCustomers, asOf, newest))
                    .replaceWith(publish);
        });
    }

    /** PostgreSQL orders the keys of jsonb in its own way. */
    private static String normalised(ObjectMapper json, String details) {
        try {
            return json.writeValueAsString(json.readValue(details, TreeMap.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL wrote JSON that cannot be read", e);
        }
    }

    private static Uni<Map<List<String>, Row>> present(SqlConnection tx, ObjectMapper json, String[] ids) {
        return tx.preparedQuery(PRESENT)
                .execute(Tuple.tuple().addArrayOfString(ids))
                .map(rows -> {
                    Map<List<String>, Row> present = new HashMap<>();
                    rows.forEach(r -> {
                        Row row = new Row(
                                r.getString(0),
                                r.getString(1),
                                r.getString(2),
                                r.getString(3),
                                r.getString(4),
                                r.getString(5),
                                r.getString(6),
                                r.getString(7),
                                r.getString(8),
                                r.getString(9),
                                r.getString(10),
                                r.getString(11),
                                normalised(json, r.getString(12)),
                                r.getBoolean(13));
                        present.put(row.key(), row);
                    });
                    return present;
                });
    }

    private static Uni<Void> store(SqlConnection tx, List<Row> rows) {
        if (rows.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        rows.sort(java.util.Comparator.comparing(Row::account)
                .thenComparing(Row::metric)
                .thenComparing(Row::hash));
        Tuple values = Tuple.tuple()
                .addArrayOfString(rows.stream().map(Row::account).toArray(String[]::new))
                .addArrayOfString(rows.stream().map(Row::metric).toArray(String[]::new))
                .addArrayOfString(rows.stream().map(Row::hash).toArray(String[]::new));
        for (int i = 0; i < 10; i++) {
            int column = i;
            values.addArrayOfString(
                    rows.stream().map(row -> row.content().get(column)).toArray(String[]::new));
        }
        return tx.preparedQuery(WRITE).execute(values).replaceWithVoid();
    }

    private static Uni<Void> drop(SqlConnection tx, String[] ids, Collection<Row> computed) {
        Map<List<String>, Row> definitions = new HashMap<>();
        computed.forEach(row -> definitions.put(List.of(row.metric(), row.hash()), row));
        List<Row> kept = List.copyOf(definitions.values());
        return tx.preparedQuery(DROP)
                .execute(Tuple.tuple()
                        .addArrayOfString(ids)
                        .addArrayOfString(kept.stream().map(Row::metric).toArray(String[]::new))
                        .addArrayOfString(kept.stream().map(Row::hash).toArray(String[]::new)))
                .replaceWithVoid();
    }

    private static Uni<Void> stamp(
            SqlConnection tx,
            String[] ids,
            Set<String> publish,
            String[] notCustomers,
            LocalDate asOf,
            CatalogueStore.Live newest) {
        return tx.preparedQuery(STAMP)
                .execute(Tuple.tuple()
                        .addArrayOfString(ids)
                        .addArrayOfString(publish.toArray(String[]::new))
                        .addLocalDate(asOf)
                        .addLong(newest.number())
                        .addString(newest.hash())
                        .addArrayOfString(notCustomers))
                .replaceWithVoid();
    }
}
