package io.tidewatch.ingestion.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The mappings: those that ship with the service, and those that were stored. */
@ApplicationScoped
public class Mappings {

    /** The files in the folder {@code mappings} of the service. */
    static final List<String> BUILT_IN = List.of(
            "ravenstack-accounts",
            "ravenstack-churn-events",
            "ravenstack-feature-usage",
            "ravenstack-subscriptions",
            "ravenstack-support-tickets",
            "tidewatch-accounts",
            "tidewatch-churn-events",
            "tidewatch-contacts",
            "tidewatch-contract-periods",
            "tidewatch-sentiment",
            "tidewatch-tickets",
            "tidewatch-touchpoints",
            "tidewatch-usage",
            "tidewatch-users");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Pool pool;
    private final AuditLog audit;
    private final Map<String, MappingFile> builtIn = new TreeMap<>();

    /** Reads the mappings of the service; an {@link IllegalStateException} stops the start when one is not valid. */
    Mappings(Pool pool, AuditLog audit) {
        this.pool = pool;
        this.audit = audit;
        for (String name : BUILT_IN) {
            builtIn.put(name, load(name));
        }
    }

    /** All mappings, in order of their name. */
    public Uni<List<MappingFile>> all() {
        return pool.query("select body::text as body from mapping").execute().map(rows -> {
            Map<String, MappingFile> all = new TreeMap<>(builtIn);
            for (Row row : rows) {
                MappingFile mapping = read(row.getString("body"));
                all.put(mapping.name(), mapping);
            }
            return new ArrayList<>(all.values());
        });
    }

    /** The mapping of that name; null when there is none. */
    public Uni<MappingFile> find(String name) {
        MappingFile own = builtIn.get(name);
        if (own != null) {
            return Uni.createFrom().item(own);
        }
        return pool.preparedQuery("select body::text as body from mapping where name = $1")
                .execute(Tuple.of(name))
                .map(rows -> rows.rowCount() == 0
                        ? null
                        : read(rows.iterator().next().getString("body")));
    }

    /**
     * Stores a mapping; uploads that were accepted before keep the one they started with.
     *
     * @param vocabulary the kinds that files can deliver
     * @return fails with {@code mapping-built-in} or {@code mapping-not-usable}
     */
    public Uni<MappingFile> store(String name, MappingFile mapping, Vocabulary vocabulary) {
        if (builtIn.containsKey(name)) {
            return Uni.createFrom()
                    .failure(new ProblemException(
                            MappingProblem.MAPPING_BUILT_IN,
                            "The mapping \"" + name + "\" ships with the service; store yours under another name."));
        }
        demandUsable(mapping, vocabulary);
        MappingFile named = mapping.named(name, false);
        return TemporaryFailure.retried(pool.withTransaction(tx -> tx.preparedQuery("""
                        insert into mapping (name, body, stored_at) values ($1, $2::text::jsonb, (select business_now()))
                        on conflict (name) do update set body = excluded.body, stored_at = excluded.stored_at
                        where mapping.body is distinct from excluded.body
                        returning xmax = 0 as created
                        """)
                .execute(Tuple.of(name, write(named)))
                .chain(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : audit.write(
                                tx,
                                Act.of(
                                                rows.iterator().next().getBoolean("created")
                                                        ? Action.CREATED
                                                        : Action.CHANGED,
                                                "mapping",
                                                name)
                                        .with("kind", named.kind())))
                .replaceWith(named)));
    }

    /**
     * The kind of record that files deliver with a mapping.
     *
     * @throws ProblemException {@code mapping-not-usable} with every fault that the mapping has with the kinds of this vocabulary
     */
    public static FileKind demandUsable(MappingFile mapping, Vocabulary vocabulary) {
        List<Fault> faults = MappingChecks.faults(mapping, vocabulary);
        if (!faults.isEmpty()) {
            throw new ProblemException(
                    MappingProblem.MAPPING_NOT_USABLE, faults.getFirst().detail(), faults);
        }
        return FileKind.of(mapping.kind(), vocabulary).orElseThrow();
    }

    /** The JSON that is stored with a mapping and with each job. */
    public static String write(MappingFile mapping) {
        try {
            return JSON.writeValueAsString(mapping);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A mapping could not be written", e);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static MappingFile read(String json) {
        try {
            return JSON.readValue(json, MappingFile.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored mapping could not be read", e);
        }
    }

    private static MappingFile load(String name) {
        String path = "/mappings/" + name + ".yaml";
        try (InputStream in = Mappings.class.getResourceAsStream(path)) {
            ObjectMapper yaml =
                    new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
            MappingFile mapping = yaml.readValue(in, MappingFile.class).named(name, true);
            List<Fault> faults = MappingChecks.faults(mapping, MetricLanguage.shipped());
            if (!faults.isEmpty()) {
                throw new IllegalStateException("The mapping " + path + " is not valid: " + faults);
            }
            return mapping;
        } catch (IOException e) {
            throw new UncheckedIOException("The mapping " + path + " could not be read", e);
        }
    }
}
