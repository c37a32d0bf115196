package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.metric.catalogue.Catalogue;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stored catalogues, ready to compute with. A catalogue never changes under its hash, so each is read once. That takes seconds: a worker
 * thread does it, and who asks meanwhile waits without a thread.
 */
final class ParsedCatalogues {

    private static final String BODIES = "select hash, body from catalogue where hash = any ($1)";

    private final Map<String, Uni<EvaluatedCatalogue>> known = new ConcurrentHashMap<>();

    /** The stored catalogues of these hashes, in their order. Only the texts of those that are new here are read. */
    Uni<List<EvaluatedCatalogue>> of(SqlClient client, List<String> hashes) {
        if (hashes.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        String[] unknown =
                hashes.stream().filter(hash -> !known.containsKey(hash)).toArray(String[]::new);
        Uni<?> read = unknown.length == 0
                ? Uni.createFrom().voidItem()
                : client.preparedQuery(BODIES)
                        .execute(Tuple.tuple().addArrayOfString(unknown))
                        .invoke(rows -> rows.forEach(row -> parse(row.getString("hash"), row.getString("body"))));
        return read.chain(
                () -> Uni.join().all(hashes.stream().map(known::get).toList()).andFailFast());
    }

    private void parse(String hash, String body) {
        known.computeIfAbsent(hash, any -> Uni.createFrom()
                .item(() -> EvaluatedCatalogue.of(Catalogue.fromJson(body)))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure()
                .invoke(() -> known.remove(hash))
                .memoize()
                .indefinitely());
    }
}
