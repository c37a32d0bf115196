package io.tidewatch.ingestion;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.tidewatch.testsuite.TestTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

@QuarkusTest
@IngestionTest
class RolesOfEveryOperationTest {

    private static final Path SPECS = Path.of(System.getProperty("api-specs"));
    private static final YAMLMapper YAML = new YAMLMapper();

    private record Operation(String method, String path, Set<String> roles, boolean body) {}

    @Test
    void eachOperationIsOpenToItsRolesAndToNobodyElse() throws IOException {
        List<Operation> operations = operations();
        assertThat(operations).hasSizeGreaterThan(25);
        for (Operation operation : operations) {
            assertThat(status(operation, null))
                    .as("%s without a token", operation)
                    .isEqualTo(401);
            assertThat(status(operation, TestTokens.forged("admin")))
                    .as("%s, forged", operation)
                    .isEqualTo(401);
            assertThat(status(operation, TestTokens.forAnotherAudience("admin", "integration", "service")))
                    .as("%s with a token for another application", operation)
                    .isEqualTo(401);
            for (String role : TestTokens.allRoles()) {
                int status = status(operation, TestTokens.withRoles(role));
                if (operation.roles().contains(role)) {
                    assertThat(status).as("%s as %s", operation, role).isNotIn(401, 403, 405, 500);
                } else {
                    assertThat(status).as("%s as %s", operation, role).isEqualTo(403);
                }
            }
        }
    }

    private static int status(Operation operation, String token) {
        RequestSpecification request = given();
        if (token != null) {
            request.auth().oauth2(token);
        }
        if (operation.body()) {
            // A body that no operation takes: what may pass is refused afterwards, and nothing changes.
            boolean upload = operation.path().equals("/v1/imports");
            request.contentType(upload ? "text/csv" : "application/json").body(upload ? "x\n" : "[]");
        }
        return request.request(operation.method(), operation.path()).statusCode();
    }

    private static List<Operation> operations() throws IOException {
        Path file = SPECS.resolve("account-ingestion/openapi.yaml");
        JsonNode contract = YAML.readTree(file.toFile());
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : contract.get("paths").properties()) {
            JsonNode item = path.getValue();
            if (item.has("$ref")) {
                String[] reference = item.get("$ref").asText().split("#");
                JsonNode shared = YAML.readTree(
                        file.getParent().resolve(reference[0]).normalize().toFile());
                item = shared.at(reference[1]);
            }
            for (Map.Entry<String, JsonNode> method : item.properties()) {
                if (method.getValue().has("operationId")) {
                    Set<String> roles = new TreeSet<>();
                    method.getValue().get("x-roles").forEach(role -> roles.add(role.asText()));
                    operations.add(new Operation(
                            method.getKey().toUpperCase(java.util.Locale.ROOT),
                            concrete(path.getKey()),
                            roles,
                            method.getValue().has("requestBody")));
                }
            }
        }
        return operations;
    }

    private static String concrete(String path) {
        return path.replace("{importId}", "7b0e3c52-50d0-4b3c-9d1e-2a3f4b5c6d7e")
                .replace("{hash}", "a".repeat(64))
                .replace("{kind}", "USAGE")
                .replaceAll("\\{[a-zA-Z]+}", "nothing");
    }
}
