package io.tidewatch.problem;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every exception that reaches the HTTP layer into an RFC 9457 answer; internals are logged, never sent. */
public class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    /** What a feature says went wrong. */
    @ServerExceptionMapper
    public Response problem(ProblemException e, UriInfo uri) {
        return answer(e.type(), e.detail(), e.errors(), e.headers(), uri);
    }

    /** A parameter or body that breaks the contract's bounds; only the result of our own method is our fault. */
    @ServerExceptionMapper
    public Response invalid(ConstraintViolationException e, UriInfo uri) {
        List<Problem.Fault> faults = e.getConstraintViolations().stream()
                .map(v -> Problem.Fault.at(place(v), v.getMessage()))
                .sorted((a, b) -> a.pointer().compareTo(b.pointer()))
                .toList();
        String detail = faults.stream().map(f -> f.pointer() + " " + f.detail()).collect(Collectors.joining("; "));
        return answer(RequestProblem.INVALID_REQUEST, detail + ".", faults, Map.of(), uri);
    }

    /** A body that is no JSON, or not of the expected shape. */
    @ServerExceptionMapper
    public Response unreadable(JacksonException e, UriInfo uri) {
        String pointer = e instanceof JsonMappingException m
                ? m.getPath().stream()
                        .map(r -> "/" + (r.getFieldName() == null ? r.getIndex() : r.getFieldName()))
                        .collect(Collectors.joining())
                : "";
        Integer line = e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? null
                : e.getLocation().getLineNr();
        String what = e instanceof JsonMappingException ? "has a value of the wrong kind" : "is not valid JSON";
        String detail = "The body " + what + (pointer.isEmpty() ? "" : " at " + pointer)
                + (line == null ? "" : " (line " + line + ")") + ".";
        return answer(
                RequestProblem.INVALID_REQUEST,
                detail,
                List.of(new Problem.Fault(pointer, line, detail, null)),
                Map.of(),
                uri);
    }

    /** What the HTTP layer itself refuses: unknown paths, methods, media types, unreadable parameters. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException e, UriInfo uri) {
        int status = e.getResponse().getStatus();
        if (status < 400) {
            return e.getResponse();
        }
        if (e.getCause() instanceof JacksonException json) {
            return unreadable(json, uri);
        }
        RequestProblem type = RequestProblem.ofStatus(status);
        if (type == RequestProblem.INTERNAL) {
            return failed(e, uri);
        }
        String detail =
                switch (type) {
                    case NO_SUCH_PATH ->
                        "There is nothing at " + uri.getPath() + ", or a parameter in it is not of the expected form.";
                    case METHOD_NOT_ALLOWED -> "This path does not know this method; see the contract.";
                    case UNSUPPORTED_MEDIA_TYPE -> "Send the body with the Content-Type that the contract names.";
                    case NOT_ACCEPTABLE -> "Ask with an Accept header that the contract names.";
                    default -> "See the contract for what this operation takes.";
                };
        return answer(type, detail, List.of(), Map.of(), uri);
    }

    /** No token: browsers are sent to the login where a service has one, others get a 401. */
    @ServerExceptionMapper
    public Uni<Response> unauthorized(UnauthorizedException e, UriInfo uri, RoutingContext context) {
        return challenge(context, uri);
    }

    /** A token that is not valid. */
    @ServerExceptionMapper
    public Uni<Response> unauthenticated(AuthenticationFailedException e, UriInfo uri, RoutingContext context) {
        return challenge(context, uri);
    }

    /** A valid token without a fitting role. */
    @ServerExceptionMapper
    public Response forbidden(ForbiddenException e, UriInfo uri) {
        return answer(
                RequestProblem.FORBIDDEN,
                "Your role does not allow this; the contract lists the roles that do (x-roles).",
                List.of(),
                Map.of(),
                uri);
    }

    /** Anything unexpected: a reference for the log, and nothing else. */
    @ServerExceptionMapper
    public Response failed(Throwable e, UriInfo uri) {
        UUID reference = UUID.randomUUID();
        LOG.errorf(e, "Request to %s failed (reference %s)", uri.getPath(), reference);
        return answer(
                RequestProblem.INTERNAL,
                "The service's log has more under the reference " + reference + ".",
                List.of(),
                Map.of(),
                uri);
    }

    private static Uni<Response> challenge(RoutingContext context, UriInfo uri) {
        HttpAuthenticator authenticator = context.get(HttpAuthenticator.class.getName());
        Uni<ChallengeData> challenge =
                authenticator == null ? Uni.createFrom().nullItem() : authenticator.getChallenge(context);
        return challenge.map(data -> {
            if (data != null && data.status < 400) {
                Response.ResponseBuilder redirect = Response.status(data.status);
                data.getHeaders().forEach((name, value) -> redirect.header(name.toString(), value));
                return redirect.build();
            }
            return answer(
                    RequestProblem.UNAUTHENTICATED,
                    "Send a valid bearer token; this one is missing, expired or from somewhere else.",
                    List.of(),
                    Map.of("WWW-Authenticate", "Bearer"),
                    uri);
        });
    }

    private static Response answer(
            ProblemType type, String detail, List<Problem.Fault> errors, Map<String, String> headers, UriInfo uri) {
        Response.ResponseBuilder builder = Response.status(type.status())
                .type(MediaType.valueOf(Problem.MEDIA_TYPE))
                .entity(Problem.of(type, detail, uri.getPath(), errors));
        headers.forEach(builder::header);
        return builder.build();
    }

    private static String place(ConstraintViolation<?> violation) {
        // The first two nodes of the path are our method and its argument: the caller knows neither, but the
        // argument's name is the parameter's.
        StringBuilder place = new StringBuilder();
        int depth = 0;
        for (Path.Node node : violation.getPropertyPath()) {
            if (depth++ > 0 && node.getName() != null) {
                place.append(place.isEmpty() ? "" : "/").append(node.getName());
            }
        }
        return place.isEmpty() ? violation.getPropertyPath().toString() : place.toString();
    }
}
