package io.tidewatch.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.tidewatch.contracts.Contract.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Conventions of documents, bodies and schemas. */
final class SchemaRules {

    private static final String PROBLEM = "application/problem+json";
    private static final String HTML = "text/html";

    /** How a feed's payload says that it is one. */
    private static final String PAYLOAD = "(?s).*([Dd]ata of the type|data of the feed's type).*";

    private SchemaRules() {}

    static Stream<Rule> all() {
        return Stream.of(
                new Rule("valid-openapi", "a contract is valid OpenAPI 3.0.3", SchemaRules::valid),
                new Rule(
                        "errors-are-problems",
                        "every error is problem+json with the shared schema",
                        SchemaRules::errors),
                new Rule("json-bodies-have-names", "a JSON body is a schema with a name", SchemaRules::named),
                new Rule(
                        "schema-names-are-unique",
                        "a schema's name has one meaning in a contract and the shared files",
                        SchemaRules::unique),
                new Rule(
                        "feed-payloads-have-no-enums",
                        "what goes into feeds has no enums: an older reader must accept a newer value",
                        SchemaRules::payloads),
                new Rule("requests-are-bounded", "texts and lists in requests have a bound", SchemaRules::bounded));
    }

    private static List<String> valid(Contract contract) {
        List<String> faults = new ArrayList<>();
        if (!"3.0.3".equals(contract.root().text("openapi"))) {
            faults.add("is OpenAPI " + contract.root().text("openapi"));
        }
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        List<String> messages = new OpenAPIV3Parser()
                .readLocation(contract.file().toString(), null, options)
                .getMessages();
        if (messages != null) {
            faults.addAll(messages);
        }
        return faults;
    }

    private static List<String> errors(Contract contract) {
        List<String> faults = new ArrayList<>();
        for (Operation operation : contract.operations()) {
            for (Map.Entry<String, Spec> response : operation.responses()) {
                if (response.getKey().matches("[45]..|default")) {
                    error(contract, operation, response.getKey(), response.getValue())
                            .forEach(faults::add);
                }
            }
        }
        return faults;
    }

    private static List<String> error(Contract contract, Operation operation, String status, Spec response) {
        List<String> faults = new ArrayList<>();
        String place = operation + " " + status + ": ";
        JsonNode problem =
                shared(contract, "problem.yaml").get("schemas").get("Problem").node();
        List<String> types =
                response.get("content").fields().stream().map(Map.Entry::getKey).toList();
        if (types.isEmpty()) {
            faults.add(place + "has no body");
        }
        for (String type : types) {
            // A person who opens a link in a message gets a page.
            if (type.equals(HTML) && operation.isPublic()) {
                continue;
            }
            Spec schema = response.get("content").get(type).get("schema");
            if (!type.equals(PROBLEM)) {
                faults.add(place + "is " + type);
            } else if (!schema.node().equals(problem)) {
                faults.add(place + "does not have the shared schema Problem");
            }
        }
        return faults;
    }

    private static Spec shared(Contract contract, String file) {
        return Spec.of(contract.file().resolveSibling("../shared").resolve(file));
    }

    private static List<String> named(Contract contract) {
        List<String> faults = new ArrayList<>();
        for (Operation operation : contract.operations()) {
            inPassing(
                    operation + " request",
                    Operation.jsonSchema(operation.spec().get("requestBody")),
                    faults);
            operation
                    .responses()
                    .forEach(response -> inPassing(
                            operation + " " + response.getKey(), Operation.jsonSchema(response.getValue()), faults));
        }
        return faults;
    }

    private static void inPassing(String place, Spec schema, List<String> faults) {
        boolean object = schema.has("properties")
                || schema.has("allOf")
                || schema.text("type").equals("array");
        if (schema.exists() && schema.reference().isEmpty() && object) {
            faults.add(place + ": give the schema a name in components and refer to it");
        }
    }

    private static List<String> unique(Contract contract) {
        Map<String, Spec> known = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        for (Map.Entry<String, Spec> schema : schemas(contract)) {
            Spec other = known.putIfAbsent(schema.getKey(), schema.getValue());
            if (other != null && !other.node().equals(schema.getValue().node())) {
                faults.add(schema.getKey() + " is one thing in " + other.file().getFileName() + " and another in "
                        + schema.getValue().file().getFileName());
            }
        }
        return faults;
    }

    private static List<Map.Entry<String, Spec>> schemas(Contract contract) {
        List<Map.Entry<String, Spec>> schemas = new ArrayList<>();
        for (String file : List.of("problem.yaml", "clock.yaml", "audit.yaml")) {
            schemas.addAll(shared(contract, file).get("schemas").fields());
        }
        schemas.addAll(shared(contract, "change-feed.yaml")
                .get("components")
                .get("schemas")
                .fields());
        schemas.addAll(contract.root().get("components").get("schemas").fields());
        return schemas;
    }

    private static List<String> payloads(Contract contract) {
        List<String> faults = new ArrayList<>();
        for (Map.Entry<String, Spec> schema :
                contract.root().get("components").get("schemas").fields()) {
            if (schema.getValue().text("description").matches(PAYLOAD)) {
                walk(schema.getKey(), schema.getValue(), new HashSet<>(), (place, part) -> {
                    if (part.has("enum")) {
                        faults.add(place + " is an enum; use a string and name the values in its description");
                    }
                });
            }
        }
        return faults;
    }

    private static List<String> bounded(Contract contract) {
        List<String> faults = new ArrayList<>();
        for (Operation operation : contract.operations()) {
            for (Spec parameter : operation.parameters()) {
                walk(
                        operation + " " + parameter.text("name"),
                        parameter.get("schema"),
                        new HashSet<>(),
                        (place, part) -> bound(place, part, faults));
            }
            walk(
                    operation + " body",
                    Operation.jsonSchema(operation.spec().get("requestBody")).followed(),
                    new HashSet<>(),
                    (place, part) -> bound(place, part, faults));
        }
        return faults;
    }

    private static void bound(String place, Spec schema, List<String> faults) {
        if (schema.node().path("readOnly").asBoolean()) {
            return;
        }
        if (schema.text("type").equals("string")
                && Stream.of("maxLength", "pattern", "enum", "format").noneMatch(schema::has)) {
            faults.add(place + ": a text without maxLength, pattern, format or enum");
        }
        if (schema.text("type").equals("array") && !schema.has("maxItems")) {
            faults.add(place + ": a list without maxItems");
        }
    }

    /** Visits a schema and all it is made of, each once. */
    private static void walk(String place, Spec schema, Set<Object> seen, Visitor visitor) {
        if (!schema.exists() || !seen.add(System.identityHashCode(schema.node()))) {
            return;
        }
        visitor.visit(place, schema);
        schema.get("properties")
                .fields()
                .forEach(property -> walk(place + "." + property.getKey(), property.getValue(), seen, visitor));
        if (schema.has("items")) {
            walk(place + "[]", schema.get("items"), seen, visitor);
        }
        if (schema.get("additionalProperties").node().isObject()) {
            walk(place + "{}", schema.get("additionalProperties"), seen, visitor);
        }
        for (String combined : List.of("allOf", "anyOf", "oneOf")) {
            schema.get(combined).items().forEach(part -> walk(place, part, seen, visitor));
        }
    }

    /** Is shown every part of a schema. */
    @FunctionalInterface
    private interface Visitor {
        void visit(String place, Spec schema);
    }
}
