package io.tidewatch.feed.trace;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Work on many items that were asked for in different traces. Each trace gets one span, however many of its items are worked on together, so
 * that it shows the work and nothing of the others. Items without a trace context get none: background work starts no traces.
 */
public final class TracedWork {

    private static final String SCOPE = "io.tidewatch";

    /** By the trace context that was handed in. */
    private final Map<String, Span> spans = new HashMap<>();

    private TracedWork(String name, Map<String, String> contexts) {
        contexts.entrySet().stream()
                .filter(item -> item.getValue() != null)
                .collect(groupingBy(Map.Entry::getValue, mapping(Map.Entry::getKey, toList())))
                .forEach((context, items) -> spans.put(context, begin(name, context, items)));
    }

    private static Span begin(String name, String context, List<String> items) {
        Span span = begin(name, context).setAttribute("tidewatch.items", (long) items.size());
        return items.size() == 1 ? span.setAttribute("tidewatch.item", items.getFirst()) : span;
    }

    /**
     * Does work, and has the spans end with it.
     *
     * @param name what is done, the same for all
     * @param contexts by id of the item, the trace context in which it was asked for, or null; ids must not be personal data
     * @param work gets this, for the contexts of what it causes
     */
    public static <T> Uni<T> of(String name, Map<String, String> contexts, Function<TracedWork, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            TracedWork traced = new TracedWork(name, contexts);
            return work.apply(traced)
                    .onTermination()
                    .invoke((done, failure, cancelled) -> traced.spans.values().forEach(span -> end(span, failure)));
        });
    }

    /**
     * The trace context of what the work causes for an item.
     *
     * @param context the one in which the item was asked for; null for none
     * @return null without a trace
     */
    public String after(String context) {
        Span span = context == null ? null : spans.get(context);
        return span == null ? null : Traceparent.of(span);
    }

    /**
     * Begins the span of work on one thing. The caller ends it with {@link #end}.
     *
     * @param traceparent the trace context in which the work was asked for; null for none, which gives a span that is never shown
     */
    public static Span begin(String name, String traceparent) {
        Context parent = traceparent == null ? Context.root() : Traceparent.parent(traceparent);
        SpanContext asked = Span.fromContext(parent).getSpanContext();
        return asked.isValid()
                ? GlobalOpenTelemetry.getTracer(SCOPE)
                        .spanBuilder(name)
                        .setParent(parent)
                        .startSpan()
                : Span.getInvalid();
    }

    /** Has what this thread logs name the trace of a span until the scope is closed. */
    public static Scope logged(Span span) {
        return span.getSpanContext().isValid() ? span.makeCurrent() : Scope.noop();
    }

    /**
     * Ends a span. Of a failure only its class is kept: a message can contain personal data.
     *
     * @param failure null if there was none
     */
    public static void end(Span span, Throwable failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR)
                    .setAttribute("error.type", failure.getClass().getName());
        }
        span.end();
    }
}
