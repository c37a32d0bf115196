package io.tidewatch.feed.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * W3C trace contexts as text, which is how they are stored with what is done later: {@code 00-<trace id>-<span id>-<flags>}.
 * A vendor's {@code tracestate} is not kept.
 */
public final class Traceparent {

    private static final Pattern FORM = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

    private Traceparent() {}

    /** The trace context of the request that is handled here; null if there is none. Must be called before anything is waited for. */
    public static String current() {
        return of(Span.current());
    }

    /** The trace context of what a span causes; null for a span that is not part of a trace. */
    public static String of(Span span) {
        SpanContext context = span.getSpanContext();
        return context.isValid()
                ? "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                        + context.getTraceFlags().asHex()
                : null;
    }

    /**
     * The context in which a span continues the trace.
     *
     * @param traceparent may come from another service; anything that is not a trace context starts no trace
     */
    static Context parent(String traceparent) {
        Matcher form = FORM.matcher(traceparent);
        return form.matches()
                ? Context.root()
                        .with(Span.wrap(SpanContext.createFromRemoteParent(
                                form.group(1),
                                form.group(2),
                                TraceFlags.fromHex(form.group(3), 0),
                                TraceState.getDefault())))
                : Context.root();
    }
}
