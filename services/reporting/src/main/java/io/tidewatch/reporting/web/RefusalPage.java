package io.tidewatch.reporting.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import io.tidewatch.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Shows an error as a page with a way to go on where a browser asked; other clients get the problem. */
public class RefusalPage {

    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final List<String> READERS =
            List.of(ReportsResource.class.getAnnotation(RolesAllowed.class).value());

    private final CurrentIdentityAssociation caller;

    public RefusalPage(CurrentIdentityAssociation caller) {
        this.caller = caller;
    }

    /** Replaces a problem by the page, except a 401: without a valid token there is no reader to greet. */
    @ServerResponseFilter
    public Uni<Void> show(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Problem problem
                && response.getStatus() != UNAUTHENTICATED
                && wantsPage(request.getAcceptableMediaTypes())) {
            return reader().invoke(name -> response.setEntity(
                            page(name, problem).render(),
                            new Annotation[0],
                            MediaType.TEXT_HTML_TYPE.withCharset("UTF-8")))
                    .replaceWithVoid();
        }
        return Uni.createFrom().voidItem();
    }

    /** Who reads the page, empty without a login: a path that does not exist is answered before anybody has logged in. */
    private Uni<String> reader() {
        return caller.getDeferredIdentity()
                .map(identity -> identity.getPrincipal().getName())
                .onFailure()
                .recoverWithItem("");
    }

    private static TemplateInstance page(String reader, Problem problem) {
        return problem.status() == FORBIDDEN
                ? Templates.forbidden(reader, READERS)
                : Templates.refused(reader, problem.title(), problem.detail());
    }

    /** A browser names HTML before everything else. */
    private static boolean wantsPage(List<MediaType> acceptable) {
        MediaType first = acceptable.getFirst();
        return !first.isWildcardType() && !first.isWildcardSubtype() && first.isCompatible(MediaType.TEXT_HTML_TYPE);
    }

    @CheckedTemplate(basePath = "RefusalPage")
    static final class Templates {

        private Templates() {}

        static native TemplateInstance forbidden(String reader, List<String> roles);

        static native TemplateInstance refused(String reader, String title, String detail);
    }
}
