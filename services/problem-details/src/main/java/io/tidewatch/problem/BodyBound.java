package io.tidewatch.problem;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/**
 * Bounds request bodies. Only operations that read their body as a stream accept large ones, and they have bounds of their
 * own; every other body is held in memory. A body with a Content-Length is rejected before it is read, a chunked one as
 * soon as it exceeds the bound. The bound of the HTTP layer is far above, because its answer would have no body.
 */
@Provider
public class BodyBound implements ReaderInterceptor {

    private static final int LARGEST = 2 * 1024 * 1024;

    /** Rejects a body by its declared length, before it is read. */
    @ServerRequestFilter
    public void check(ContainerRequestContext request, SimpleResourceInfo operation) {
        String declared = request.getHeaderString("Content-Length");
        if (declared != null
                && declared.matches("\\d{7,}")
                && (declared.length() > 18 || Long.parseLong(declared) > LARGEST)
                && !Arrays.asList(operation.parameterTypes()).contains(InputStream.class)) {
            throw RequestProblem.tooLarge(LARGEST);
        }
    }

    /** Reads a body up to the bound before it is parsed; operations that take a stream check their own bound. */
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (context.getType() != InputStream.class) {
            byte[] body = context.getInputStream().readNBytes(LARGEST + 1);
            if (body.length > LARGEST) {
                throw RequestProblem.tooLarge(LARGEST);
            }
            context.setInputStream(new ByteArrayInputStream(body));
        }
        return context.proceed();
    }
}
