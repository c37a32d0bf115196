package io.tidewatch.system;

import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.web.LocalPages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands for a collector of traces: takes OTLP over HTTP, and reads of it what these tests ask for. */
final class TraceCollector {

    // Of the encoding (protocol buffers), a field has its number and type in a byte, then its length, then its content.
    private static final Pattern SERVICE = Pattern.compile("service\\.name\\x12.\\x0a(.)", Pattern.DOTALL);
    private static final Pattern SPAN =
            Pattern.compile("\\x0a\\x10(.{16})\\x12\\x08.{8}(?:\\x22\\x08.{8})?\\x2a(.)", Pattern.DOTALL);

    private final List<Batch> batches = new CopyOnWriteArrayList<>();
    private final LocalPages pages = LocalPages.start(0, exchange -> {
        batches.add(batch(exchange.getRequestBody().readAllBytes()));
        return new LocalPages.Answer(200, Map.of("Content-Type", "application/x-protobuf"), new byte[0]);
    });

    private record Batch(String service, List<Span> spans) {}

    private record Span(String traceId, String name) {}

    /** The settings of a suite whose services send their traces here. */
    SuiteSettings into(SuiteSettings suite) {
        SuiteSettings settings = suite;
        for (String service : SuiteSettings.SERVICES) {
            settings = settings.with(service, "otel.exporter.otlp.endpoint", "http://127.0.0.1:" + pages.port())
                    .with(service, "otel.exporter.otlp.protocol", "http/protobuf")
                    .with(service, "quarkus.otel.bsp.schedule.delay", "PT0.5S");
        }
        return settings;
    }

    /** The spans of a trace, as "service: name". */
    List<String> spans(String traceId) {
        return batches.stream()
                .flatMap(batch -> batch.spans().stream()
                        .filter(span -> span.traceId().equals(traceId))
                        .map(span -> batch.service() + ": " + span.name()))
                .toList();
    }

    /** How many spans there are, in all traces, of a "service: name". */
    long count(String span) {
        return batches.stream()
                .flatMap(batch -> batch.spans().stream().map(one -> batch.service() + ": " + one.name()))
                .filter(span::equals)
                .count();
    }

    private static Batch batch(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Matcher service = SERVICE.matcher(text);
        if (!service.find()) {
            throw new IOException("Spans of no service");
        }
        return new Batch(
                named(text, service.toMatchResult(), 1),
                SPAN.matcher(text)
                        .results()
                        .map(span -> new Span(
                                HexFormat.of().formatHex(span.group(1).getBytes(StandardCharsets.ISO_8859_1)),
                                named(text, span, 2)))
                        .toList());
    }

    /** What follows a match whose last group is its length. */
    private static String named(String text, MatchResult match, int length) {
        return text.substring(match.end(), match.end() + match.group(length).charAt(0));
    }
}
