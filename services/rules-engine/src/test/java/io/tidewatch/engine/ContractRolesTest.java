package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.Method;
import io.restassured.specification.RequestSpecification;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.testsuite.TestTokens;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * Walks every operation of the contract with every role: the contract says who may, the service must agree, and every answer
 * is of the contract's form.
 */
@EngineTest
class ContractRolesTest {

    private static final Path SPECS = Path.of("../../api-specs");

    private record Operation(String method, String path, List<String> roles) {}

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    @Test
    void everyOperationIsForItsRolesOnly() {
        List<String> wrong = new ArrayList<>();
        List<Operation> operations = operations();
        assertThat(operations).hasSizeGreaterThan(12);
        for (Operation operation : operations) {
            for (String role : TestTokens.allRoles()) {
                int status = ask(operation, TestTokens.withRoles(role));
                boolean allowed = operation.roles().contains(role);
                if (allowed == (status == 403) || status == 401 || status >= 500) {
                    wrong.add(operation + " as " + role + ": " + status);
                }
            }
            if (ask(operation, null) != 401) {
                wrong.add(operation + " without a token: " + ask(operation, null));
            }
            if (ask(operation, TestTokens.forged("admin")) != 401
                    || ask(operation, TestTokens.expired("admin")) != 401) {
                wrong.add(operation + " with a token that is not valid");
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static int ask(Operation operation, String token) {
        RequestSpecification request = Engine.wronglyBearing(token);
        // Not valid on purpose: the answer is about the role, and nothing is to change.
        if (operation.path().equals("/v1/bundles") && operation.method().equals("POST")) {
            request.contentType("application/zip").body(new byte[] {1});
        } else if (operation.path().equals("/v1/changes/read")) {
            request.contentType("application/json").body("{\"cursors\": []}");
        } else if (operation.path().equals("/v1/runs/cancellations")) {
            request.contentType("application/json").body("{}");
        } else if (operation.path().equals("/v1/clock") && operation.method().equals("PUT")) {
            request.contentType("application/json").body("{\"offsetSeconds\": 1000000000}");
        }
        String path = operation
                .path()
                .replace("{hash}", "0".repeat(64))
                .replace("{runId}", "00000000-0000-0000-0000-000000000000")
                .replace("{accountId}", "nobody")
                .replace("{thresholdId}", "none")
                .replace("{step}", "none");
        return request.request(Method.valueOf(operation.method()), path).statusCode();
    }

    @SuppressWarnings("unchecked")
    private static List<Operation> operations() {
        Map<String, Object> contract = read(SPECS.resolve("rules-engine/openapi.yaml"));
        List<Operation> operations = new ArrayList<>();
        ((Map<String, Map<String, Object>>) contract.get("paths")).forEach((path, item) -> {
            Map<String, Object> resolved = item.containsKey("$ref") ? resolve((String) item.get("$ref")) : item;
            for (String method : List.of("get", "put", "post", "delete", "patch")) {
                Map<String, Object> operation = (Map<String, Object>) resolved.get(method);
                if (operation != null) {
                    operations.add(new Operation(
                            method.toUpperCase(Locale.ROOT), path, (List<String>) operation.get("x-roles")));
                }
            }
        });
        return operations;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> resolve(String reference) {
        String[] parts = reference.split("#/");
        Map<String, Object> found =
                read(SPECS.resolve("rules-engine").resolve(parts[0]).normalize());
        for (String key : parts[1].split("/")) {
            found = (Map<String, Object>) found.get(key.replace("~1", "/").replace("~0", "~"));
        }
        return found;
    }

    private static Map<String, Object> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new Yaml().load(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
