package io.tidewatch.dispatch.acknowledgement;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.tidewatch.dispatch.DispatchConfig;
import io.tidewatch.dispatch.acknowledgement.AcknowledgementStore.LinkedMessage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/** The pages of a link. They load nothing, run nothing, are kept nowhere and tell nobody where they came from. */
@ApplicationScoped
public class AcknowledgementPages {

    private static final String STYLE = "/pages/acknowledgement.css";

    private final Template page;
    private final String consoleUrl;
    private final String style;
    private final String policy;

    /** For the container. */
    public AcknowledgementPages(@Location("acknowledgement/page.html") Template page, DispatchConfig config) {
        this.page = page;
        this.consoleUrl = config.consoleUrl().toString();
        this.style = style();
        this.policy = "default-src 'none'; style-src 'sha256-" + hash(style)
                + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    }

    Response ask(LinkedMessage message) {
        return answer(Status.OK, "ask", message);
    }

    Response done(LinkedMessage message) {
        return answer(Status.OK, "done", message);
    }

    Response notValid() {
        return answer(Status.NOT_FOUND, "notValid", null);
    }

    private Response answer(Status status, String state, LinkedMessage message) {
        String html = page.data("state", state)
                .data("subject", message == null ? "" : message.subject())
                .data("account", message == null ? "" : message.accountName())
                .data("recipient", message == null ? "" : message.recipient())
                .data("consoleUrl", consoleUrl)
                .data("style", new io.quarkus.qute.RawString(style))
                .render();
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .header("Cache-Control", "no-store")
                .header("Content-Security-Policy", policy)
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Robots-Tag", "noindex, nofollow")
                .entity(html)
                .build();
    }

    private static String style() {
        try (InputStream stream = AcknowledgementPages.class.getResourceAsStream(STYLE)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
