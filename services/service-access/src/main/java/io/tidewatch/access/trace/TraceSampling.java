package io.tidewatch.access.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Decides which spans are collected: a share of the requests that begin a trace, and all of what belongs to a collected trace.
 * Nobody requested what a service asks others by itself (feeds, tokens), so it begins no trace. Every request has a trace id all
 * the same, for the log and for what follows from it.
 */
@Singleton
public class TraceSampling implements Sampler {

    private final Sampler requests;

    /** @throws IllegalArgumentException if the share is not between 0 and 1 */
    public TraceSampling(TracingConfig config) {
        requests = config.endpoint().isEmpty()
                ? Sampler.alwaysOff()
                : Sampler.parentBased(Sampler.traceIdRatioBased(config.ratio()));
    }

    @Override
    public SamplingResult shouldSample(
            Context parent,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> parentLinks) {
        boolean begins = !Span.fromContext(parent).getSpanContext().isValid();
        return begins && kind == SpanKind.CLIENT
                ? SamplingResult.drop()
                : requests.shouldSample(parent, traceId, name, kind, attributes, parentLinks);
    }

    @Override
    public String getDescription() {
        return "requests of others: " + requests.getDescription();
    }
}
