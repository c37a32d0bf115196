package io.tidewatch.ingestion.metric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.tidewatch.problem.Problem;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * An answer of one figure a line, sent as fast as the reader takes it. The last line says that it is the end, or why there is none, so that
 * an answer that was cut off is noticed.
 */
final class FigureLines {

    static final String MEDIA_TYPE = "application/x-ndjson";

    private static final Logger LOG = Logger.getLogger(FigureLines.class);

    /** PostgreSQL ends a transaction that has been waiting for 10 seconds. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

    private final HttpServerResponse response;
    private final ObjectMapper json;
    private long figures;

    FigureLines(HttpServerResponse response, ObjectMapper json) {
        this.response = response;
        this.json = json;
    }

    /** Whether the answer has begun, so that its status cannot change any more. */
    boolean isBegun() {
        return response.headWritten();
    }

    /** Sends figures; complete when the reader has taken them, and failed when that takes too long. */
    Uni<Void> write(List<GroupFigure> some) {
        Buffer lines = Buffer.buffer();
        some.forEach(figure -> append(lines, FigureBodies.of(figure)));
        figures += some.size();
        return send(lines);
    }

    /**
     * Ends the answer.
     *
     * @param next the account after which another query may go on; null at the end
     */
    Uni<Void> end(String catalogueHash, String next) {
        Map<String, Object> last =
                new TreeMap<>(Map.of("end", true, "catalogueHash", catalogueHash, "figures", figures));
        if (next != null) {
            last.put("next", next);
        }
        return last(last);
    }

    /** Ends an answer that has begun with what went wrong. */
    Uni<Void> fail(Throwable failure) {
        return last(Map.of("error", problem(failure))).onFailure().recoverWithNull();
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return Problem.of(known.type(), known.detail(), null, known.errors());
        }
        UUID reference = UUID.randomUUID();
        LOG.warnf(failure, "Streaming figures failed (reference %s)", reference);
        return TemporaryFailure.isIn(failure)
                ? Problem.of(
                        RequestProblem.UNAVAILABLE,
                        "The database is busy or not available, or the reader was too slow. Send the request again. Reference in"
                                + " the log: " + reference + ".",
                        null,
                        List.of())
                : Problem.of(
                        RequestProblem.INTERNAL,
                        "The log of the service has the details under the reference " + reference + ".",
                        null,
                        List.of());
    }

    private Uni<Void> last(Object line) {
        Buffer lines = Buffer.buffer();
        append(lines, line);
        return send(lines).chain(() -> UniHelper.toUni(response.end()));
    }

    private void append(Buffer lines, Object value) {
        try {
            lines.appendBytes(json.writeValueAsBytes(value)).appendByte((byte) '\n');
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A figure could not be written as JSON", e);
        }
    }

    private Uni<Void> send(Buffer lines) {
        if (!response.headWritten()) {
            response.setChunked(true).putHeader("Content-Type", MEDIA_TYPE);
        }
        return UniHelper.toUni(response.write(lines))
                .ifNoItem()
                .after(LONGEST_WAIT)
                .fail();
    }
}
