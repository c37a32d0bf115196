package io.tidewatch.dispatch.acknowledgement;

import io.quarkus.qute.Location;
import io.quarkus.qute.RawString;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.tidewatch.dispatch.ConsoleLinks;
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
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/** The pages of a link. They load and run nothing, are not cached, and send no referrer. */
@ApplicationScoped
public class AcknowledgementPages {

    private static final String STYLE = "/pages/acknowledgement.css";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Template page;
    private final ConsoleLinks console;
    private final String style;
    private final String policy;

    public AcknowledgementPages(@Location("acknowledgement/page.html") Template page, ConsoleLinks console) {
        this.page = page;
        this.console = console;
        this.style = style();
        this.policy = "default-src 'none'; style-src 'sha256-" + hash(style)
                + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    }

    /** The page of a message: its answer so far, and the answers that are still possible. */
    Response of(LinkedMessage message) {
        return answer(
                Status.OK,
                page.data("message", message)
                        .data(
                                "answeredAt",
                                message.answeredAt().map(TIME::format).orElse(null))
                        .data("doneAt", message.doneAt().map(TIME::format).orElse(null))
                        .data("console", message.hasRun() ? console.run(message.runId()) : console.home()));
    }

    Response notValid() {
        return answer(Status.NOT_FOUND, page.data("message", null).data("console", console.home()));
    }

    private Response answer(Status status, TemplateInstance content) {
        String html = content.data("style", new RawString(style)).render();
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
