package io.tidewatch.access.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;

class ImpersonalSpansTest {

    @Test
    void aSpanNamesNeitherThePersonWhoAskedNorTheOneWhoIsAskedFor() {
        try (SdkTracerProvider tracers = SdkTracerProvider.builder()
                .addSpanProcessor(new ImpersonalSpans())
                .build()) {
            ReadableSpan span = (ReadableSpan) tracers.get("test")
                    .spanBuilder("GET")
                    .setAttribute("url.query", "email=petra@example.com")
                    .setAttribute("url.full", "https://login.example.com/admin/users?email=petra@example.com")
                    .setAttribute("url.path", "/v1/accounts/acme")
                    .setAttribute("client.address", "192.0.2.17")
                    .setAttribute("network.peer.address", "192.0.2.17")
                    .setAttribute("user_agent.original", "Petra's browser")
                    .startSpan();

            assertThat(span.getAttributes().toString()).doesNotContain("petra", "192.0.2.17", "Petra");
            assertThat(span.getAttribute(AttributeKey.stringKey("url.full")))
                    .isEqualTo("https://login.example.com/admin/users");
            assertThat(span.getAttribute(AttributeKey.stringKey("url.path"))).isEqualTo("/v1/accounts/acme");
        }
    }
}
