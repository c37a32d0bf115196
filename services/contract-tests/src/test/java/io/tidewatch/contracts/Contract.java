package io.tidewatch.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One contract.
 *
 * @param name the service
 * @param file its openapi.yaml
 */
record Contract(String name, Path file) {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    /** The folder of the contracts. */
    static Path folder() {
        return Path.of(System.getProperty("api-specs", "../../api-specs"))
                .toAbsolutePath()
                .normalize();
    }

    /** All contracts of services. */
    static List<Contract> all() {
        try (Stream<Path> services = Files.list(folder())) {
            return services.map(service -> service.resolve("openapi.yaml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> new Contract(file.getParent().getFileName().toString(), file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its root. */
    Spec root() {
        return Spec.of(file);
    }

    /** All its operations. */
    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, Spec> path : root().get("paths").fields()) {
            for (Map.Entry<String, Spec> member : path.getValue().fields()) {
                if (METHODS.contains(member.getKey())) {
                    operations.add(new Operation(
                            member.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            path.getValue(),
                            member.getValue()));
                }
            }
        }
        return operations;
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * One operation.
     *
     * @param method in capitals
     * @param path   as it is written
     * @param item   the path item it belongs to
     * @param spec   the operation
     */
    record Operation(String method, String path, Spec item, Spec spec) {

        String id() {
            return spec.text("operationId");
        }

        /** Whether anybody may call it. */
        boolean isPublic() {
            return spec.has("security") && spec.node().path("security").isEmpty();
        }

        /** Its parameters and those of its path. */
        List<Spec> parameters() {
            return Stream.concat(item.get("parameters").items().stream(), spec.get("parameters").items().stream())
                    .toList();
        }

        /** Its answers by status. */
        List<Map.Entry<String, Spec>> responses() {
            return spec.get("responses").fields();
        }

        /** The schema of a JSON body as it is written; missing where there is no JSON. */
        static Spec jsonSchema(Spec body) {
            return body.get("content").get("application/json").raw("schema");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }
}
