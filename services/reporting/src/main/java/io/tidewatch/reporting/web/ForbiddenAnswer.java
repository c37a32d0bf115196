package io.tidewatch.reporting.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import io.tidewatch.problem.ProblemMappers;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Tells a person with a browser who may read reports and how to log in as somebody else; systems get the problem. */
public class ForbiddenAnswer {

    private static final List<String> READERS =
            List.of(ReportsResource.class.getAnnotation(RolesAllowed.class).value());

    private final SecurityIdentity reader;
    private final ProblemMappers problems;

    /** For the container. */
    public ForbiddenAnswer(SecurityIdentity reader, ProblemMappers problems) {
        this.reader = reader;
        this.problems = problems;
    }

    /** Asked before the mapper that all services share. */
    @ServerExceptionMapper(priority = Priorities.USER - 1)
    public Response forbidden(ForbiddenException e, UriInfo uri, HttpHeaders headers) {
        if (!wantsPage(headers)) {
            return problems.forbidden(e, uri);
        }
        return Response.status(Status.FORBIDDEN)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.forbidden(reader.getPrincipal().getName(), READERS)
                        .render())
                .build();
    }

    /** A browser names HTML before everything else; who takes anything is no browser. */
    private static boolean wantsPage(HttpHeaders headers) {
        MediaType first = headers.getAcceptableMediaTypes().getFirst();
        return !first.isWildcardType() && !first.isWildcardSubtype() && first.isCompatible(MediaType.TEXT_HTML_TYPE);
    }

    @CheckedTemplate(basePath = "ForbiddenAnswer")
    static final class Templates {

        private Templates() {}

        static native TemplateInstance forbidden(String reader, List<String> roles);
    }
}
