package io.tidewatch.ingestion.vocabulary;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.Vocabulary;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;

/** The kinds of record that hold now, against which records are checked when they come. */
@ApplicationScoped
public class CurrentVocabulary {

    private static final String NEWEST =
            "select hash from catalogue where state = 'READY' and live order by handed_at desc limit 1";

    private static final String BODY = "select body from catalogue where hash = $1";

    private static final Known SHIPPED = new Known("", MetricLanguage.shipped());

    /** The vocabulary of the catalogue of that hash, which never changes. */
    private record Known(String hash, Vocabulary vocabulary) {}

    private volatile Known last = SHIPPED;

    /**
     * The kinds of the catalogue handed over last that is ready; those that ship with the service when none is.
     *
     * @param client the transaction in which records are checked against them, or a pool
     */
    public Uni<Vocabulary> read(SqlClient client) {
        return client.query(NEWEST).execute().chain(rows -> {
            String hash = rows.rowCount() == 0
                    ? SHIPPED.hash()
                    : rows.iterator().next().getString("hash");
            Known known = hash.equals(SHIPPED.hash()) ? SHIPPED : last;
            return known.hash().equals(hash) ? Uni.createFrom().item(known.vocabulary()) : parse(client, hash);
        });
    }

    /** It may take seconds; the request goes on in its own context, which database sessions belong to. */
    private Uni<Vocabulary> parse(SqlClient client, String hash) {
        Context caller = Vertx.currentContext();
        Uni<Vocabulary> parsed = client.preparedQuery(BODY)
                .execute(Tuple.of(hash))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(found -> {
                    Known newest =
                            new Known(hash, ofCatalogue(found.iterator().next().getString("body")));
                    last = newest;
                    return newest.vocabulary();
                });
        return caller == null ? parsed : parsed.emitOn(task -> caller.runOnContext(ignored -> task.run()));
    }

    /** Of a catalogue as it was handed over; its metrics are not read. */
    private static Vocabulary ofCatalogue(String body) {
        Map<String, String> files = new HashMap<>();
        new JsonObject(body).getJsonObject("files").forEach(file -> {
            if (file.getKey().startsWith(MetricLanguage.RECORDS)) {
                files.put(file.getKey(), (String) file.getValue());
            }
        });
        return MetricLanguage.check(files).vocabulary();
    }
}
