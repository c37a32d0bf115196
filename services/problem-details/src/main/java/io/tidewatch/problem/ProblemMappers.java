package io.tidewatch.problem;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/** Turns every exception that reaches the HTTP layer into an RFC 9457 answer; internals are logged, never sent. */
public class ProblemMappers {

    private static final String RETRY_AFTER_SECONDS = "2";

    /** For people who would have to log in while the issuer does not answer. */
    public static final String LOGIN_UNAVAILABLE =
            "The identity provider does not answer, so nobody can log in at present. Try again in a few seconds.";

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    /** The problem that a feature reports. */
    @ServerExceptionMapper
    public Response problem(ProblemException e, UriInfo uri, RoutingContext context) {
        Map<String, String> headers = new HashMap<>(e.headers());
        if (context.request().version() == HttpVersion.HTTP_2) {
            // Forbidden there: a client rejects the whole answer.
            headers.remove("Connection");
        }
        return answer(e.type(), e.detail(), e.errors(), headers, uri);
    }

    /** A parameter or body outside the contract's bounds. */
    @ServerExceptionMapper
    public Response invalid(ConstraintViolationException e, UriInfo uri) {
        List<Problem.Fault> faults = e.getConstraintViolations().stream()
                .map(v -> Problem.Fault.at(place(v), v.getMessage()))
                .sorted((a, b) -> a.pointer().compareTo(b.pointer()))
                .toList();
        String detail = faults.stream().map(f -> f.pointer() + " " + f.detail()).collect(Collectors.joining("; "));
        return answer(RequestProblem.INVALID_REQUEST, detail + ".", faults, Map.of(), uri);
    }

    /** A body that is not valid JSON, or does not have the expected fields and types. */
    @ServerExceptionMapper
    public Response unreadable(JacksonException e, UriInfo uri) {
        Problem.Fault fault = new UnreadableBody(e).fault();
        return answer(RequestProblem.INVALID_REQUEST, fault.detail(), List.of(fault), Map.of(), uri);
    }

    /** Like {@link #unreadable}; replaces the mapper of Quarkus, whose answer has no body. */
    @ServerExceptionMapper
    public Response mismatched(MismatchedInputException e, UriInfo uri) {
        return unreadable(e, uri);
    }

    /** What the HTTP layer itself rejects: unknown paths, methods, media types, unreadable parameters. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException e, UriInfo uri, SimpleResourceInfo operation) {
        int status = e.getResponse().getStatus();
        if (status < 400) {
            return e.getResponse();
        }
        if (e.getCause() instanceof JacksonException json) {
            return unreadable(json, uri);
        }
        if (status == 404
                && operation.getMethodName() != null
                && !uri.getQueryParameters().isEmpty()) {
            // The operation was found, so one of its parameters could not be converted.
            String names =
                    String.join(", ", new TreeSet<>(uri.getQueryParameters().keySet()));
            return answer(
                    RequestProblem.INVALID_REQUEST,
                    "At least one of these parameters does not have the type that the contract requires: " + names
                            + ".",
                    List.of(),
                    Map.of(),
                    uri);
        }
        RequestProblem type = RequestProblem.ofStatus(status);
        if (type == RequestProblem.INTERNAL) {
            return failed(e, uri);
        }
        String detail =
                switch (type) {
                    case NO_SUCH_PATH ->
                        "There is nothing at " + uri.getPath() + ", or a parameter in the path is not valid.";
                    case METHOD_NOT_ALLOWED -> "This path does not support this method; see the contract.";
                    case UNSUPPORTED_MEDIA_TYPE -> "Send the body with a Content-Type listed in the contract.";
                    case NOT_ACCEPTABLE -> "Send an Accept header with a media type listed in the contract.";
                    default -> "See the contract for what this operation accepts.";
                };
        return answer(type, detail, List.of(), Map.of(), uri);
    }

    /** No token: browsers are redirected to the login where a service has one, other clients get 401. */
    @ServerExceptionMapper
    public Uni<Response> unauthorized(UnauthorizedException e, UriInfo uri, RoutingContext context) {
        return challenge(context, uri);
    }

