package io.tidewatch.contracts;

import io.tidewatch.contracts.Contract.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Conventions of paths and operations. */
final class OperationRules {

    private static final Map<String, List<String>> VERBS = Map.of(
            "GET", List.of("get", "list", "show"),
            "PUT", List.of("put", "set", "activate", "acknowledge", "complete", "skip", "cancel"),
            "POST", List.of("create", "start", "upload", "query", "read", "acknowledge", "cancel"),
            "PATCH", List.of("update"),
            "DELETE", List.of("delete"));

    private static final Pattern SEGMENT = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*(\\.csv)?|\\{[a-z][A-Za-z0-9]*}");

    private static final Set<String> ROLES =
            Set.of("csm", "cs-leader", "sales", "executive", "analyst", "admin", "integration", "service");

    /** The few operations without a login: links that a person opens from a message. */
    private static final Set<String> PUBLIC = Set.of("showAcknowledgement", "acknowledge");

    /** They query with a body, cancel, or acknowledge from a form, and create nothing that has an address. */
    private static final Set<String> CREATE_NOTHING =
            Set.of("readChanges", "queryMetrics", "queryWhatIf", "acknowledge", "cancelRuns");

    /** Lists that are always short and have one page. */
    private static final Set<String> WHOLE_LISTS = Set.of("listMappings", "listSources", "listMaintenanceWindows");

    private OperationRules() {}

    static Stream<Rule> all() {
        return Stream.of(
                rule(
                        "operation-id-verb",
                        "an operationId begins with a verb that fits its method",
                        OperationRules::verb),
                rule("path-kebab-case", "paths are in kebab-case, parameters in camelCase", OperationRules::kebab),
                new Rule("one-declared-tag", "every operation has one tag, which is declared", OperationRules::tags),
                rule(
                        "roles-known",
                        "every operation names its roles (x-roles), or is public and on the short list of those",
                        OperationRules::roles),
                rule("roles-answer-401-403", "an operation with roles declares 401 and 403", OperationRules::refusals),
                rule(
                        "post-creates-with-location",
                        "a POST that creates answers 201 or 202 with the Location of what it made",
                        OperationRules::creation),
                rule(
                        "list-is-paged",
                        "a list takes after and limit and answers items and next",
                        OperationRules::paging));
    }

    private static Rule rule(String id, String sentence, Function<Operation, List<String>> check) {
        return new Rule(id, sentence, contract -> contract.operations().stream()
                .flatMap(operation -> check.apply(operation).stream().map(fault -> operation + ": " + fault))
                .toList());
    }

    private static List<String> verb(Operation operation) {
        boolean fits = VERBS.getOrDefault(operation.method(), List.of()).stream()
                .anyMatch(verb -> operation.id().matches(verb + "([A-Z][A-Za-z0-9]*)?"));
        return fits
                ? List.of()
                : List.of("operationId \"" + operation.id() + "\" should begin with one of "
                        + VERBS.getOrDefault(operation.method(), List.of()));
    }

    private static List<String> kebab(Operation operation) {
        return Stream.of(operation.path().split("/"))
                .filter(segment -> !segment.isEmpty())
                .filter(segment -> !SEGMENT.matcher(segment).matches())
                .map(segment -> "\"" + segment + "\" is not in kebab-case (a parameter: camelCase)")
                .toList();
    }

    private static List<String> tags(Contract contract) {
        List<String> declared = contract.root().get("tags").items().stream()
                .map(tag -> tag.text("name"))
                .toList();
        List<String> faults = new ArrayList<>();
        for (Operation operation : contract.operations()) {
            List<String> tags = operation.spec().texts("tags");
            if (tags.size() != 1) {
                faults.add(operation + ": has " + tags.size() + " tags");
            }
            tags.stream()
                    .filter(tag -> !declared.contains(tag))
                    .forEach(tag -> faults.add(operation + ": the tag \"" + tag + "\" is not declared"));
        }
        return faults;
    }

    private static List<String> roles(Operation operation) {
        List<String> faults = new ArrayList<>();
        List<String> roles = operation.spec().texts("x-roles");
        if (operation.isPublic()) {
            if (!PUBLIC.contains(operation.id())) {
                faults.add("is public, but not on the list of operations that may be");
            }
            if (!roles.isEmpty()) {
                faults.add("is public and names roles");
            }
            return faults;
        }
        if (roles.isEmpty()) {
            faults.add("names no roles (x-roles)");
        }
        roles.stream()
                .filter(role -> !ROLES.contains(role))
                .forEach(role -> faults.add("unknown role \"" + role + "\""));
        return faults;
    }

    private static List<String> refusals(Operation operation) {
        if (operation.isPublic()) {
            return List.of();
        }
        return Stream.of("401", "403")
                .filter(status -> !operation.spec().get("responses").has(status))
                .map(status -> "does not declare " + status)
                .toList();
    }

    private static List<String> creation(Operation operation) {
        if (!operation.method().equals("POST") || CREATE_NOTHING.contains(operation.id())) {
            return List.of();
        }
        List<String> faults = new ArrayList<>();
        for (Map.Entry<String, Spec> response : operation.responses()) {
            if (!response.getKey().startsWith("2")) {
                continue;
            }
            if (!Set.of("201", "202").contains(response.getKey())) {
                faults.add("answers " + response.getKey() + " instead of 201 or 202");
            } else if (!response.getValue().get("headers").has("Location")) {
                faults.add(response.getKey() + " has no Location");
            }
        }
        return faults;
    }

    private static List<String> paging(Operation operation) {
        if (!operation.id().startsWith("list")) {
            return List.of();
        }
        List<String> faults = new ArrayList<>();
        boolean whole = WHOLE_LISTS.contains(operation.id());
        List<String> parameters = operation.parameters().stream()
                .map(parameter -> parameter.text("name"))
                .toList();
        for (String wanted : List.of("after", "limit")) {
            if (!whole && !parameters.contains(wanted)) {
                faults.add("does not take " + wanted);
            }
        }
        Spec page = Operation.jsonSchema(operation.spec().get("responses").get("200"))
                .followed();
        for (String wanted : whole ? List.of("items") : List.of("items", "next")) {
            if (!page.get("properties").has(wanted)) {
                faults.add("does not answer " + wanted);
            }
        }
        return faults;
    }
}
