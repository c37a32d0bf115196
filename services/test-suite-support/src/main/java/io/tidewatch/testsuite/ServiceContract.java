package io.tidewatch.testsuite;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.OpenApiInteractionValidator.SpecSource;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.restassured.RestAssuredRequest;
import com.atlassian.oai.validator.restassured.RestAssuredResponse;
import com.atlassian.oai.validator.util.OpenApiLoader;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The contract of a service, which every exchange of its tests must keep: a request that the contract forbids must be
 * refused, and every answer, also that refusal, must be one that the contract describes.
 */
final class ServiceContract implements Filter {

    private static final Map<String, ServiceContract> CONTRACTS = new HashMap<>();

    private final OpenAPI api;
    private final OpenApiInteractionValidator validator;

    private ServiceContract(String service) {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        options.setResolveFully(true);
        options.setResolveCombinators(false);
        String file = Path.of(System.getProperty("api-specs"), service, "openapi.yaml")
                .normalize()
                .toUri()
                .toString();
        api = new OpenApiLoader().loadApi(SpecSource.specUrl(file), List.of(), options);
        validator = OpenApiInteractionValidator.createFor(api).build();
    }

    /** The contract of that service. */
    static synchronized ServiceContract of(String service) {
        return CONTRACTS.computeIfAbsent(service, ServiceContract::new);
    }

    OpenAPI api() {
        return api;
    }

    @Override
    public Response filter(
            FilterableRequestSpecification specification,
            FilterableResponseSpecification expected,
            FilterContext context) {
        Response response = context.next(specification, expected);
        Request request = RestAssuredRequest.of(specification);
        ValidationReport asked = validator.validateRequest(request);
        boolean known = asked.getMessages().stream()
                .noneMatch(message -> message.getKey().equals("validation.request.path.missing")
                        || message.getKey().equals("validation.request.operation.notAllowed"));
        if (!known) {
            // Health, static files, and requests for what the service does not offer.
            if (request.getPath().startsWith("/v1/") && response.statusCode() < 400) {
                throw new AssertionError(specification.getMethod() + " " + request.getPath() + " is answered with "
                        + response.statusCode() + " and is not in the contract");
            }
            return response;
        }
        if (isForBrowsers(response) || isUnavailable(response)) {
            return response;
        }
        // The validator takes an empty file for a missing body, and an empty value for a missing parameter.
        boolean emptyValue = specification.getQueryParams().containsValue("");
        boolean forbidden = asked.getMessages().stream()
                .anyMatch(message -> message.getLevel() == ValidationReport.Level.ERROR
                        && !message.getKey().equals("validation.request.body.missing")
                        && !(emptyValue && message.getKey().equals("validation.request.parameter.missing")));
        if (forbidden && response.statusCode() < 400) {
            throw broken("accepted a request that the contract forbids", specification, response, asked);
        }
        ValidationReport answered =
                validator.validateResponse(request.getPath(), request.getMethod(), RestAssuredResponse.of(response));
        if (answered.hasErrors()) {
            throw broken("gave an answer that the contract does not describe", specification, response, answered);
        }
        return response;
    }

    /** A browser is redirected, and gets a refusal as a page: no contract with other systems. */
    private static boolean isForBrowsers(Response response) {
        boolean page = String.valueOf(response.contentType()).startsWith("text/html");
        return response.statusCode() / 100 == 3 || page && response.statusCode() >= 400;
    }

    /** Every operation can be unavailable for a while; the contracts do not repeat it. */
    private static boolean isUnavailable(Response response) {
        return response.statusCode() == 503
                && "application/problem+json".equals(response.contentType())
                && response.header("Retry-After") != null;
    }

    private static AssertionError broken(
            String what, FilterableRequestSpecification request, Response response, ValidationReport report) {
        List<String> problems = report.getMessages().stream()
                .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
                .map(message -> message.getKey() + ": " + message.getMessage())
                .toList();
        return new AssertionError("The service " + what + ": " + request.getMethod() + " " + request.getURI() + " -> "
                + response.statusCode() + " " + response.contentType() + "\n" + String.join("\n", problems));
    }
}
