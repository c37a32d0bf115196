package io.tidewatch.dispatch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.testsuite.TestTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Walks every operation of the contract with every role. */
@QuarkusTest
@DispatchTest
class ContractRolesTest {

    private static final Path SPECS = Path.of(System.getProperty("api-specs"));
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head");

    @Test
    void everyOperationAdmitsTheRolesOfTheContractAndNoOthers() throws IOException {
        for (Operation operation : operations()) {
            if (operation.isPublic()) {
                assertThat(status(operation, null))
                        .as("%s for nobody", operation)
                        .isNotIn(401, 403);
                continue;
            }
            assertThat(status(operation, null)).as("%s for nobody", operation).isEqualTo(401);
            assertThat(status(operation, TestTokens.forged("admin", "service")))
                    .as("%s with a forged token", operation)
                    .isEqualTo(401);
            assertThat(status(operation, TestTokens.forAnotherAudience("admin", "cs-leader", "service")))
                    .as("%s with a token for another application", operation)
                    .isEqualTo(401);
            for (String role : TestTokens.allRoles()) {
                int status = status(operation, TestTokens.withRoles(role));
                if (operation.roles().contains(role)) {
                    assertThat(status).as("%s for %s", operation, role).isNotIn(401, 403);
                } else {
                    assertThat(status).as("%s for %s", operation, role).isEqualTo(403);
                }
            }
        }
    }

    @Test
    void theContractHasOperationsAndAllOfThemSayWhoMayUseThem() throws IOException {
        assertThat(operations()).hasSizeGreaterThan(8);
        assertThat(operations()).allMatch(o -> o.isPublic() || !o.roles().isEmpty());
    }

    private static int status(Operation operation, String token) {
        RequestSpecification request = given();
        if (token != null) {
            request.auth().oauth2(token);
        }
        if (operation.hasBody()) {
            // Understood enough to come as far as the question who may, and changes nothing.
            request.contentType(ContentType.JSON)
                    .body("{\"offsetSeconds\":0,\"cursors\":[{\"partition\":1,\"cursor\":\"x\"}]}");
        }
        String path = operation.path().replaceAll("\\{[^}]*}", "6b4e3c7e-2f0f-4d5e-9f51-0a1b2c3d4e5f");
        return request.request(operation.method().toUpperCase(java.util.Locale.ROOT), path + "?partition=1")
                .statusCode();
    }

    private static List<Operation> operations() throws IOException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        Path file = SPECS.resolve("notification-dispatch/openapi.yaml");
        JsonNode contract = yaml.readTree(file.toFile());
        List<Operation> operations = new ArrayList<>();
        for (var path : contract.get("paths").properties()) {
            JsonNode item = path.getValue();
            if (item.has("$ref")) {
                String[] reference = item.get("$ref").asText().split("#");
                item = yaml.readTree(
                                file.resolveSibling(reference[0]).normalize().toFile())
                        .at(reference[1]);
            }
            for (var operation : item.properties()) {
                if (METHODS.contains(operation.getKey())) {
                    Set<String> roles = new TreeSet<>();
                    operation.getValue().path("x-roles").forEach(role -> roles.add(role.asText()));
                    JsonNode security = operation.getValue().get("security");
                    operations.add(new Operation(
                            operation.getKey(),
                            path.getKey(),
                            roles,
                            security != null && security.isEmpty(),
                            operation.getValue().has("requestBody")));
                }
            }
        }
        return operations;
    }

    private record Operation(String method, String path, Set<String> roles, boolean isPublic, boolean hasBody) {}
}
