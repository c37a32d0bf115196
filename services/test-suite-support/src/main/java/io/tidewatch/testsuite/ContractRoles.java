package io.tidewatch.testsuite;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Calls every operation of the contract of the service under test without a token, with tokens that are not valid and with
 * each role: {@code x-roles} in the contract and {@code @RolesAllowed} in the code are two places that must agree.
 */
public final class ContractRoles {

    private final ServiceContract contract = ServiceContract.of(ServiceTestSetup.serviceUnderTest());
    private final List<String> differences = new ArrayList<>();
    private final Map<String, String> tokensOfRoles = new LinkedHashMap<>();
    private final Map<String, String> invalidTokens = new LinkedHashMap<>();

    private ContractRoles() {
        String[] all = TestTokens.allRoles().toArray(String[]::new);
        TestTokens.allRoles().forEach(role -> tokensOfRoles.put(role, TestTokens.withRoles(role)));
        tokensOfRoles.put("none", TestTokens.withRoles());
        invalidTokens.put("a forged token", TestTokens.forged(all));
        invalidTokens.put("an expired token", TestTokens.expired(all));
        invalidTokens.put("a token for another application", TestTokens.forAnotherAudience(all));
        invalidTokens.put("no JWT", "nonsense");
    }

    /**
     * What the service does otherwise than its contract says, one line each; empty when they agree. Nothing is changed by
     * it: the bodies are such that those who are admitted get a problem.
     */
    public static List<String> differences() {
        ContractRoles walk = new ContractRoles();
        walk.contract.api().getPaths().forEach((path, item) -> item.readOperationsMap()
                .forEach((method, operation) -> walk.call(path, method, item, operation)));
        if (walk.contract.api().getPaths().isEmpty()) {
            walk.differences.add("The contract has no operation");
        }
        return walk.differences;
    }

    private void call(String path, PathItem.HttpMethod method, PathItem item, Operation operation) {
        String name = method + " " + path;
        if (operation.getSecurity() != null && operation.getSecurity().isEmpty()) {
            int status = status(path, method, item, operation, null);
            expect(status != 401 && status != 403 && status < 500, name + " without a token", status);
            return;
        }
        Object roles = operation.getExtensions() == null
                ? null
                : operation.getExtensions().get("x-roles");
        if (!(roles instanceof List<?> admitted) || admitted.isEmpty()) {
            differences.add(name + " names no roles");
            return;
        }
        int anonymous = status(path, method, item, operation, null);
        // A page sends a browser to the login.
        boolean page = operation.getResponses().values().stream()
                .anyMatch(response ->
                        response.getContent() != null && response.getContent().containsKey("text/html"));
        expect(anonymous == (page ? 302 : 401), name + " without a token", anonymous);
        invalidTokens.forEach((kind, token) -> {
            int status = status(path, method, item, operation, token);
            expect(status == 401, name + " with " + kind, status);
        });
        tokensOfRoles.forEach((role, token) -> {
            int status = status(path, method, item, operation, token);
            boolean right = admitted.contains(role)
                    ? status != 401 && status != 403 && status != 405 && status < 500
                    : status == 403;
            expect(right, name + " with the role " + role, status);
        });
    }

    private void expect(boolean right, String call, int status) {
        if (!right) {
            differences.add(call + " gets " + status);
        }
    }

    private static int status(
            String path, PathItem.HttpMethod method, PathItem item, Operation operation, String token) {
        RequestSpecification request = given().redirects().follow(false);
        if (token != null) {
            request.auth().oauth2(token);
        }
        if (operation.getRequestBody() != null) {
            String type =
                    operation.getRequestBody().getContent().keySet().iterator().next();
            request.contentType(type);
            if (type.endsWith("form-urlencoded")) {
                request.formParam("nothing", "x");
            } else {
                request.body((type.endsWith("json") ? "[]" : "x\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        String concrete = path;
        for (Parameter parameter : parameters(item, operation)) {
            String value = value(parameter.getSchema());
            if (parameter.getIn().equals("path")) {
                concrete = concrete.replace("{" + parameter.getName() + "}", value);
            } else if (parameter.getIn().equals("query") && Boolean.TRUE.equals(parameter.getRequired())) {
                request.queryParam(parameter.getName(), value);
            }
        }
        return request.request(method.name(), concrete).statusCode();
    }

    private static List<Parameter> parameters(PathItem item, Operation operation) {
        return Stream.of(item.getParameters(), operation.getParameters())
                .filter(parameters -> parameters != null)
                .flatMap(List::stream)
                .toList();
    }

    /** A value that a parameter may have, and that names nothing that exists. */
    private static String value(Schema<?> schema) {
        if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
            return schema.getEnum().getFirst().toString();
        }
        if ("uuid".equals(schema.getFormat())) {
            return "6b4e3c7e-2f0f-4d5e-9f51-0a1b2c3d4e5f";
        }
        if (schema.getPattern() != null && schema.getPattern().contains("{64}")) {
            return "0".repeat(64);
        }
        return "integer".equals(schema.getType()) ? "1" : "nothing";
    }
}