    /** A token that is not valid, or could not be checked because the issuer does not answer. */
    @ServerExceptionMapper
    public Uni<Response> unauthenticated(AuthenticationFailedException e, UriInfo uri, RoutingContext context) {
        return TemporaryFailure.isIn(e) ? Uni.createFrom().item(failed(e, uri)) : challenge(context, uri);
    }

    /** A valid token without a role that may call the operation. */
    @ServerExceptionMapper
    public Response forbidden(ForbiddenException e, UriInfo uri) {
        return answer(
                RequestProblem.FORBIDDEN,
                "Your role does not allow this; the contract lists the permitted roles under x-roles.",
                List.of(),
                Map.of(),
                uri);
    }

    /** A failure that passes is answered with 503; anything else with a reference to the log and no details. */
    @ServerExceptionMapper
    public Response failed(Throwable e, UriInfo uri) {
        if (TemporaryFailure.isIn(e)) {
            // Without a reference: while the database is away, the log has one line for many requests.
            LOG.warnf("Request to %s failed for the time being: %s", rawPath(uri), e);
            return answer(
                    RequestProblem.UNAVAILABLE,
                    "The database, or another service that this request needs, is busy or not available. Send the request"
                            + " again.",
                    List.of(),
                    Map.of("Retry-After", RETRY_AFTER_SECONDS),
                    uri);
        }
        UUID reference = UUID.randomUUID();
        LOG.errorf(e, "Request to %s failed (reference %s)", rawPath(uri), reference);
        return answer(
                RequestProblem.INTERNAL,
                "The log of the service has the details under the reference " + reference + ".",
                List.of(),
                Map.of(),
                uri);
    }

    /** Percent-encoded, so that no character of it can start a new line in the log. */
    private static String rawPath(UriInfo uri) {
        return uri.getRequestUri().getRawPath();
    }

    private static Uni<Response> challenge(RoutingContext context, UriInfo uri) {
        HttpAuthenticator authenticator = context.get(HttpAuthenticator.class.getName());
        Uni<ChallengeData> challenge =
                authenticator == null ? Uni.createFrom().nullItem() : authenticator.getChallenge(context);
        return challenge
                .map(data -> {
                    if (data != null && data.status < 400) {
                        Response.ResponseBuilder redirect = Response.status(data.status);
                        data.getHeaders().forEach((name, value) -> redirect.header(name.toString(), value));
                        return redirect.build();
                    }
                    return answer(
                            RequestProblem.UNAUTHENTICATED,
                            "Send a valid bearer token; it is missing, expired or was issued for another application.",
                            List.of(),
                            Map.of("WWW-Authenticate", "Bearer"),
                            uri);
                })
                // Where people log in depends on the issuer, which does not answer.
                .onFailure()
                .recoverWithItem(failure -> answer(
                        RequestProblem.UNAVAILABLE,
                        LOGIN_UNAVAILABLE,
                        List.of(),
                        Map.of("Retry-After", RETRY_AFTER_SECONDS),
                        uri));
    }

    static Response answer(
            ProblemType type, String detail, List<Problem.Fault> errors, Map<String, String> headers, UriInfo uri) {
        Response.ResponseBuilder builder = Response.status(type.status())
                .type(MediaType.valueOf(Problem.MEDIA_TYPE))
                .entity(Problem.of(type, detail, uri.getPath(), errors));
        headers.forEach(builder::header);
        return builder.build();
    }

    /** A query or path parameter by its name, a place in the body as a JSON pointer. */
    private static String place(ConstraintViolation<?> violation) {
        // The first two nodes of the path are the Java method and its argument. The caller can only recognise the name
        // of
        // the argument, and only if it is a query or path parameter.
        List<String> nodes = new ArrayList<>();
        for (Path.Node node : violation.getPropertyPath()) {
            nodes.add(step(node));
        }
        return nodes.size() > 2 ? "/" + String.join("/", nodes.subList(2, nodes.size())) : nodes.getLast();
    }

    private static String step(Path.Node node) {
        if (node.getIndex() == null) {
            return node.getName();
        }
        // A list element is a node of its own if it is itself at fault, else it comes with its property.
        return node.getKind() == ElementKind.CONTAINER_ELEMENT
                ? node.getIndex().toString()
                : node.getIndex() + "/" + node.getName();
    }
}
