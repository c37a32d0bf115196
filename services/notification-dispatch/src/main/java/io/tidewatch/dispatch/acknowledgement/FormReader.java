package io.tidewatch.dispatch.acknowledgement;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.core.multipart.FormData;

/**
 * Reads forms within a bound and with the fields of the contract only. Quarkus would ignore other fields, answer a long field
 * or very many fields with 500, and log an error for each part of such a form. The bytes are counted while they are read,
 * because by HTTP/2 and in chunks a form need not declare its length.
 */
public class FormReader {

    private static final int LARGEST = 1024;

    /** Those of {@code /ack/{token}}, the only operation with a form. */
    private static final List<String> FIELDS = List.of("answer");

    private final CurrentVertxRequest current;

    FormReader(CurrentVertxRequest current) {
        this.current = current;
    }

    /** Reads the form of a request, if it has one. */
    @ServerRequestFilter
    public Uni<Void> read(ContainerRequestContext request) {
        if (!MediaType.APPLICATION_FORM_URLENCODED_TYPE.isCompatible(request.getMediaType())) {
            return Uni.createFrom().voidItem();
        }
        if (request.getLength() > LARGEST) {
            throw RequestProblem.tooLarge(LARGEST);
        }
        ResteasyReactiveRequestContext context = CurrentRequestManager.get();
        return body(current.getCurrent().request())
                .invoke(body -> context.setFormData(form(body)))
                .replaceWithVoid();
    }

    private static Uni<String> body(HttpServerRequest request) {
        if (request.isEnded()) {
            // Without a body, and it cannot be read again.
            return Uni.createFrom().item("");
        }
        Buffer body = Buffer.buffer();
        return Uni.createFrom().emitter(form -> {
            request.handler(part -> {
                // What comes after the answer is dropped: a stream that is not read holds up the others of its
                // connection.
                if (body.length() <= LARGEST) {
                    body.appendBuffer(part.slice(0, Math.min(part.length(), LARGEST + 1)));
                }
                if (body.length() > LARGEST) {
                    form.fail(RequestProblem.tooLarge(LARGEST));
                }
            });
            request.exceptionHandler(form::fail);
            request.endHandler(end -> form.complete(body.toString()));
            request.resume();
        });
    }

    private static FormData form(String body) {
        FormData form = new FormData(LARGEST);
        try {
            new QueryStringDecoder(body, StandardCharsets.UTF_8, false, LARGEST, true)
                    .parameters()
                    .forEach((field, values) -> {
                        if (!FIELDS.contains(field)) {
                            throw RequestProblem.unknownField(field, FIELDS);
                        }
                        values.forEach(value -> form.add(field, value));
                    });
        } catch (IllegalArgumentException malformed) {
            throw new ProblemException(
                    RequestProblem.INVALID_REQUEST, "The form has a \"%\" that two hexadecimal digits do not follow.");
        }
        return form;
    }
}
