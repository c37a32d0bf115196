package io.tidewatch.problem;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/**
 * Only operations that read their body as a stream take large ones, and bound them themselves; every other body is held in
 * memory. A body that says its length is refused before it is read, one that does not (sent in chunks) as soon as it is
 * longer. The bound of the HTTP layer, which would answer without a word, lies far above.
 */
@Provider
public class BodyBound implements ReaderInterceptor {

    private static final int LARGEST = 2 * 1024 * 1024;

    /** Refuses a body by its declared length, before it is read. */
    @ServerRequestFilter
    public void check(ContainerRequestContext request, SimpleResourceInfo operation) {
        String declared = request.getHeaderString("Content-Length");
        if (declared != null
                && declared.matches("\\d{7,}")
                && (declared.length() > 18 || Long.parseLong(declared) > LARGEST)
                && !Arrays.asList(operation.parameterTypes()).contains(InputStream.class)) {
            throw tooLarge();
        }
    }

    /** Reads a body no further than the bound before anyone understands it; a stream is its reader's own concern. */
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (context.getType() != InputStream.class) {
            byte[] body = context.getInputStream().readNBytes(LARGEST + 1);
            if (body.length > LARGEST) {
                throw tooLarge();
            }
            context.setInputStream(new ByteArrayInputStream(body));
        }
        return context.proceed();
    }

    /** The rest of the body is not waited for. */
    private static ProblemException tooLarge() {
        return new ProblemException(
                RequestProblem.TOO_LARGE,
                "Bodies of up to " + LARGEST + " bytes are taken here.",
                List.of(),
                Map.of("Connection", "close"));
    }
}
