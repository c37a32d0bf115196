package io.tidewatch.reporting.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.tidewatch.reporting.standin.ReportingTest;
import io.tidewatch.testsuite.TestTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Walks every operation of the contract with every role. */
@QuarkusTest
class AccessTest extends ReportingTest {

    @Test
    void everyOperationAdmitsTheRolesOfItsContractAndNoOthers() {
        List<String> wrong = new ArrayList<>();
        int walked = 0;
        for (Op op : operations()) {
            assertThat(op.roles()).as(op.toString()).isNotEmpty();
            for (String role : TestTokens.allRoles()) {
                int status = call(op, TestTokens.withRoles(role)).statusCode();
                boolean admitted = status != 401 && status != 403;
                if (admitted != op.roles().contains(role) || status >= 500) {
                    wrong.add(op + " as " + role + ": " + status);
                }
                walked++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(walked).isEqualTo(9 * TestTokens.allRoles().size());
    }

    @Test
    void nobodyGetsInWithoutAValidToken() {
        List<String> wrong = new ArrayList<>();
        for (Op op : operations()) {
            for (String token : new String[] {TestTokens.expired("admin"), TestTokens.forged("admin"), "nonsense"}) {
                Response response = call(op, token);
                if (response.statusCode() != 401
                        || !"application/problem+json"
                                .equals(response.contentType().split(";")[0])) {
                    wrong.add(op + ": " + response.statusCode() + " " + response.contentType());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(call(operations().getFirst(), TestTokens.withRoles()).statusCode())
                .isEqualTo(403);
    }

    private static Response call(Op op, String token) {
        RequestSpecification request = given().redirects().follow(false).auth().oauth2(token);
        if (op.method() == PathItem.HttpMethod.PUT) {
            request = request.contentType(ContentType.JSON).body("{\"offsetSeconds\": 0}");
        }
        return request.request(
                op.method().name(),
                op.path().replace("{runId}", UUID.randomUUID().toString()));
    }

    private static List<Op> operations() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        List<Op> all = new ArrayList<>();
        new OpenAPIV3Parser()
                .read(System.getProperty("api-specs") + "/reporting/openapi.yaml", null, options)
                .getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((method, operation) -> all.add(new Op(method, path, roles(operation)))));
        return all;
    }

    @SuppressWarnings("unchecked")
    private static List<String> roles(Operation operation) {
        return (List<String>) operation.getExtensions().get("x-roles");
    }

    private record Op(PathItem.HttpMethod method, String path, List<String> roles) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }
}
