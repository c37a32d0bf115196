package io.tidewatch.benchmarks.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.benchmarks.run.TimedClient;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Mappings for the files of the kinds that the bundle declares, whose columns are named like the fields. */
public final class KindMappings {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOURCE = "tidewatch";
    private static final String CURRENCY = "currency";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Catalogue catalogue;

    /** The kinds of the bundle in that folder. */
    public KindMappings(Path rules) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(rules.resolve("records"))) {
            for (Path path : paths.toList()) {
                files.put("records/" + path.getFileName(), Files.readString(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The kinds of " + rules + " could not be read", e);
        }
        this.catalogue = Catalogue.parse(files);
    }

    /** The name of the mapping that reads the file of a kind. */
    public static String name(String kind) {
        return "base-" + kind.replace('_', '-');
    }

    /**
     * Makes the kinds known to a service on its own, without metrics.
     *
     * @param service calls as a service
     */
    void declare(TimedClient service) {
        String path = "/v1/catalogues/" + catalogue.catalogueHash();
        service.putJson(path, catalogue.toJson()).json();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!service.get(path, "application/json")
                .json()
                .path("state")
                .asText()
                .equals("READY")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("The kinds of the bundle were not ready after " + LIMIT);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Stores the mapping that reads a file. */
    public void store(TimedClient ingestion, String kind, Path file) {
        ingestion.putJson("/v1/mappings/" + name(kind), mapping(kind, file)).json();
    }

    private String mapping(String kind, Path file) {
        Map<String, RecordField> known =
                catalogue.language().vocabulary().kind(kind).fields();
        ObjectNode mapping = JSON.createObjectNode();
        mapping.put("source", SOURCE);
        mapping.put("kind", kind);
        ObjectNode fields = mapping.putObject("fields");
        String before = null;
        for (String column : header(file)) {
            // An amount has its currency in the column after it.
            boolean currency = column.equals(CURRENCY) && !known.containsKey(CURRENCY);
            ObjectNode source = fields.putObject(currency ? before + "." + CURRENCY : column);
            source.put("column", column);
            RecordField field = known.get(column);
            if (field != null && (field.type() == FieldType.WORDS || field.type() == FieldType.REFS)) {
                source.put("separator", "|");
            }
            before = column;
        }
        return mapping.toString();
    }

    private static String[] header(Path file) {
        try (BufferedReader csv = Files.newBufferedReader(file)) {
            return csv.readLine().split(",");
        } catch (IOException e) {
            throw new UncheckedIOException("The columns of " + file + " could not be read", e);
        }
    }
}
