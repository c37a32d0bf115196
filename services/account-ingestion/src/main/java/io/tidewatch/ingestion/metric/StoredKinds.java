package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.problem.Problem;
import io.tidewatch.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What stored records demand of a catalogue: the kinds and fields that they have. */
final class StoredKinds {

    private static final String WITH_RECORDS = """
            select k as kind,
                   exists (select 1 from record r where r.kind = k and not r.deleted and r.account_id = '-') as without_account
            from unnest($1::text[]) k
            where exists (select 1 from record r where r.kind = k and not r.deleted)
            """;

    private static final String WITH_FIELD = Arrays.stream(RecordKind.values())
            .filter(kind -> kind != RecordKind.USAGE)
            .map(kind -> "when '" + kind.languageName() + "' then exists (select 1 from " + kind.table()
                    + " r where r.fields ? n.field)")
            .collect(Collectors.joining(
                    " ",
                    "select n.kind, n.field from unnest($1::text[], $2::text[]) as n (kind, field) where case n.kind ",
                    " end"));

    private static final String READY =
            "select hash from catalogue where state = 'READY' and live order by handed_at desc";

    private StoredKinds() {}

    /**
     * Compares the kinds with those of every catalogue under which records may have been stored.
     *
     * @return fails with {@code kind-incompatible}
     */
    static Uni<Void> demandCompatible(SqlClient tx, Catalogue catalogue, ParsedCatalogues parsed) {
        Vocabulary after = catalogue.language().vocabulary();
        return tx.query(READY)
                .execute()
                .chain(rows -> parsed.of(tx, CatalogueStore.hashes(rows)))
                .chain(ready -> {
                    Set<KindChanges.Change> changes =
                            new LinkedHashSet<>(KindChanges.between(MetricLanguage.shipped(), after));
                    ready.forEach(one -> changes.addAll(KindChanges.between(one.vocabulary(), after)));
                    return changes.isEmpty() ? Uni.createFrom().voidItem() : demandNone(tx, changes);
                });
    }

    private static Uni<Void> demandNone(SqlClient tx, Set<KindChanges.Change> changes) {
        List<KindChanges.Change> fields =
                changes.stream().filter(change -> change.field() != null).toList();
        Tuple kinds = Tuple.tuple().addArrayOfString(texts(changes, KindChanges.Change::kind));
        Tuple further = Tuple.tuple()
                .addArrayOfString(texts(fields, KindChanges.Change::kind))
                .addArrayOfString(texts(fields, KindChanges.Change::field));
        return tx.preparedQuery(WITH_RECORDS)
                .execute(kinds)
                .chain(records -> tx.preparedQuery(WITH_FIELD)
                        .execute(further)
                        .invoke(values -> demandNone(changes, records, values)))
                .replaceWithVoid();
    }

    private static String[] texts(Collection<KindChanges.Change> changes, Function<KindChanges.Change, String> text) {
        return changes.stream().map(text).toArray(String[]::new);
    }

    /**
     * @param records the declared kinds of which there are records
     * @param values the fields of built-in kinds of which there are values
     */
    private static void demandNone(Set<KindChanges.Change> changes, RowSet<Row> records, RowSet<Row> values) {
        Map<String, Boolean> withoutAccount = new HashMap<>();
        records.forEach(row -> withoutAccount.put(row.getString("kind"), row.getBoolean("without_account")));
        Set<String> stored = new HashSet<>();
        values.forEach(row -> stored.add(row.getString("kind") + "." + row.getString("field")));
        List<Problem.Fault> faults = changes.stream()
                .filter(change -> change.field() != null
                        ? stored.contains(change.kind() + "." + change.field())
                        : withoutAccount.containsKey(change.kind())
                                && (!change.withoutAccountOnly() || withoutAccount.get(change.kind())))
                .map(change -> Problem.Fault.at("records/" + change.kind() + ".yaml", change.sentence()))
                .toList();
        if (!faults.isEmpty()) {
            throw new ProblemException(
                    MetricProblem.KIND_INCOMPATIBLE,
                    faults.getFirst().detail()
                            + " There are records that do not fit; change or delete them first, or keep what they need.",
                    faults);
        }
    }
}
