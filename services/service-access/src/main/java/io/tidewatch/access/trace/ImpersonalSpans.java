package io.tidewatch.access.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Blanks what may be personal data in spans of requests: a query can contain mail addresses, and the address of a client is that of a
 * person. A span cannot lose an attribute, so it becomes empty.
 */
@Singleton
public class ImpersonalSpans implements SpanProcessor {

    private static final List<AttributeKey<String>> BLANKED = List.of(
            AttributeKey.stringKey("url.query"),
            AttributeKey.stringKey("client.address"),
            AttributeKey.stringKey("network.peer.address"),
            AttributeKey.stringKey("user_agent.original"));

    private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("url.full");

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        BLANKED.stream().filter(key -> span.getAttribute(key) != null).forEach(key -> span.setAttribute(key, ""));
        String address = span.getAttribute(ADDRESS);
        if (address != null && address.indexOf('?') >= 0) {
            span.setAttribute(ADDRESS, address.substring(0, address.indexOf('?')));
        }
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        // Everything is done at the start.
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
