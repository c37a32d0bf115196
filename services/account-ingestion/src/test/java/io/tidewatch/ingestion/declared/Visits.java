package io.tidewatch.ingestion.declared;

import static io.tidewatch.ingestion.Ingestion.as;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.metric.catalogue.Catalogue;
import java.util.Map;
import java.util.TreeMap;

/** A catalogue with two kinds of its own: visits are facts, deals change and may be without an account. */
final class Visits {

    static final String VISIT = """
            kind: visit
            description: That we were at the customer's.
            nature: FACT
            time: visitedOn
            fields:
              visitedOn: {type: DATE, required: true}
              topic: {type: WORD, of: [PRICE, ROADMAP]}
              topics: {type: WORDS, of: [PRICE, ROADMAP, SUPPORT]}
              guests: {type: INTEGER}
              hours: {type: DECIMAL}
              fee: {type: MONEY}
              remote: {type: BOOLEAN}
              startedAt: {type: INSTANT}
              venue: {type: NAME}
              notes: {type: TEXT}
              host: {type: REF, to: contact}
              attendees: {type: REFS, to: contact}
            """;

    static final String DEAL = """
            kind: deal
            description: A sale that may come.
            nature: ENTITY
            time: openedOn
            account: optional
            fields:
              openedOn: {type: DATE}
              closedOn: {type: DATE}
              amount: {type: MONEY}
              probability: {type: INTEGER}
            spans:
              open: [openedOn, closedOn]
            """;

    private static final String PLEDGE = """
            kind: pledge
            description: What the customer promised to use.
            nature: ENTITY
            holds: true
            fields:
              units: {type: DECIMAL}
            """;

    private static final String COUNTED = """
            measures:
              counted: {%s}
            value: counted
            """;

    private Visits() {}

    /** A metric that counts deals, with an account or without. */
    static String deals() {
        return metric("deals", "count: deal, in: 30d") + "population: everyone\n";
    }

    private static String metric(String id, String counted) {
        return TestMetric.of(id, "NUMBER", COUNTED.formatted(counted));
    }

    /** The catalogue, with other texts for some of its files. */
    static Catalogue catalogue(Map<String, String> changed) {
        Map<String, String> files = new TreeMap<>(Map.of(
                "records/visit.yaml",
                VISIT,
                "records/deal.yaml",
                DEAL,
                "records/pledge.yaml",
                PLEDGE,
                "metrics/visits.yaml",
                metric("visits", "count: visit, in: 30d"),
                "metrics/pledged.yaml",
                metric("pledged", "sum: units, of: pledge")));
        changed.forEach((path, text) -> {
            if (text.isEmpty()) {
                files.remove(path);
            } else {
                files.put(path, text);
            }
        });
        return Catalogue.parse(files);
    }

    /** Hands the catalogue over, and waits for its values. */
    static void compute() {
        Ingestion.compute(catalogue(Map.of()));
    }

    /** Puts a record that is not there yet. */
    static Response create(String path, String fields) {
        return write(path, fields, null, false);
    }

    /** Puts a record that must have this ETag. */
    static Response change(String path, String fields, String etag) {
        return write(path, fields, etag, false);
    }

    /** Puts a record; without an ETag it must not be there yet. */
    static Response write(String path, String fields, String etag, boolean correction) {
        RequestSpecification request =
                as("integration").contentType("application/json").body("{\"fields\": " + fields + "}");
        return sent(request, etag, correction).put(path);
    }

    /** Deletes a record that must have this ETag. */
    static Response delete(String path, String etag, boolean correction) {
        return sent(as("integration"), etag, correction).delete(path);
    }

    private static RequestSpecification sent(RequestSpecification request, String etag, boolean correction) {
        if (correction) {
            request.queryParam("correction", true);
        }
        return etag == null ? request.header("If-None-Match", "*") : request.header("If-Match", etag);
    }
}
